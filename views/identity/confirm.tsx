import { Notice } from "../ui/badge.tsx";
import { Field } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PasskeyForm } from "./passkey_form.tsx";

interface ConfirmProps {
  frame: Frame;
  script: string;
  /** Which proof counts for this person. */
  proof: "password" | "second_factor";
  hasPasskeys: boolean;
  /** Path to go to afterwards. */
  next: string;
  error?: string;
}

/** Asks once more who it is, before something that needs a fresh proof. */
export function Confirm({ frame, script, proof, hasPasskeys, next, error }: ConfirmProps) {
  return (
    <Layout title="Confirme quién es" frame={frame} script={script} isNarrow>
      <div class="card">
        <h1>Confirme quién es</h1>
        <p class="soft">Lo que sigue pide una comprobación reciente.</p>
        {error !== undefined && <Notice tone="bad">{error}</Notice>}
        <form class="form" method="post" action="/security/confirm">
          <input type="hidden" name="next" value={next} />
          {proof === "password"
            ? (
              <Field
                name="password"
                label="Contraseña"
                type="password"
                autocomplete="current-password"
                maxlength={1_000}
                required
                autofocus
              />
            )
            : (
              <Field
                name="code"
                label="Código"
                hint="El de su aplicación de verificación, o un código de recuperación."
                autocomplete="one-time-code"
                maxlength={50}
                required
                autofocus
              />
            )}
          <button class="button main" type="submit">Confirmar</button>
        </form>
        {hasPasskeys && (
          <PasskeyForm action="/security/confirm" options="/auth/confirm/options" next={next}>
            Usar una llave de acceso
          </PasskeyForm>
        )}
      </div>
    </Layout>
  );
}
