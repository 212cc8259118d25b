import { Notice } from "../ui/badge.tsx";
import { formatInstant } from "../ui/dates.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";

export interface LegalDocumentProps {
  document: "terms" | "privacy";
  version: string;
  url: string | null;
  acceptedAt: Date | null;
}

interface LegalProps {
  frame: Frame;
  documents: readonly LegalDocumentProps[];
  /** Path to go on to. */
  next: string;
  error?: string;
}

const NAMES = { terms: "Términos de uso", privacy: "Política de tratamiento de datos personales" };

/** Asks for what is not accepted yet, and shows what is. */
export function Legal({ frame, documents, next, error }: LegalProps) {
  const pending = documents.filter(({ acceptedAt }) => acceptedAt === null);
  return (
    <Layout title="Términos y datos personales" frame={frame} isNarrow>
      <div class="card">
        <h1>Términos y datos personales</h1>
        {error !== undefined && <Notice tone="bad">{error}</Notice>}
        {documents.length === 0 && <p>No hay documentos que aceptar.</p>}
        <ul>
          {documents.map((one) => (
            <li>
              <Name {...one} />, versión {one.version}
              {one.acceptedAt !== null && `: aceptada el ${formatInstant(one.acceptedAt)}`}
            </li>
          ))}
        </ul>
        {pending.length > 0 && (
          <form class="form" method="post" action="/legal">
            <p>
              Para seguir usando LEXIA lea y acepte lo que falta. Queda registrado qué versión aceptó, cuándo
              y desde qué dirección, como lo pide la Ley 1581 de 2012 (artículo 9).
            </p>
            <input type="hidden" name="next" value={next} />
            {pending.map(({ document, version }) => (
              <>
                <input type="hidden" name={`${document}_version`} value={version} />
                <label>
                  <input type="checkbox" name={document} value="yes" required /> Leí y acepto:{" "}
                  {NAMES[document]}, versión {version}
                </label>
              </>
            ))}
            <button class="button main" type="submit">Aceptar</button>
          </form>
        )}
      </div>
    </Layout>
  );
}

function Name({ document, url }: LegalDocumentProps) {
  return url === null ? <>{NAMES[document]}</> : <a href={url} rel="noreferrer">{NAMES[document]}</a>;
}
