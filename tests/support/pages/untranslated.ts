/** What a page says in English as it says it in Spanish, and is no name. */

/** Words of the law that stay, and names. */
const SAME_IN_BOTH = new Set(
  (
    "LEXIA solicitud solicitudes radicado radicados proceso procesos actuacion actuaciones sujeto sujetos despacho despachos novedad " +
    "novedades Colombia Bogotá Error Excel CSV JSON PDF Word Microsoft Google Okta Keycloak Entra LDAP OIDC SAML SCIM SSO API " +
    "webhook webhooks plan normal no total admin manager token SMS URL IP ID TXT DNS logo simple Español English Pro Enterprise " +
    "Email General Alias min kB MB operator always pages OpenID Connect Active Directory OpenLDAP Workspace OpenAPI Verbal Tutelas Mensuales departamento entidad especialidad consecutivo recurso municipio notas frecuencia civil ms test organization"
  ).toLowerCase().split(" "),
);

export function untranslated(
  spanish: readonly string[],
  english: readonly string[],
  names: readonly string[],
) {
  const known = new Set(spanish);
  return english.filter((text) => known.has(text) && !isSameInBoth(withoutNames(text, names)));
}

/** Names of people, cases and organizations are in no language. */
function withoutNames(text: string, names: readonly string[]): string {
  return names.reduce((rest, name) => rest.replaceAll(name, " "), text);
}

/** Ids, proofs, addresses, hosts, codes such as `session.open`, the portal's lines of parties, and laws. */
const NO_WORDS =
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\borg-[0-9a-f]{8}\b|\S*[@/:_]\S*|\b[0-9a-f]{8,}\b|\b[a-z-]+(?:\.[a-z_-]+)+\b|[\p{L}/ ]+: [\p{Lu} ]+(?= \||$)|\bLey \d+( de \d{4})?/gu;

/** Numbers, what the portal writes in capitals, and words that both have. */
function isSameInBoth(text: string): boolean {
  const words = text.replaceAll(NO_WORDS, " ").match(/\p{L}+/gu) ?? [];
  return words.every((word) =>
    word.length < 2 || word === word.toLocaleUpperCase("es") || SAME_IN_BOTH.has(word.toLowerCase())
  );
}
