import type { Locale } from "../ui/reader.ts";

export interface LegalDocumentProps {
  document: "terms" | "privacy";
  version: string;
  url: string | null;
}

const ES = {
  names: { terms: "Términos de uso", privacy: "Política de tratamiento de datos personales" },
  version: "versión",
  aside: "(se abre aparte)",
};

const EN: typeof ES = {
  names: { terms: "Terms of use", privacy: "Privacy policy" },
  version: "version",
  aside: "(opens in a new tab)",
};

export function documentName(document: LegalDocumentProps["document"], locale: Locale): string {
  return (locale === "en" ? EN : ES).names[document];
}

/** Opens beside the page, so that a form that is half filled in stays as it is. */
export function DocumentLink(
  { url, version, name, locale = "es" }: LegalDocumentProps & { name: string; locale?: Locale },
) {
  const w = locale === "en" ? EN : ES;
  return (
    <>
      {url === null ? name : <a href={url} target="_blank" rel="noopener noreferrer">{name}</a>}
      , <span class="nowrap">{w.version} {version}</span>{" "}
      {url !== null && <span class="soft small">{w.aside}</span>}
    </>
  );
}
