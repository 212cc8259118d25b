import { Notice } from "../ui/badge.tsx";
import { Field } from "../ui/field.tsx";
import { DeadEnd, type DeadEndProps } from "../ui/dead_end.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { NewPassword } from "../identity/password.tsx";
import { AcceptDocuments } from "../personal_data/accept_documents.tsx";
import type { LegalDocumentProps } from "../personal_data/document_link.tsx";

export interface SignUpFields {
  organization_name: string;
  subdomain: string;
  name: string;
  email: string;
}

interface SignUpProps {
  frame: Frame;
  baseDomain: string;
  minLength: number;
  /** As they were typed. */
  fields: SignUpFields;
  /** Those that are in force. */
  documents: readonly LegalDocumentProps[];
  /** What is wrong with each field. */
  errors: Readonly<Partial<Record<keyof SignUpFields | "password", string>>>;
  /** Why it was refused as a whole. */
  refusal?: string;
}

export function SignUp(props: SignUpProps) {
  const { frame, baseDomain, minLength, fields, documents, errors, refusal } = props;
  return (
    <Layout title="Registrar una organización" frame={frame} isNarrow>
      <div class="panel">
        <h1>Registrar una organización</h1>
        <p class="soft">Para su firma o su área jurídica. Usted será quien la administra.</p>
        {refusal !== undefined && <Notice tone="bad">{refusal}</Notice>}
        <form class="form" method="post" action="/sign-up">
          <Field
            name="organization_name"
            label="Nombre de la organización"
            value={fields.organization_name}
            error={errors.organization_name}
            autocomplete="organization"
            maxlength={255}
            required
            autofocus={fields.organization_name === ""}
          />
          <Field
            name="subdomain"
            label="Dirección"
            value={fields.subdomain}
            hint={`Letras sin tilde, números y guiones. Con «acme» se entra por acme.${baseDomain}`}
            error={errors.subdomain}
            autocomplete="off"
            maxlength={50}
            required
          />
          <Field
            name="name"
            label="Su nombre"
            value={fields.name}
            error={errors.name}
            autocomplete="name"
            maxlength={200}
            required
          />
          <Field
            name="email"
            label="Su correo electrónico"
            type="email"
            value={fields.email}
            error={errors.email}
            autocomplete="username"
            maxlength={254}
            required
          />
          <NewPassword
            minLength={minLength}
            wrong={errors.password === undefined ? undefined : { field: "new", text: errors.password }}
          />
          <AcceptDocuments documents={documents} />
          <button class="btn btn-primary" type="submit">Registrar</button>
        </form>
        <p class="small">
          ¿Su organización ya usa LEXIA? <a href="/">Búsquela aquí</a>
        </p>
      </div>
    </Layout>
  );
}

/** Sign-up is closed on this platform. */
export function SignUpClosed(props: DeadEndProps) {
  return <DeadEnd {...props} href="/" label="Ir al inicio" />;
}

/** Its people sign in on a host of its own. */
export function SignedUp({ frame, name, address }: { frame: Frame; name: string; address: string }) {
  return (
    <Layout title="Organización registrada" frame={frame} isNarrow>
      <div class="panel">
        <h1>{name} quedó registrada</h1>
        <p>Guarde la dirección por la que se entra:</p>
        <p>
          <strong>{address}</strong>
        </p>
        <a class="btn btn-primary" href={`${address}/sign-in`}>Entrar</a>
      </div>
    </Layout>
  );
}
