import type { Child } from "hono/jsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import { SettingsTabs } from "./settings_tabs.tsx";

interface SettingsPageProps {
  frame: Frame;
  /** Of the script of the settings. */
  script?: string;
  title: string;
  lead?: Child;
  back?: { href: string; label: string };
  /** Buttons beside the title. */
  acts?: Child;
  children: Child;
}

/** A page of the settings: where one is among them, and then the page. */
export function SettingsPage({ frame, script, title, lead, back, acts, children }: SettingsPageProps) {
  return (
    <Layout title={title} frame={frame} script={script}>
      <SettingsTabs frame={frame} />
      <PageHead title={title} lead={lead} back={back}>{acts}</PageHead>
      {children}
    </Layout>
  );
}
