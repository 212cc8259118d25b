import { Notice } from "../ui/badge.tsx";
import { Field } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PasskeyForm } from "./passkey_form.tsx";
import { PasswordField } from "./proof_fields.tsx";
import { type ProviderLink, ProviderLinks } from "./provider_links.tsx";

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
  const isForEmergencies = ways.isSsoEnforced && !ways.hasDirectory;
  return (
    <Layout title="Entrar" frame={frame} script={script} isNarrow>
      <div class="panel">
        <h1>Entrar</h1>
        {frame.organization !== null && <p class="soft">{frame.organization}</p>}
        {error !== undefined && <Notice tone="bad">{error}</Notice>}
        {ways.providers.length > 0 && (
          <>
            <ProviderLinks providers={ways.providers} next={next} />
            {!isForEmergencies && <p class="or soft small">o con su correo y su contraseña</p>}
          </>
        )}
        {isForEmergencies
          ? (
            <details class="part">
              <summary>Acceso de emergencia para administradores</summary>
              <OwnWays {...props} />
            </details>
          )
          : <OwnWays {...props} />}
      </div>
    </Layout>
  );
}

/** What LEXIA itself knows of people, or the directory by the same form. */
function OwnWays({ email, next, ways: { hasDirectory, providers } }: SignInProps) {
  return (
    <>
      <form class="form" method="post" action="/sign-in">
        <input type="hidden" name="next" value={next} />
        <Field
          name="email"
          label={hasDirectory ? "Correo electrónico o usuario" : "Correo electrónico"}
          type={hasDirectory ? "text" : "email"}
          hint={hasDirectory ? "Puede usar la cuenta de su empresa." : undefined}
          value={email}
          autocomplete="username"
          maxlength={254}
          required
          autofocus={email === ""}
        />
        <PasswordField autofocus={email !== ""} />
        <button class={providers.length > 0 ? "btn" : "btn btn-primary"} type="submit">Entrar</button>
      </form>
      <PasskeyForm action="/sign-in/passkey" options="/auth/passkeys/options" next={next}>
        Entrar con una llave de acceso
      </PasskeyForm>
      <p class="small">
        <a href="/password-forgot">¿Olvidó su contraseña?</a>
      </p>
    </>
  );
}
