import { Notice } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { Sure } from "../ui/sure.tsx";
import { AcceptDocuments } from "./accept_documents.tsx";
import { DOCUMENT_NAMES, DocumentLink, type LegalDocumentProps } from "./document_link.tsx";

interface AcceptableProps extends LegalDocumentProps {
  acceptedAt: Date | null;
}

interface LegalProps {
  frame: Frame;
  documents: readonly AcceptableProps[];
  /** Path to go on to. */
  next: string;
  /** It was just asked that their data be removed. */
  hasAskedRemoval: boolean;
  error?: string;
}

/** Asks for what is not accepted yet; once nothing is, shows what people may do with what is held about them. */
export function Legal({ frame, documents, next, hasAskedRemoval, error }: LegalProps) {
  const pending = documents.filter(({ acceptedAt }) => acceptedAt === null);
  return (
    <Layout title="Términos y datos personales" frame={frame} isNarrow>
      <h1>Términos y datos personales</h1>
      {error !== undefined && <Notice tone="bad">{error}</Notice>}
      {hasAskedRemoval && (
        <Notice tone="good">
          Su solicitud quedó registrada y sus administradores fueron avisados. Tienen quince días hábiles para
          responderle.
        </Notice>
      )}
      {pending.length > 0 ? <Asked pending={pending} next={next} /> : <Accepted documents={documents} />}
      {pending.length === 0 && <OwnData />}
    </Layout>
  );
}

function Asked({ pending, next }: { pending: readonly AcceptableProps[]; next: string }) {
  return (
    <section class="panel" aria-labelledby="asked">
      <h2 id="asked">Lea y acepte para continuar</h2>
      <form class="form" method="post" action="/legal">
        <input type="hidden" name="next" value={next} />
        <AcceptDocuments documents={pending} />
        <button class="btn btn-primary" type="submit">Aceptar y continuar</button>
      </form>
      <p class="soft small">
        Queda registrado qué versión aceptó, cuándo y desde qué dirección: la autorización para tratar sus
        datos debe poder consultarse después (Ley 1581 de 2012, artículo 9). Si no está de acuerdo, salga de
        su sesión y comuníquese con un administrador de su organización.
      </p>
    </section>
  );
}

function Accepted({ documents }: { documents: readonly AcceptableProps[] }) {
  return (
    <section class="panel" aria-labelledby="accepted">
      <h2 id="accepted">Lo que ha aceptado</h2>
      {documents.length === 0 && <p class="soft">Esta plataforma no pide aceptar documentos.</p>}
      {documents.length > 0 && (
        <ul class="rows">
          {documents.map((one) => (
            <li key={one.document}>
              <p>
                <DocumentLink {...one} name={DOCUMENT_NAMES[one.document]} />
              </p>
              {one.acceptedAt !== null && (
                <p class="soft small">
                  Fecha de aceptación: <Instant at={one.acceptedAt} />
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function OwnData() {
  return (
    <section class="panel" aria-labelledby="own-data">
      <h2 id="own-data">Sus datos personales</h2>
      <p>
        Usted puede conocer lo que LEXIA guarda sobre usted, y pedir que se suprima (Ley 1581 de 2012,
        artículo 8). Su nombre lo corrige un administrador de su organización.
      </p>
      <p>
        <a class="btn" href="/auth/me/data" download>Descargar mis datos</a>
      </p>
      <Sure
        action="/legal/removal"
        label="Pedir que se supriman"
        about="mis datos personales"
        question="Sus administradores recibirán la solicitud y tienen quince días hábiles para atenderla (artículo 15). Al hacerlo usted perderá el acceso, y no se puede deshacer."
        answer="Enviar la solicitud"
      />
    </section>
  );
}
