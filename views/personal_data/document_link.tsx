export interface LegalDocumentProps {
  document: "terms" | "privacy";
  version: string;
  url: string | null;
}

export const DOCUMENT_NAMES: Readonly<Record<LegalDocumentProps["document"], string>> = {
  terms: "Términos de uso",
  privacy: "Política de tratamiento de datos personales",
};

/** Opens beside the page, so that a form that is half filled in stays as it is. */
export function DocumentLink({ url, version, name }: LegalDocumentProps & { name: string }) {
  return (
    <>
      {url === null ? name : <a href={url} target="_blank" rel="noopener noreferrer">{name}</a>}
      , <span class="nowrap">versión {version}</span>{" "}
      {url !== null && <span class="soft small">(se abre aparte)</span>}
    </>
  );
}
