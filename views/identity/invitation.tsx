import { Notice } from "../ui/badge.tsx";
import { formatInstant } from "../ui/dates.tsx";
import { Field } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { NewPassword } from "./password.tsx";

interface AcceptInvitationProps {
  frame: Frame;
  token: string;
  organization: string;
  inviter: string | null;
  email: string;
  name: string;
  role: string;
  expiresAt: Date;
  error?: string;
}

const ROLES: Readonly<Record<string, string>> = {
  org_admin: "administrador de la organización",
  manager: "coordinador",
  user: "usuario",
  viewer: "lector",
};

export function AcceptInvitation(
  { frame, token, organization, inviter, email, name, role, expiresAt, error }: AcceptInvitationProps,
) {
  const from = inviter === null ? "Le invitan" : `${inviter} le invita`;
  return (
    <Layout title={`Invitación a ${organization}`} frame={frame} isNarrow>
      <div class="card">
        <h1>Invitación a {organization}</h1>
        <p>
          {from} a unirse a {organization} como {ROLES[role] ?? role}. La invitación vence el{" "}
          {formatInstant(expiresAt)}.
        </p>
        {error !== undefined && <Notice tone="bad">{error}</Notice>}
        <form class="form" method="post" action="/invitation">
          <input type="hidden" name="token" value={token} />
          <input type="hidden" name="email" value={email} autocomplete="username" />
          <p class="soft">Su correo: {email}</p>
          <Field
            name="name"
            label="Su nombre"
            value={name}
            autocomplete="name"
            maxlength={200}
            required
            autofocus={name === ""}
          />
          <NewPassword autofocus={name !== ""} />
          <div class="field">
            <label for="accept_terms">
              <input id="accept_terms" name="accept_terms" type="checkbox" value="yes" required />{" "}
              Acepto los términos del servicio y la política de tratamiento de datos
            </label>
          </div>
          <button class="button main" type="submit">Aceptar y entrar</button>
        </form>
      </div>
    </Layout>
  );
}

export function InvitationClosed({ frame, title, advice }: { frame: Frame; title: string; advice: string }) {
  return (
    <Layout title={title} frame={frame} isNarrow>
      <div class="card">
        <h1>{title}</h1>
        <p>{advice}</p>
        <a class="button" href="/sign-in">Ir a la entrada</a>
      </div>
    </Layout>
  );
}
