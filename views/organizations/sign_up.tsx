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
  const w = wordsFor(frame);
  return (
    <Layout title={w.title} frame={frame} isNarrow>
      <div class="panel">
        <h1>{w.title}</h1>
        <p class="soft">{w.lead}</p>
        {refusal !== undefined && <Notice tone="bad">{refusal}</Notice>}
        <form class="form" method="post" action="/sign-up">
          <Field
            name="organization_name"
            label={w.organization}
            value={fields.organization_name}
            error={errors.organization_name}
            autocomplete="organization"
            maxlength={255}
            required
            autofocus={fields.organization_name === ""}
          />
          <Field
            name="subdomain"
            label={w.address}
            value={fields.subdomain}
            hint={w.addressHint(baseDomain)}
            error={errors.subdomain}
            autocomplete="off"
            maxlength={50}
            required
          />
          <Field
            name="name"
            label={w.name}
            value={fields.name}
            error={errors.name}
            autocomplete="name"
            maxlength={200}
            required
          />
          <Field
            name="email"
            label={w.email}
            type="email"
            value={fields.email}
            error={errors.email}
            autocomplete="username"
            maxlength={254}
            required
          />
          <NewPassword
            locale={frame.reader.locale}
            minLength={minLength}
            wrong={errors.password === undefined ? undefined : { field: "new", text: errors.password }}
          />
          <AcceptDocuments documents={documents} locale={frame.reader.locale} />
          <button class="btn btn-primary" type="submit">{w.submit}</button>
        </form>
        <p class="small">
          {w.known} <a href="/#entrar">{w.find}</a>
        </p>
      </div>
    </Layout>
  );
}

/** Sign-up is closed on this platform. */
export function SignUpClosed(props: DeadEndProps) {
  return <DeadEnd {...props} href="/" label={wordsFor(props.frame).home} />;
}

/** Its people sign in on a host of its own. */
export function SignedUp({ frame, name, address }: { frame: Frame; name: string; address: string }) {
  const w = wordsFor(frame);
  return (
    <Layout title={w.done} frame={frame} isNarrow>
      <div class="panel">
        <h1>{w.isDone(name)}</h1>
        <p>{w.keep}</p>
        <p>
          <strong>{address}</strong>
        </p>
        <a class="btn btn-primary" href={`${address}/sign-in`}>{w.signIn}</a>
      </div>
    </Layout>
  );
}

function wordsFor({ reader }: Frame): typeof ES {
  return reader.locale === "en" ? EN : ES;
}

const ES = {
  title: "Registrar una organización",
  lead: "Para su firma o su área jurídica. Usted será quien la administra.",
  organization: "Nombre de la organización",
  address: "Dirección",
  addressHint: (baseDomain: string) =>
    `Letras sin tilde, números y guiones. Con «acme» se entra por acme.${baseDomain}`,
  name: "Su nombre",
  email: "Su correo electrónico",
  submit: "Registrar",
  known: "¿Su organización ya usa LEXIA?",
  find: "Búsquela aquí",
  home: "Ir al inicio",
  done: "Organización registrada",
  isDone: (name: string) => `${name} quedó registrada`,
  keep: "Guarde la dirección por la que se entra:",
  signIn: "Entrar",
};

const EN: typeof ES = {
  title: "Sign an organization up",
  lead: "For your firm or legal department. You will be its administrator.",
  organization: "Name of the organization",
  address: "Address",
  addressHint: (baseDomain) =>
    `Letters without accents, digits and hyphens. With “acme” people sign in at acme.${baseDomain}`,
  name: "Your name",
  email: "Your e-mail",
  submit: "Sign up",
  known: "Does your organization use LEXIA already?",
  find: "Find it here",
  home: "Go to the beginning",
  done: "The organization is signed up",
  isDone: (name) => `${name} is signed up`,
  keep: "Keep the address at which people sign in:",
  signIn: "Sign in",
};
