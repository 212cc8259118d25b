import { Notice } from "../ui/badge.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PasskeyForm } from "./passkey_form.tsx";
import { CodeField } from "./proof_fields.tsx";

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
  const hasCodes = methods.some((method) => method !== "passkey");
  return (
    <Layout title="Segundo paso" frame={frame} script={script} isNarrow>
      <div class="panel">
        <h1>Segundo paso</h1>
        <p class="soft">Demuestre que es usted: la contraseña sola no basta.</p>
        {!hasCodes && error !== undefined && <Notice tone="bad">{error}</Notice>}
        {hasCodes && (
          <form class="form" method="post" action="/sign-in/second-step">
            <input type="hidden" name="challenge" value={challenge} />
            <input type="hidden" name="next" value={next} />
            <CodeField hasApp={methods.includes("totp")} error={error} />
            <button class="btn btn-primary" type="submit">Entrar</button>
          </form>
        )}
        {methods.includes("passkey") && (
          <PasskeyForm
            action="/sign-in/second-step"
            options="/auth/2fa/verify/options"
            challenge={challenge}
            next={next}
          >
            Usar una llave de acceso
          </PasskeyForm>
        )}
        <p class="small">
          <a href="/sign-in">Volver a empezar</a>
        </p>
      </div>
    </Layout>
  );
}
