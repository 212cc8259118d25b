import { Badge, Notice, type Tone } from "../ui/badge.tsx";
import { Ago, formatCount, Instant } from "../ui/dates.tsx";
import { Empty } from "../ui/empty.tsx";
import { Choice, Field } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { Meter } from "../ui/meter.tsx";
import { Pager } from "../ui/pager.tsx";
import { RefusalNotice, type RefusalProps } from "../ui/refusal.tsx";
import { Sure } from "../ui/sure.tsx";
import { accessWords, roleName } from "./access_words.ts";
import { type TeamFigures, TeamHead } from "./team_head.tsx";
import { teamWords } from "./words.ts";

export interface InvitationRow {
  id: string;
  email: string;
  name: string | null;
  role: string;
  status: "open" | "accepted" | "revoked" | "expired";
  timesSent: number;
  lastSentAt: Date;
  expiresAt: Date;
}

/** As they were typed. */
export interface InvitationFields {
  email: string;
  name: string;
  role: string;
  locale: string;
  days: string;
}

export interface InvitationForm {
  fields: InvitationFields;
  refusal?: RefusalProps;
  errors?: Readonly<Partial<Record<"email" | "name", string>>>;
}

export const LIFE_DAYS = [3, 7, 14, 30] as const;

interface InvitationsProps {
  frame: Frame;
  figures: TeamFigures;
  form: InvitationForm;
  /** Roles that the person may give. */
  roles: readonly string[];
  rows: readonly InvitationRow[];
  /** What was just done. */
  done?: "sent" | "resent" | "revoked";
  now: Date;
  firstPage: string | null;
  nextPage: string | null;
}

export function InvitationsPage(props: InvitationsProps) {
  const { frame, figures, rows, done, firstPage, nextPage } = props;
  const { locale } = frame.reader;
  const w = teamWords(locale);
  return (
    <Layout title={`${w.tabs.invitations} · ${w.title}`} frame={frame}>
      <TeamHead frame={frame} figures={figures} at="invitations" />
      {done && <Notice tone="good">{w.invitations[done]}</Notice>}
      <div class="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <InviteForm {...props} />
        <Seats frame={frame} figures={figures} />
      </div>
      <section class="panel" aria-labelledby="invitations">
        <h2 id="invitations">{w.invitations.list}</h2>
        {rows.length === 0
          ? <Empty icon="mail" title={w.invitations.none} advice={w.invitations.noneAdvice} />
          : <Invitations {...props} />}
        <Pager locale={locale} first={firstPage} next={nextPage} />
      </section>
    </Layout>
  );
}

function InviteForm({ frame, form: { fields, refusal, errors = {} }, roles }: InvitationsProps) {
  const { locale } = frame.reader;
  const { invitations: w } = teamWords(locale);
  const options = roles.map((role) => [role, roleName(role, locale)] as const);
  const locales = (["", "es", "en"] as const).map((one) => [one, w.locales[one]] as const);
  const days = LIFE_DAYS.map((one) => [String(one), w.daysOf(one)] as const);
  return (
    <section class="panel" aria-labelledby="invite">
      <h2 id="invite">{w.title}</h2>
      <p class="soft">{w.lead}</p>
      {refusal && <RefusalNotice {...refusal} />}
      <form class="form" method="post" action="/team/invitations">
        <div class="grid gap-4 sm:grid-cols-2">
          <Field
            name="email"
            label={w.email}
            type="email"
            value={fields.email}
            error={errors.email}
            autocomplete="off"
            maxlength={254}
            required
          />
          <Field
            name="name"
            label={w.name}
            value={fields.name}
            hint={w.nameHint}
            error={errors.name}
            autocomplete="off"
            maxlength={200}
          />
        </div>
        <div class="grid gap-4 sm:grid-cols-3">
          <Choice name="role" label={w.role} value={fields.role} options={options} />
          <Choice name="locale" label={w.locale} value={fields.locale} options={locales} />
          <Choice name="days" label={w.days} value={fields.days} options={days} />
        </div>
        <RoleNotes frame={frame} roles={roles} />
        <div class="acts">
          <button class="btn btn-primary" type="submit">
            <Icon name="send" />
            {w.send}
          </button>
          <span class="soft small">{w.limit}</span>
        </div>
      </form>
    </section>
  );
}

