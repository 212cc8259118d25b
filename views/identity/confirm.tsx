import { Notice } from "../ui/badge.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PasskeyForm } from "./passkey_form.tsx";
import { CodeField, PasswordField } from "./proof_fields.tsx";
import { identityWords } from "./words.ts";

interface ConfirmProps {
  frame: Frame;
  script: string;
  /** What counts for this person. */
  methods: readonly string[];
  /** Where they prove it at what the organization has; null where that is none of the methods. */
  provider: { name: string; path: string } | null;
  /** Path to go to afterwards. */
  next: string;
  error?: string;
}

/** Asks once more who it is, before something that needs a fresh proof. */
export function Confirm({ frame, script, methods, provider, next, error }: ConfirmProps) {
  const { locale } = frame.reader;
  const { confirm: w, fields } = identityWords(locale);
  const hasCode = methods.includes("totp") || methods.includes("recovery_code");
  const hasPassword = methods.includes("password");
  return (
    <Layout title={w.title} frame={frame} script={script} isNarrow>
      <div class="panel gap-5">
        <div class="grid gap-1">
          <h1>{w.title}</h1>
          <p class="soft">{w.lead}</p>
        </div>
        {error !== undefined && <Notice tone="bad">{error}</Notice>}
        {methods.length === 0 && <p>{w.none}</p>}
        {provider !== null && (
          <div class="form">
            <a class="btn btn-primary" href={`${provider.path}&next=${encodeURIComponent(next)}`}>
              {w.with(provider.name)}
            </a>
            {hasPassword && <p class="soft small">{w.orPassword}</p>}
          </div>
        )}
        {(hasPassword || hasCode) && (
          <form class="form" method="post" action="/security/confirm">
            <input type="hidden" name="next" value={next} />
            {hasCode ? <CodeField locale={locale} /> : <PasswordField locale={locale} autofocus />}
            <button class="btn btn-primary" type="submit">{w.button}</button>
          </form>
        )}
        {methods.includes("passkey") && (
          <PasskeyForm locale={locale} action="/security/confirm" options="/auth/confirm/options" next={next}>
            {fields.usePasskey}
          </PasskeyForm>
        )}
      </div>
    </Layout>
  );
}
