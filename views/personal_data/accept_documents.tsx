import { Tick } from "../ui/field.tsx";
import type { Locale } from "../ui/reader.ts";
import { DocumentLink, documentName, type LegalDocumentProps } from "./document_link.tsx";

interface AcceptDocumentsProps {
  documents: readonly LegalDocumentProps[];
  locale?: Locale;
}

/** A box for each document, with the version that is shown: what the form says of them. */
export function AcceptDocuments({ documents, locale = "es" }: AcceptDocumentsProps) {
  return (
    <>
      {documents.map((one) => (
        <>
          <input type="hidden" name={`${one.document}_version`} value={one.version} />
          <Tick name={one.document} value="yes" required>
            {locale === "en" ? "I have read and accept: " : "Leí y acepto: "}
            <DocumentLink {...one} locale={locale} name={documentName(one.document, locale)} />
          </Tick>
        </>
      ))}
    </>
  );
}
