import { Notice } from "../ui/badge.tsx";
import { Field } from "../ui/field.tsx";
import type { Frame } from "../ui/layout.tsx";
import { Door } from "./door.tsx";
import { PasskeyForm } from "./passkey_form.tsx";
import { PasswordField } from "./proof_fields.tsx";
import { type ProviderLink, ProviderLinks } from "./provider_links.tsx";
import { identityWords } from "./words.ts";

interface SignInProps {
  frame: Frame;
  email: string;
  /** Path to go to afterwards. */
  next: string;
  /** Why the last attempt failed. */
  error?: string;
  /** Address of the script that asks the browser for a passkey. */
  script: string;
  ways: Ways;
}

interface Ways {
  providers: readonly ProviderLink[];
  /** The organization has a directory: people may sign in with their name there. */
  hasDirectory: boolean;
  /** Passwords are for emergencies. */
  isSsoEnforced: boolean;
}

export function SignIn(props: SignInProps) {
  const { frame, next, error, script, ways } = props;
  const { locale } = frame.reader;
  const { signIn: w } = identityWords(locale);
  const isForEmergencies = ways.isSsoEnforced && !ways.hasDirectory;
  return (
    <Door title={w.title} lead={frame.organization ?? undefined} frame={frame} script={script}>
      {error !== undefined && <Notice tone="bad">{error}</Notice>}
      {ways.providers.length > 0 && (
        <>
          <ProviderLinks locale={locale} providers={ways.providers} next={next} />
          {!isForEmergencies && <p class="or soft small">{w.or}</p>}
        </>
      )}
      {isForEmergencies
        ? (
          <details class="part border-t border-base-300 pt-4">
            <summary class="text-sm font-medium">{w.emergency}</summary>
            <div class="grid gap-4 pt-2">
              <OwnWays {...props} />
            </div>
          </details>
        )
        : <OwnWays {...props} />}
    </Door>
  );
}

/** What LEXIA itself knows of people, or the directory by the same form. */
function OwnWays({ frame, email, next, ways: { hasDirectory, providers } }: SignInProps) {
  const { locale } = frame.reader;
  const { signIn: w } = identityWords(locale);
  return (
    <>
      <form class="form" method="post" action="/sign-in">
        <input type="hidden" name="next" value={next} />
        <Field
          name="email"
          label={hasDirectory ? w.emailOrLogin : w.email}
          type={hasDirectory ? "text" : "email"}
          hint={hasDirectory ? w.directory : undefined}
          value={email}
          autocomplete="username"
          maxlength={254}
          required
          autofocus={email === ""}
        />
        <PasswordField locale={locale} autofocus={email !== ""} />
        <button class={`btn w-full ${providers.length > 0 ? "" : "btn-primary"}`} type="submit">
          {w.button}
        </button>
      </form>
      <PasskeyForm
        locale={locale}
        action="/sign-in/passkey"
        options="/auth/passkeys/options"
        next={next}
        isWide
      >
        {w.passkey}
      </PasskeyForm>
      <p class="small">
        <a href="/password-forgot">{w.forgotten}</a>
      </p>
    </>
  );
}
