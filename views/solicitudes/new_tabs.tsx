import { PageHead } from "../ui/page_head.tsx";
import type { Frame } from "../ui/frame.ts";
import { Tabs } from "../ui/tabs.tsx";
import { newWords } from "./new_words.ts";

export const NEW_PATH = "/solicitudes/new";
export const SEARCH_PATH = "/solicitudes/search";
export const BULK_PATH = "/solicitudes/bulk";

interface NewHeadProps {
  frame: Frame;
  title: string;
  lead: string;
  current: "one" | "name" | "file";
}

/** The head of each way to register: of the others, those that the person may go. */
export function NewHead({ frame, title, lead, current }: NewHeadProps) {
  const w = newWords(frame.reader.locale);
  const ways = [
    { key: "one", href: NEW_PATH, label: w.ways.one, needs: "create_solicitudes" },
    { key: "name", href: SEARCH_PATH, label: w.ways.name, needs: "create_solicitudes" },
    { key: "file", href: BULK_PATH, label: w.ways.file, needs: "bulk_operations" },
  ].filter(({ needs }) => frame.person?.permissions.includes(needs));
  return (
    <>
      <PageHead title={title} lead={lead} back={{ href: "/solicitudes", label: w.back }} />
      {ways.length > 1 && (
        <Tabs
          label={w.ways.label}
          tabs={ways.map(({ key, href, label }) => ({ href, label, isCurrent: key === current }))}
        />
      )}
    </>
  );
}
