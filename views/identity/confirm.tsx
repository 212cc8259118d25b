import { Notice } from "../ui/badge.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PasskeyForm } from "./passkey_form.tsx";
import { CodeField, PasswordField } from "./proof_fields.tsx";

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
  const hasCode = methods.includes("totp") || methods.includes("recovery_code");
  const hasPassword = methods.includes("password");
  return (
    <Layout title="Confirme quién es" frame={frame} script={script} isNarrow>
      <div class="panel">
        <h1>Confirme quién es</h1>
        <p class="soft">Lo que sigue pide una comprobación reciente.</p>
        {error !== undefined && <Notice tone="bad">{error}</Notice>}
        {methods.length === 0 && (
          <p>Para esto debe entrar de nuevo: salga, entre otra vez y repita la acción.</p>
        )}
        {provider !== null && (
          <div class="form">
            <a class="btn btn-primary" href={`${provider.path}&next=${encodeURIComponent(next)}`}>
              Confirmar con {provider.name}
            </a>
            {hasPassword && <p class="soft small">O con su contraseña:</p>}
          </div>
        )}
        {(hasPassword || hasCode) && (
          <form class="form" method="post" action="/security/confirm">
            <input type="hidden" name="next" value={next} />
            {hasCode ? <CodeField /> : <PasswordField autofocus />}
            <button class="btn btn-primary" type="submit">Confirmar</button>
          </form>
        )}
        {methods.includes("passkey") && (
          <PasskeyForm action="/security/confirm" options="/auth/confirm/options" next={next}>
            Usar una llave de acceso
          </PasskeyForm>
        )}
      </div>
    </Layout>
  );
}