function RoleNotes({ frame, roles }: { frame: Frame; roles: readonly string[] }) {
  const { locale } = frame.reader;
  const words = accessWords(locale).roles;
  return (
    <dl class="grid gap-1 rounded-field bg-base-200 p-4 text-sm">
      {roles.map((role) => (
        <div>
          <dt class="inline font-medium">{words[role]?.name ?? role}:</dt>{" "}
          <dd class="soft inline">{words[role]?.text}</dd>
        </div>
      ))}
    </dl>
  );
}

function Seats({ frame, figures: { active, invited, seats } }: { frame: Frame; figures: TeamFigures }) {
  const { reader: { locale }, person } = frame;
  const { seats: w } = teamWords(locale);
  const taken = active + invited;
  const count = (number: number) => formatCount(number, locale);
  const left = seats === null ? null : Math.max(0, seats - taken);
  return (
    <section class="panel" aria-labelledby="seats">
      <h2 id="seats">{w.title}</h2>
      {seats === null ? <p>{w.unlimited}</p> : (
        <>
          <p class="number text-2xl font-semibold">{w.of(count(taken), count(seats))}</p>
          <Meter label={w.label} value={taken} max={seats} />
          <p class={left === 0 ? "wrong" : "soft small"}>{left === 0 ? w.full : w.left(count(left ?? 0))}</p>
        </>
      )}
      <p class="soft small">{w.counted}</p>
      {seats !== null && person?.permissions.includes("manage_billing") && (
        <a class="small" href="/billing/upgrade">{w.plan}</a>
      )}
    </section>
  );
}

/** Roles are named, since on a phone the style sheet shows the table as a list. */
function Invitations({ frame, rows, now }: InvitationsProps) {
  const { columns } = teamWords(frame.reader.locale).invitations;
  return (
    <table class="table folds" role="table">
      <thead role="rowgroup">
        <tr role="row">
          {[columns.who, columns.role, columns.state, columns.sent].map((head) => (
            <th role="columnheader" scope="col">{head}</th>
          ))}
          <th role="columnheader" scope="col">
            <span class="heard">{columns.acts}</span>
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => <Invited frame={frame} row={row} now={now} />)}
      </tbody>
    </table>
  );
}

const TONES: Readonly<Record<InvitationRow["status"], Tone>> = {
  open: "info",
  accepted: "good",
  revoked: "quiet",
  expired: "warn",
};

function Invited({ frame: { reader }, row, now }: { frame: Frame; row: InvitationRow; now: Date }) {
  const { id, email, name, role, status, timesSent, lastSentAt, expiresAt } = row;
  const { invitations: w } = teamWords(reader.locale);
  const isOpen = status === "open" || status === "expired";
  return (
    <tr role="row">
      <td role="cell">
        <div class="font-medium">{email}</div>
        {name !== null && <div class="soft small">{name}</div>}
      </td>
      <td role="cell" class="nowrap" data-label={w.columns.role}>{roleName(role, reader.locale)}</td>
      <td role="cell" data-label={w.columns.state}>
        <Badge tone={TONES[status]}>{w.states[status]}</Badge>
        {isOpen && (
          <div class="soft small">
            {status === "open" ? w.expires : w.expired} <Instant at={expiresAt} reader={reader} />
          </div>
        )}
      </td>
      <td role="cell" class="small" data-label={w.columns.sent}>
        <Ago at={lastSentAt} now={now} reader={reader} />
        {timesSent > 1 && <div class="soft">{w.times(timesSent)}</div>}
      </td>
      <td role="cell">
        {isOpen && (
          <div class="flex items-start gap-2">
            <form method="post" action={`/team/invitations/${id}/resend`}>
              <button class="btn btn-sm" type="submit">
                {w.resend} <span class="heard">{w.to(email)}</span>
              </button>
            </form>
            <Sure
              action={`/team/invitations/${id}/revoke`}
              label={w.revoke}
              about={w.to(email)}
              question={w.revokeQuestion}
              answer={w.revokeAnswer}
              isSmall
            />
          </div>
        )}
      </td>
    </tr>
  );
}
