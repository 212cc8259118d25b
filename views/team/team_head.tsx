import type { Child } from "hono/jsx";
import { formatCount } from "../ui/dates.tsx";
import type { Frame } from "../ui/frame.ts";
import { Icon } from "../ui/icon.tsx";
import { PageHead } from "../ui/page_head.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { teamWords } from "./words.ts";

export interface TeamFigures {
  /** Active members, and those among them by role. */
  active: number;
  byRole: Readonly<Record<string, number>>;
  inactive: number;
  /** Open invitations: each takes a seat. */
  invited: number;
  /** Of the plan; null: no limit. */
  seats: number | null;
}

interface TeamHeadProps {
  frame: Frame;
  figures: TeamFigures;
  at: "people" | "invitations" | "roles";
  children?: Child;
}

/** What stands above each of the team's pages. */
export function TeamHead({ frame, figures: { active, inactive, invited }, at }: TeamHeadProps) {
  const { reader: { locale }, person } = frame;
  const w = teamWords(locale);
  const mayInvite = person?.permissions.includes("create_users") ?? false;
  const mayRead = person?.permissions.includes("read_users") ?? false;
  const tabs = [
    { at: "people", href: "/team", label: w.tabs.people, count: active + inactive, isShown: mayRead },
    {
      at: "invitations",
      href: "/team/invitations",
      label: w.tabs.invitations,
      count: invited,
      isShown: mayInvite,
    },
    { at: "roles", href: "/team/roles", label: w.tabs.roles, isShown: mayRead },
  ].filter(({ isShown }) => isShown).map((tab) => ({ ...tab, isCurrent: tab.at === at }));
  const count = (number: number) => formatCount(number, locale);
  return (
    <>
      <PageHead title={w.title} lead={w.lead(w.active(count(active)), w.invited(count(invited)))}>
        {mayInvite && at !== "invitations" && (
          <a class="btn btn-primary" href="/team/invitations">
            <Icon name="user-plus" />
            {w.invite}
          </a>
        )}
      </PageHead>
      <Tabs label={w.sections} tabs={tabs} />
    </>
  );
}
