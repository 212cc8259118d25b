import { Notice } from "../ui/badge.tsx";
import { Field } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PasskeyForm } from "./passkey_form.tsx";

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
  /** Where people sign in with what the organization has, each with the path on which that begins. */
  providers: readonly { name: string; path: string }[];
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
      <div class="card">
        <h1>Entrar</h1>
        {frame.organization !== null && <p class="soft">Organización: {frame.organization}</p>}
        {error !== undefined && <Notice tone="bad">{error}</Notice>}
        {ways.providers.length > 0 && (
          <div class="form">
            {ways.providers.map(({ name, path }) => (
              <a class="button main" href={`${path}?next=${encodeURIComponent(next)}`}>Entrar con {name}</a>
            ))}
            {!isForEmergencies && <p class="soft small">O con su correo y su contraseña:</p>}
          </div>
        )}
        {isForEmergencies
          ? (
            <details>
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
function OwnWays({ email, next, ways: { hasDirectory } }: SignInProps) {
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
        <Field
          name="password"
          label="Contraseña"
          type="password"
          autocomplete="current-password"
          maxlength={1_000}
          required
          autofocus={email !== ""}
        />
        <button class="button main" type="submit">Entrar</button>
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
