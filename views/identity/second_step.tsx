import { Notice } from "../ui/badge.tsx";
import type { Frame } from "../ui/layout.tsx";
import { Door } from "./door.tsx";
import { PasskeyForm } from "./passkey_form.tsx";
import { CodeField } from "./proof_fields.tsx";
import { identityWords } from "./words.ts";

interface SecondStepProps {
  frame: Frame;
  script: string;
  /** Of the sign-in that waits. */
  challenge: string;
  methods: readonly ("totp" | "recovery_code" | "passkey")[];
  /** Path to go to afterwards. */
  next: string;
  /** Why the last attempt failed. */
  error?: string;
}

export function SecondStepPage({ frame, script, challenge, methods, next, error }: SecondStepProps) {
  const { locale } = frame.reader;
  const { secondStep: w, signIn, fields } = identityWords(locale);
  const hasCodes = methods.some((method) => method !== "passkey");
  return (
    <Door title={w.title} lead={w.lead} icon="shield-check" frame={frame} script={script}>
      {!hasCodes && error !== undefined && <Notice tone="bad">{error}</Notice>}
      {hasCodes && (
        <form class="form" method="post" action="/sign-in/second-step">
          <input type="hidden" name="challenge" value={challenge} />
          <input type="hidden" name="next" value={next} />
          <CodeField locale={locale} hasApp={methods.includes("totp")} error={error} />
          <button class="btn btn-primary w-full" type="submit">{signIn.button}</button>
        </form>
      )}
      {methods.includes("passkey") && (
        <PasskeyForm
          locale={locale}
          action="/sign-in/second-step"
          options="/auth/2fa/verify/options"
          challenge={challenge}
          next={next}
          isWide
        >
          {fields.usePasskey}
        </PasskeyForm>
      )}
      <p class="small">
        <a href="/sign-in">{w.again}</a>
      </p>
    </Door>
  );
}
