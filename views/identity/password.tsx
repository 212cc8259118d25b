import { Notice } from "../ui/badge.tsx";
import { Field } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import type { Locale } from "../ui/reader.ts";
import { SettingsTabs } from "../settings/settings_tabs.tsx";
import { ClosedDoor, type ClosedDoorProps } from "./closed_door.tsx";
import { Door } from "./door.tsx";
import { PasswordField } from "./proof_fields.tsx";
import { identityWords } from "./words.ts";

interface FormProps {
  frame: Frame;
  /** Why the last attempt failed. */
  error?: string;
}

/** Who comes in here, and so where they go on. */
export type DoorOf = "members" | "operators";

/** Which field was refused, and why. */
export interface Wrong {
  field: "current" | "new" | "name" | null;
  text: string;
}

interface NewPasswordFormProps {
  frame: Frame;
  minLength: number;
  wrong?: Wrong;
}

export function ForgotPassword({ frame, door, email, error }: FormProps & { door: DoorOf; email: string }) {
  const { forgot: w, signIn } = identityWords(frame.reader.locale);
  return (
    <Door title={w.title} lead={w.lead} icon="key-round" frame={frame}>
      <form class="form" method="post" action="/password-forgot">
        <Field
          name="email"
          label={signIn.email}
          type="email"
          value={email}
          error={error}
          autocomplete="username"
          maxlength={254}
          required
          autofocus
        />
        <button class="btn btn-primary w-full" type="submit">{w.button}</button>
      </form>
      <WayBack frame={frame} door={door} />
    </Door>
  );
}

function WayBack({ frame, door }: { frame: Frame; door: DoorOf }) {
  const { signIn: w } = identityWords(frame.reader.locale);
  return (
    <p class="small">
      {door === "members" ? <a href="/sign-in">{w.back}</a> : <a href="/">{w.home}</a>}
    </p>
  );
}

/** The same whether or not there is an account. */
export function ResetOffered({ frame, door }: { frame: Frame; door: DoorOf }) {
  const { forgot: w } = identityWords(frame.reader.locale);
  return (
    <Door title={w.offered} icon="mail" frame={frame}>
      <p>{w.offeredText}</p>
      <p class="soft">
        {w.missing} {door === "members" ? w.missingMember : w.missingOperator}
      </p>
      <WayBack frame={frame} door={door} />
    </Door>
  );
}

export function ResetPassword({ frame, token, minLength, wrong }: NewPasswordFormProps & { token: string }) {
  const { locale } = frame.reader;
  const { reset: w } = identityWords(locale);
  return (
    <Door title={w.title} lead={w.ends} icon="key-round" frame={frame}>
      <Refusal wrong={wrong} />
      <form class="form" method="post" action="/password-reset">
        <input type="hidden" name="token" value={token} />
        <NewPassword locale={locale} minLength={minLength} wrong={wrong} autofocus />
        <button class="btn btn-primary w-full" type="submit">{w.button}</button>
      </form>
    </Door>
  );
}

export function ResetLinkClosed(props: ClosedDoorProps) {
  const { reset } = identityWords(props.frame.reader.locale);
  return <ClosedDoor {...props} href="/password-forgot" label={reset.another} />;
}

export function PasswordSet({ frame, door }: { frame: Frame; door: DoorOf }) {
  const { reset: w, signIn } = identityWords(frame.reader.locale);
  return (
    <Door title={w.done} lead={w.doneText} icon="circle-check" frame={frame}>
      {door === "members"
        ? <a class="btn btn-primary w-full" href="/sign-in">{signIn.button}</a>
        : <a class="btn btn-primary w-full" href="/api/docs">{w.reference}</a>}
    </Door>
  );
}

export function ChangePassword(
  { frame, minLength, wrong, isDone = false }: NewPasswordFormProps & { isDone?: boolean },
) {
  const { locale } = frame.reader;
  const { change: w } = identityWords(locale);
  return (
    <Layout title={w.title} frame={frame}>
      <SettingsTabs frame={frame} />
      <PageHead title={w.title} lead={w.lead} back={{ href: "/security", label: w.back }} />
      <div class="panel max-w-xl">
        <Refusal wrong={wrong} />
        {isDone && <Notice tone="good">{w.done}</Notice>}
        <form class="form" method="post" action="/password-change">
          <PasswordField
            locale={locale}
            name="current_password"
            label={w.current}
            error={wrong?.field === "current" ? wrong.text : undefined}
          />
          <NewPassword locale={locale} minLength={minLength} wrong={wrong} />
          <button class="btn btn-primary" type="submit">{w.title}</button>
        </form>
      </div>
    </Layout>
  );
}

interface NewPasswordProps {
  locale?: Locale;
  minLength: number;
  wrong?: Wrong;
  autofocus?: boolean;
}

/** Once: who cannot see it mistypes it twice, and whoever does can ask for another link. */
export function NewPassword({ locale = "es", minLength, wrong, autofocus }: NewPasswordProps) {
  const { fields: w } = identityWords(locale);
  return (
    <Field
      name="password"
      label={w.newPassword}
      type="password"
      hint={w.newPasswordHint(minLength)}
      error={wrong?.field === "new" ? wrong.text : undefined}
      autocomplete="new-password"
      maxlength={1_000}
      required
      autofocus={autofocus}
    />
  );
}

/** What is wrong with the form as a whole. */
export function Refusal({ wrong }: { wrong?: Wrong }) {
  return wrong?.field === null ? <Notice tone="bad">{wrong.text}</Notice> : null;
}
