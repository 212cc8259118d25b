import { Instant } from "../ui/dates.tsx";
import { Field, Tick } from "../ui/field.tsx";
import { DeadEnd, type DeadEndProps } from "../ui/dead_end.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { DOCUMENT_NAMES, DocumentLink, type LegalDocumentProps } from "../personal_data/document_link.tsx";
import { NewPassword, Refusal, type Wrong } from "./password.tsx";
import { type ProviderLink, ProviderLinks } from "./provider_links.tsx";

interface InvitedProps {
  frame: Frame;
  organization: string;
  inviter: string | null;
  email: string;
  role: string;
  expiresAt: Date;
}

interface AcceptInvitationProps extends InvitedProps {
  token: string;
  name: string;
  minLength: number;
  /** Those that are in force. */
  documents: readonly LegalDocumentProps[];
  wrong?: Wrong;
}

const ROLES: Readonly<Record<string, string>> = {
  org_admin: "administrador de la organización",
  manager: "coordinador",
  user: "usuario",
  viewer: "lector",
};

export function AcceptInvitation(props: AcceptInvitationProps) {
  const { frame, token, organization, email, name, minLength, documents, wrong } = props;
  return (
    <Layout title={`Invitación a ${organization}`} frame={frame} isNarrow>
      <div class="panel">
        <Invited {...props} />
        <Refusal wrong={wrong} />
        <form class="form" method="post" action="/invitation">
          <input type="hidden" name="token" value={token} />
          <input type="hidden" name="email" value={email} autocomplete="username" />
          <Field
            name="name"
            label="Su nombre"
            value={name}
            error={wrong?.field === "name" ? wrong.text : undefined}
            autocomplete="name"
            maxlength={200}
            required
            autofocus={name === ""}
          />
          <NewPassword minLength={minLength} wrong={wrong} autofocus={name !== ""} />
          {documents.map((one) => (
            <Tick key={one.document} name={`accept_${one.document}`} value="yes" required>
              Leí y acepto: <DocumentLink {...one} name={DOCUMENT_NAMES[one.document]} />
            </Tick>
          ))}
          <button class="btn btn-primary" type="submit">Aceptar y entrar</button>
        </form>
      </div>
    </Layout>
  );
}

/** For an organization that takes no passwords: whoever is asked to join comes in through its provider. */
export function InvitationByProvider(props: InvitedProps & { providers: readonly ProviderLink[] }) {
  const { frame, organization, providers } = props;
  return (
    <Layout title={`Invitación a ${organization}`} frame={frame} isNarrow>
      <div class="panel">
        <Invited {...props} />
        <p>Aquí no hace falta una contraseña: entre con la cuenta de su empresa.</p>
        {providers.length === 0
          ? <a class="btn btn-primary" href="/sign-in">Ir a la página de entrada</a>
          : <ProviderLinks providers={providers} next="/solicitudes" />}
      </div>
    </Layout>
  );
}

function Invited({ organization, inviter, email, role, expiresAt }: InvitedProps) {
  const from = inviter === null ? "Le invitan" : `${inviter} le invita`;
  return (
    <>
      <h1>Invitación a {organization}</h1>
      <p>{from} a unirse como {ROLES[role] ?? role}.</p>
      <dl class="facts">
        <div>
          <dt>Su correo</dt>
          <dd>{email}</dd>
        </div>
        <div>
          <dt>Vence</dt>
          <dd>
            <Instant at={expiresAt} />
          </dd>
        </div>
      </dl>
    </>
  );
}

export function InvitationClosed(props: DeadEndProps) {
  return <DeadEnd {...props} href="/sign-in" label="Ir a la página de entrada" isMain={false} />;
}
