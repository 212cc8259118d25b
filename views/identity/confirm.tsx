import { Field } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PasskeyForm } from "./passkey_form.tsx";
import { type ProviderLink, ProviderLinks } from "./provider_links.tsx";

/** Which proof counts for this person; who came in through their company comes in anew. */
export type AskedProof = "password" | "second_factor" | "provider" | "directory";

interface ConfirmProps {
  frame: Frame;
  script: string;
  proof: AskedProof;
  providers: readonly ProviderLink[];
  hasPasskeys: boolean;
  /** Path to go to afterwards. */
  next: string;
  error?: string;
}

/** Asks once more who it is, before something that needs a fresh proof. */
export function Confirm(props: ConfirmProps) {
  const { frame, script, hasPasskeys, next } = props;
  return (
    <Layout title="Confirme quién es" frame={frame} script={script} isNarrow>
      <div class="card">
        <h1>Confirme quién es</h1>
        <p class="soft">Lo que sigue pide una comprobación reciente.</p>
        <Proof {...props} />
        {hasPasskeys && (
          <PasskeyForm action="/security/confirm" options="/auth/confirm/options" next={next}>
            Usar una llave de acceso
          </PasskeyForm>
        )}
        <p class="small">
          <a href="/security">Cancelar</a>
        </p>
      </div>
    </Layout>
  );
}

function Proof({ proof, providers, next, error }: ConfirmProps) {
  switch (proof) {
    case "provider":
      return (
        <>
          <p>Usted entró con la cuenta de su empresa. Entre de nuevo con ella y volverá a este punto.</p>
          <ProviderLinks providers={providers} next={next} />
        </>
      );
    case "directory":
      return (
        <>
          <p>Usted entró con la cuenta de su empresa. Salga, entre de nuevo con ella y repita la acción.</p>
          <form class="form" method="post" action="/sign-out">
            <button class="button main" type="submit">Salir y entrar de nuevo</button>
          </form>
        </>
      );
    case "password":
    case "second_factor":
      return <ProofForm proof={proof} next={next} error={error} />;
  }
}

function ProofForm(
  { proof, next, error }: Pick<ConfirmProps, "next" | "error"> & { proof: "password" | "second_factor" },
) {
  return (
    <form class="form" method="post" action="/security/confirm">
      <input type="hidden" name="next" value={next} />
      {proof === "password"
        ? (
          <Field
            name="password"
            label="Contraseña"
            type="password"
            error={error}
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
            error={error}
            autocomplete="one-time-code"
            maxlength={50}
            required
            autofocus
          />
        )}
      <button class="button main" type="submit">Confirmar</button>
    </form>
  );
}
