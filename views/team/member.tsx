import { Notice } from "../ui/badge.tsx";
import { Ago, Instant } from "../ui/dates.tsx";
import { Choice, Field } from "../ui/field.tsx";
import { Avatar } from "../ui/avatar.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import { RefusalNotice, type RefusalProps } from "../ui/refusal.tsx";
import { formatCount } from "../ui/dates.tsx";
import { accessWords, roleName } from "./access_words.ts";
import { MemberEnds } from "./member_ends.tsx";
import { MemberPermissions } from "./member_permissions.tsx";
import { memberWords } from "./member_words.ts";
import { AccessBadges, type TeamRow } from "./people.tsx";
import { teamWords } from "./words.ts";

export interface MemberView extends TeamRow {
  /** What they may, and what their role alone would let them. */
  held: readonly string[];
  ofRole: readonly string[];
  openSessions: number;
  solicitudes: number;
  /** Changes with every update. */
  version: string;
}

/** What the reader may do with that person, and why not more. */
export interface MemberPowers {
  /** Why nothing of it can be changed; null: it can. */
  closed: "own" | "above" | "reads" | null;
  isLastAdministrator: boolean;
  roles: readonly string[];
  permissions: readonly string[];
  mayUpdate: boolean;
  mayRemove: boolean;
  /** Who it is was shown within the last minutes. */
  isFresh: boolean;
  confirmPath: string;
}

export interface MemberProps {
  frame: Frame;
  member: MemberView;
  powers: MemberPowers;
  /** Who could take over, for the address field to suggest. */
  colleagues: readonly { name: string; email: string }[];
  now: Date;
  done?: "saved" | "deactivated" | "reactivated" | "ended";
  typed?: { name?: string; role?: string; successor?: string };
  refusal?: RefusalProps;
  errors?: Readonly<Partial<Record<"name" | "successor", string>>>;
}

export function MemberPage(props: MemberProps) {
  const { frame, member, powers, done, refusal } = props;
  const { locale } = frame.reader;
  const w = memberWords(locale);
  const isOpen = powers.closed === null;
  return (
    <Layout title={member.name} frame={frame}>
      <div class="flex items-end gap-4">
        <Avatar name={member.name} size="hidden sm:grid size-14 text-lg" />
        <div class="min-w-0 flex-1">
          <PageHead
            title={member.name}
            lead={member.email}
            back={{ href: "/team", label: teamWords(locale).title }}
          />
        </div>
      </div>
      {done && <Notice tone="good">{w.notices[done]}</Notice>}
      {refusal && <RefusalNotice {...refusal} />}
      {powers.closed !== null && <Notice tone="info">{w.notices[powers.closed]}</Notice>}
      {isOpen && <Warnings {...props} />}
      <Facts {...props} />
      {isOpen && powers.mayUpdate && (
        <>
          <Profile {...props} />
          <MemberPermissions {...props} />
        </>
      )}
      {isOpen && <MemberEnds {...props} />}
    </Layout>
  );
}

function Warnings({ frame, member, powers }: MemberProps) {
  const { notices: w } = memberWords(frame.reader.locale);
  return (
    <>
      {powers.isLastAdministrator && <Notice tone="warn">{w.last}</Notice>}
      {member.source === "directory" && <Notice tone="info">{w.managed}</Notice>}
      {!powers.isFresh && (
        <Notice tone="quiet">
          <p>
            {w.confirm} <a href={powers.confirmPath}>{w.confirmNow}</a>
          </p>
        </Notice>
      )}
    </>
  );
}

function Facts({ frame: { reader }, member, now }: MemberProps) {
  const { people } = teamWords(reader.locale);
  const w = memberWords(reader.locale);
  return (
    <section class="panel" aria-labelledby="facts">
      <div class="head">
        <h2 id="facts">{w.facts}</h2>
        <AccessBadges row={member} locale={reader.locale} />
      </div>
      <dl class="facts">
        <div>
          <dt>{people.role}</dt>
          <dd>{roleName(member.role, reader.locale)}</dd>
        </div>
        <div>
          <dt>{people.source}</dt>
          <dd>{people.sources[member.source]}</dd>
        </div>
        <div>
          <dt>{people.seen}</dt>
          <dd>
            {member.lastSeenAt === null
              ? people.never
              : <Ago at={member.lastSeenAt} now={now} reader={reader} />}
          </dd>
        </div>
        <div>
          <dt>{people.joined}</dt>
          <dd>
            <Instant at={member.joinedAt} reader={reader} />
          </dd>
        </div>
        <div>
          <dt>{w.openSessions}</dt>
          <dd class="number">{formatCount(member.openSessions, reader.locale)}</dd>
        </div>
        <div>
          <dt>{w.solicitudes}</dt>
          <dd class="number">{formatCount(member.solicitudes, reader.locale)}</dd>
        </div>
      </dl>
    </section>
  );
}

function Profile({ frame, member, powers, typed = {}, errors = {} }: MemberProps) {
  const { locale } = frame.reader;
  const { profile: w } = memberWords(locale);
  const { roles: words } = accessWords(locale);
  // The role that they have stands there also where it could not be given.
  const roles = [...new Set([...powers.roles, member.role])];
  return (
    <section class="panel" aria-labelledby="profile">
      <h2 id="profile">{w.title}</h2>
      <form class="form" method="post" action={`/team/${member.id}`}>
        <input type="hidden" name="version" value={member.version} />
        <div class="grid gap-4 sm:grid-cols-2">
          <Field
            name="name"
            label={w.name}
            value={typed.name ?? member.name}
            error={errors.name}
            autocomplete="off"
            maxlength={200}
            required
          />
          <Choice
            name="role"
            label={w.role}
            value={typed.role ?? member.role}
            options={roles.map((role) => [role, words[role]?.name ?? role] as const)}
          />
        </div>
        <p class="soft small">{w.mayLess}</p>
        <button class="btn btn-primary" type="submit">{w.save}</button>
      </form>
    </section>
  );
}
