import { Notice } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { Icon } from "../ui/icon.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import { Sure } from "../ui/sure.tsx";
import { AcceptDocuments } from "./accept_documents.tsx";
import { DocumentLink, documentName, type LegalDocumentProps } from "./document_link.tsx";
import { personalDataWords } from "./words.ts";

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
  const w = personalDataWords(frame.reader.locale);
  return (
    <Layout title={w.title} frame={frame} isNarrow>
      <PageHead title={w.title} lead={pending.length > 0 ? undefined : w.lead} />
      {error !== undefined && <Notice tone="bad">{error}</Notice>}
      {hasAskedRemoval && <Notice tone="good">{w.askedRemoval}</Notice>}
      {pending.length > 0
        ? <Asked frame={frame} pending={pending} next={next} />
        : <Accepted frame={frame} documents={documents} />}
      {pending.length === 0 && <OwnData frame={frame} />}
    </Layout>
  );
}

function Asked(
  { frame, pending, next }: { frame: Frame; pending: readonly AcceptableProps[]; next: string },
) {
  const { locale } = frame.reader;
  const w = personalDataWords(locale);
  return (
    <section class="panel" aria-labelledby="asked">
      <h2 id="asked">{w.toAccept}</h2>
      <form class="form" method="post" action="/legal">
        <input type="hidden" name="next" value={next} />
        <AcceptDocuments documents={pending} locale={locale} />
        <button class="btn btn-primary" type="submit">{w.accept}</button>
      </form>
      <p class="soft small">{w.recorded}</p>
    </section>
  );
}

function Accepted({ frame, documents }: { frame: Frame; documents: readonly AcceptableProps[] }) {
  const { reader } = frame;
  const w = personalDataWords(reader.locale);
  return (
    <section class="panel" aria-labelledby="accepted">
      <h2 id="accepted">{w.accepted}</h2>
      {documents.length === 0 && <p class="soft">{w.nothing}</p>}
      {documents.length > 0 && (
        <ul class="rows">
          {documents.map((one) => (
            <li>
              <p>
                <DocumentLink
                  {...one}
                  locale={reader.locale}
                  name={documentName(one.document, reader.locale)}
                />
              </p>
              {one.acceptedAt !== null && (
                <p class="soft small">
                  {w.acceptedAt} <Instant at={one.acceptedAt} reader={reader} />
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function OwnData({ frame }: { frame: Frame }) {
  const w = personalDataWords(frame.reader.locale);
  return (
    <section class="panel" aria-labelledby="own-data">
      <h2 id="own-data">{w.own}</h2>
      <p>{w.rights}</p>
      <p>
        <a class="btn" href="/auth/me/data" download>
          <Icon name="download" />
          {w.download}
        </a>
      </p>
      <Sure
        action="/legal/removal"
        label={w.removal}
        about={w.removalAbout}
        question={w.removalQuestion}
        answer={w.removalAnswer}
      />
    </section>
  );
}
