import { Tick } from "../ui/field.tsx";
import { DOCUMENT_NAMES, DocumentLink, type LegalDocumentProps } from "./document_link.tsx";

/** A box for each document, with the version that is shown: what the form says of them. */
export function AcceptDocuments({ documents }: { documents: readonly LegalDocumentProps[] }) {
  return (
    <>
      {documents.map((one) => (
        <>
          <input type="hidden" name={`${one.document}_version`} value={one.version} />
          <Tick name={one.document} value="yes" required>
            Leí y acepto: <DocumentLink {...one} name={DOCUMENT_NAMES[one.document]} />
          </Tick>
        </>
      ))}
    </>
  );
}
