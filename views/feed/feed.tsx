/** What LEXIA has told a person, the latest first; the bell shows the first of it. */
import { noticeSentence } from "../email/notice_words.ts";
import type { Notice } from "../email/notice_shapes.ts";
import { Ago } from "../ui/dates.tsx";
import { Empty } from "../ui/empty.tsx";
import { Icon } from "../ui/icon.tsx";
import type { IconName } from "../ui/icons.ts";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import { Pager } from "../ui/pager.tsx";
import { feedWords } from "./words.ts";

export interface FeedEntry {
  id: string;
  notice: Pick<Notice, "type" | "data" | "case">;
  at: Date;
  isRead: boolean;
  href: string;
}

interface FeedProps {
  frame: Frame;
  now: Date;
  entries: readonly FeedEntry[];
  unread: number;
  /** The highest that is shown: up to there all is marked as read. */
  until: number;
  isFirstPage: boolean;
  next: string | null;
}

export function FeedPage(props: FeedProps) {
  const { frame, entries, isFirstPage, next } = props;
  const w = feedWords(frame.reader.locale);
  return (
    <Layout title={w.title} frame={frame}>
      <PageHead title={w.title} lead={w.lead}>
        <a class="btn btn-sm" href="/notifications">
          <Icon name="sliders-horizontal" />
          {w.preferences}
        </a>
      </PageHead>
      <div class="panel">
        {entries.length === 0
          ? <Empty icon="bell" title={w.emptyTitle} advice={w.emptyAdvice} />
          : <Entries {...props} />}
      </div>
      <Pager locale={frame.reader.locale} first={isFirstPage ? null : "/feed"} next={next} />
    </Layout>
  );
}

function Entries({ frame: { reader }, now, entries, unread, until }: FeedProps) {
  const w = feedWords(reader.locale);
  return (
    <div id="feed" class="grid gap-2">
      <div class="flex flex-wrap items-center justify-between gap-2">
        <p class="soft small">{w.unread(unread)}</p>
        {unread > 0 && (
          <form method="post" action="/feed/read-all">
            <input type="hidden" name="until" value={String(until)} />
            <button class="btn btn-ghost btn-xs" type="submit">
              <Icon name="check-check" class="size-3.5" />
              {w.readAll}
            </button>
          </form>
        )}
      </div>
      <ul>
        {entries.map((entry) => (
          <li class="flex items-start gap-3 border-t border-base-300 py-3">
            <Icon
              name={ICONS[entry.notice.type]}
              class={`mt-0.5 size-4 ${entry.isRead ? "opacity-60" : "text-primary"}`}
            />
            <p class="mr-auto grid min-w-0 gap-0.5 text-sm">
              <a class={`hover:underline ${entry.isRead ? "" : "font-semibold"}`} href={entry.href}>
                {!entry.isRead && <span class="heard">{w.isUnread}:</span>}
                {noticeSentence(entry.notice, reader.locale, true)}
              </a>
              <span class="soft text-xs">
                {entry.notice.case?.alias && `${entry.notice.case.alias} · `}
                <Ago at={entry.at} now={now} reader={reader} />
              </span>
            </p>
            {!entry.isRead && (
              <form method="post" action={`/feed/${entry.id}/read`}>
                <button
                  class="btn btn-ghost btn-xs btn-circle"
                  type="submit"
                  aria-label={w.read}
                  title={w.read}
                >
                  <Icon name="check" class="size-3.5" />
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
      <a class="btn btn-ghost btn-sm hidden justify-self-center in-[.menu-sheet]:inline-flex" href="/feed">
        {w.all}
      </a>
    </div>
  );
}

const ICONS: Readonly<Record<Notice["type"], IconName>> = {
  "novedad.created": "inbox",
  "solicitud.completed": "circle-check",
  "solicitud.failed": "circle-alert",
  "solicitud.held": "pause",
  "proceso.verified": "shield-check",
  "proceso.private": "lock",
  "bulk.completed": "file-spreadsheet",
  "quota.warning": "hourglass",
};
