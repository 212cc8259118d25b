import { Avatar } from "../ui/avatar.tsx";
import { Badge, Notice, type Tone } from "../ui/badge.tsx";
import { Ago, formatDay } from "../ui/dates.tsx";
import { Empty } from "../ui/empty.tsx";
import { Choice, Field } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { Pager } from "../ui/pager.tsx";
import { roleName } from "./access_words.ts";
import { type TeamFigures, TeamHead } from "./team_head.tsx";
import { memberWords } from "./member_words.ts";
import { teamWords } from "./words.ts";

export interface TeamRow {
  id: string;
  name: string;
  email: string;
  role: string;
  isActive: boolean;
  hasSecondFactor: boolean;
  source: "directory" | "sso" | "password" | "none";
  joinedAt: Date;
  lastSeenAt: Date | null;
}

export const TEAM_STATES = ["", "active", "inactive", "unprotected"] as const;

/** As they were typed. */
export interface TeamFields {
  q: string;
  role: string;
  state: typeof TEAM_STATES[number];
}

interface TeamProps {
  frame: Frame;
  figures: TeamFigures;
  fields: TeamFields;
  rows: readonly TeamRow[];
  /** Whose page this is. */
  ownId: string;
  now: Date;
  /** Somebody has just been removed. */
  hasRemoved: boolean;
  firstPage: string | null;
  nextPage: string | null;
}

export function TeamPage(props: TeamProps) {
  const { frame, figures, rows, firstPage, nextPage, hasRemoved } = props;
  const { locale } = frame.reader;
  const w = teamWords(locale);
  return (
    <Layout title={w.title} frame={frame}>
      <TeamHead frame={frame} figures={figures} at="people" />
      {hasRemoved && <Notice tone="good">{memberWords(locale).remove.done}</Notice>}
      <Filters {...props} />
      <section id="people" class="panel" aria-label={w.people.label}>
        {rows.length === 0
          ? (
            <Empty icon="users" title={w.people.none} advice={w.people.noneAdvice}>
              <a class="btn" href="/team">{w.filter.clear}</a>
            </Empty>
          )
          : <People {...props} />}
        <Pager locale={locale} first={firstPage} next={nextPage} />
      </section>
    </Layout>
  );
}

/** With a script the list follows while one types. */
function Filters({ frame, fields, figures }: TeamProps) {
  const { locale } = frame.reader;
  const { filter: w } = teamWords(locale);
  const roles = Object.keys(figures.byRole).map((role) => [role, roleName(role, locale)] as const);
  const states = TEAM_STATES.map((state) => [state, w.states[state]] as const);
  const isFiltered = fields.q !== "" || fields.role !== "" || fields.state !== "";
  return (
    <form
      class="line"
      method="get"
      action="/team"
      role="search"
      aria-label={w.label}
      hx-get="/team"
      hx-trigger="input changed delay:300ms from:#q, change from:#role, change from:#state"
      hx-select="#people"
      hx-target="#people"
      hx-swap="outerHTML"
      hx-push-url="true"
    >
      <Field name="q" label={w.text} type="search" value={fields.q} maxlength={100} />
      <Choice name="role" label={w.role} value={fields.role} options={[["", w.anyRole], ...roles]} />
      <Choice name="state" label={w.state} value={fields.state} options={states} />
      <button class="btn" type="submit">
        <Icon name="funnel" />
        {w.apply}
      </button>
      {isFiltered && <a class="btn btn-ghost" href="/team">{w.clear}</a>}
    </form>
  );
}

/** Roles are named, since on a phone the style sheet shows the table as a list. */
function People({ frame, rows, ownId, now }: TeamProps) {
  const { people: w } = teamWords(frame.reader.locale);
  const heads = [w.person, w.role, w.access, w.source, w.seen, w.joined];
  return (
    <table class="table folds" role="table">
      <thead role="rowgroup">
        <tr role="row">
          {heads.map((head) => <th role="columnheader" scope="col">{head}</th>)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <Person
            frame={frame}
            row={row}
            isOwn={row.id === ownId}
            now={now}
          />
        ))}
      </tbody>
    </table>
  );
}

interface PersonProps {
  frame: Frame;
  row: TeamRow;
  isOwn: boolean;
  now: Date;
}

function Person({ frame: { reader }, row, isOwn, now }: PersonProps) {
  const { people: w } = teamWords(reader.locale);
  return (
    <tr role="row">
      <td role="cell">
        <div class="flex items-start gap-3">
          <Avatar name={row.name} />
          <div class="min-w-0">
            <div class="flex flex-wrap items-center gap-x-2">
              <a href={`/team/${row.id}`}>{row.name}</a>
              {isOwn && <span class="soft small">{w.you}</span>}
            </div>
            <div class="soft small">{row.email}</div>
          </div>
        </div>
      </td>
      <td role="cell" class="nowrap" data-label={w.role}>{roleName(row.role, reader.locale)}</td>
      <td role="cell" data-label={w.access}>
        <span class="inline-flex flex-wrap gap-1">
          <AccessBadges row={row} locale={reader.locale} />
        </span>
      </td>
      <td role="cell" data-label={w.source} class="small">{w.sources[row.source]}</td>
      <td role="cell" data-label={w.seen} class="small">
        {row.lastSeenAt === null ? w.never : <Ago at={row.lastSeenAt} now={now} reader={reader} />}
      </td>
      <td role="cell" data-label={w.joined} class="small nowrap">
        {formatDay(dayOf(row.joinedAt, reader.timeZone), reader.locale)}
      </td>
    </tr>
  );
}

export function AccessBadges(
  { row: { isActive, hasSecondFactor }, locale }: {
    row: Pick<TeamRow, "isActive" | "hasSecondFactor">;
    locale: "es" | "en";
  },
) {
  const { people: w } = teamWords(locale);
  const [tone, label]: [Tone, string] = isActive ? ["good", w.active] : ["bad", w.inactive];
  return (
    <>
      <Badge tone={tone}>{label}</Badge>
      {hasSecondFactor
        ? <Badge tone="info" icon="shield-check">{w.protected}</Badge>
        : <Badge tone="quiet">{w.unprotected}</Badge>}
    </>
  );
}

/** On which day it was by the reader's clock. */
export function dayOf(at: Date, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toPlainDate()
    .toString();
}
