import { Badge, Notice } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import { Sure } from "../ui/sure.tsx";
import { SettingsTabs } from "../settings/settings_tabs.tsx";
import { Factor } from "./factor.tsx";
import { type PasskeyRow, Passkeys } from "./passkeys.tsx";
import { securityWords } from "./security_words.ts";
import { type SessionRow, Sessions } from "./sessions.tsx";

export interface SecurityProps {
  frame: Frame;
  script: string;
  isEnrolled: boolean;
  isRequired: boolean;
  /** Null where nothing is missing. */
  dueAt: Date | null;
  /** Nothing but this page goes any further. */
  isHeld: boolean;
  totpSince: Date | null;
  passkeys: readonly PasskeyRow[];
  recoveryCodesLeft: number;
  /** Not where they come in through their company alone. */
  mayChangePassword: boolean;
  sessions: readonly SessionRow[];
  /** Shown this once. */
  newCodes?: readonly string[];
  /** Why the last change was refused. */
  error?: string;
}

/** How somebody signs in: what they have set up, and what is asked of them. */
export function Security(props: SecurityProps) {
  const { frame, script, error, newCodes, isEnrolled } = props;
  const w = securityWords(frame.reader.locale);
  return (
    <Layout title={w.title} frame={frame} script={script}>
      {!props.isHeld && <SettingsTabs frame={frame} />}
      <PageHead title={w.title} lead={w.lead} />
      {error !== undefined && <Notice tone="bad">{error}</Notice>}
      {newCodes !== undefined && <NewCodes frame={frame} codes={newCodes} />}
      <div class="grid items-start gap-5 lg:grid-cols-2">
        <section class="panel" aria-labelledby="second-factor">
          <Standing {...props} />
          <Totp frame={frame} since={props.totpSince} />
          <Passkeys frame={frame} rows={props.passkeys} />
          {isEnrolled && <RecoveryCodes frame={frame} left={props.recoveryCodesLeft} />}
          {props.mayChangePassword && <Password frame={frame} />}
        </section>
        <Sessions frame={frame} rows={props.sessions} />
      </div>
    </Layout>
  );
}

function Standing({ frame, isEnrolled, isRequired, dueAt, isHeld }: SecurityProps) {
  const { standing: w } = securityWords(frame.reader.locale);
  return (
    <>
      <div class="head">
        <h2 id="second-factor">{w.title}</h2>
        {isEnrolled
          ? <Badge tone="good" icon="shield-check">{w.on}</Badge>
          : <Badge tone="warn" icon="shield-alert">{w.off}</Badge>}
      </div>
      {isHeld && isEnrolled && (
        <Notice tone="warn">
          <p>
            {w.notGiven} <a href="/security/confirm">{w.give}</a> {w.toGoOn}
          </p>
        </Notice>
      )}
      {isHeld && !isEnrolled && <Notice tone="bad">{w.over}</Notice>}
      {!isHeld && dueAt !== null && (
        <Notice tone="warn">
          <p>
            {w.due} <Instant at={dueAt} reader={frame.reader} />
          </p>
        </Notice>
      )}
      <p class="soft">
        {isEnrolled ? w.protects : w.optional} {isRequired && w.required}
      </p>
    </>
  );
}

function Totp({ frame, since }: { frame: Frame; since: Date | null }) {
  const w = securityWords(frame.reader.locale);
  const { totp } = w;
  return (
    <Factor
      icon="smartphone"
      title={totp.title}
      state={since === null ? { tone: "quiet", label: w.none } : { tone: "good", label: w.standing.on }}
    >
      <p class="soft small">
        {since === null ? totp.text : (
          <>
            {totp.since} <Instant at={since} reader={frame.reader} />
          </>
        )}
      </p>
      {since === null
        ? (
          <form method="post" action="/security/totp">
            <button class="btn btn-primary btn-sm" type="submit">{totp.setUp}</button>
          </form>
        )
        : (
          <Sure
            action="/security/totp/remove"
            label={totp.remove}
            about={totp.about}
            question={totp.question}
            answer={totp.answer}
          />
        )}
    </Factor>
  );
}

function RecoveryCodes({ frame, left }: { frame: Frame; left: number }) {
  const { codes: w } = securityWords(frame.reader.locale);
  return (
    <Factor
      icon="clipboard-list"
      title={w.title}
      state={{ tone: left <= 2 ? "warn" : "quiet", label: w.left(left) }}
    >
      <p class="soft small">{w.text}</p>
      <form class="grid gap-2" method="post" action="/security/recovery-codes">
        <button class="btn btn-sm justify-self-start" type="submit">{w.make}</button>
        <p class="soft small">{w.makeNote}</p>
      </form>
    </Factor>
  );
}

function Password({ frame }: { frame: Frame }) {
  const { password: w } = securityWords(frame.reader.locale);
  return (
    <Factor icon="key-round" title={w.title}>
      <p class="soft small">{w.text}</p>
      <p>
        <a class="btn btn-sm" href="/password-change">{w.change}</a>
      </p>
    </Factor>
  );
}

function NewCodes({ frame, codes }: { frame: Frame; codes: readonly string[] }) {
  const { codes: w } = securityWords(frame.reader.locale);
  return (
    <section class="panel" aria-labelledby="new-codes">
      <h2 id="new-codes">{w.yours}</h2>
      <Notice tone="warn">
        <p>
          <strong>{w.keep}</strong> {w.where}
        </p>
      </Notice>
      <ul class="codes">
        {codes.map((code) => (
          <li>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <p>
        <a class="btn btn-primary" href="/security">{w.kept}</a>
      </p>
    </section>
  );
}
