/** Words of the pages on single sign-on, in both languages. */
import type { Locale } from "../ui/reader.ts";

export const KINDS = ["oidc", "saml", "ldap"] as const;
export type Kind = typeof KINDS[number];

export const ROLES = ["org_admin", "manager", "user", "viewer"] as const;
export type Role = typeof ROLES[number];

type Pair = readonly [value: string, words: string];

const ES = {
  title: "Inicio de sesión único",
  lead: "Su gente entra con la cuenta de la empresa, y su directorio dice quién entra y con qué rol.",
  providers: "Proveedores de identidad",
  empty: "Todavía no hay proveedores",
  emptyAdvice:
    "Agregue el de su empresa. Mientras no lo active, nada cambia: puede configurarlo y probarlo con calma.",
  kinds: {
    oidc: ["OpenID Connect", "Entra ID, Google, Okta, Keycloak y casi todos. El recomendado."],
    saml: ["SAML 2.0", "Para proveedores como ADFS que no ofrecen OpenID Connect."],
    ldap: ["Directorio LDAP", "Active Directory u OpenLDAP: la gente escribe su contraseña en LEXIA."],
  } satisfies Record<Kind, Pair>,
  add: "Agregar",
  on: "Activo",
  off: "Inactivo",
  synced: "Comparado con el directorio",
  syncFailed: "No se pudo comparar con el directorio",
  enforcement: "Exigir el inicio de sesión único",
  enforced: "Se exige",
  notEnforced: "No se exige",
  enforcedAbout:
    "Nadie entra con contraseña, salvo los administradores de emergencia. Los demás usan un proveedor activo.",
  notEnforcedAbout:
    "Al exigirlo, las contraseñas dejan de servir y se cierran las sesiones que abrieron, menos la suya. Antes, alguien debe haber entrado con un proveedor activo.",
  enforce: "Exigirlo",
  enforceQuestion: "Nadie más podrá entrar con contraseña. Los administradores de emergencia sí.",
  enforceAnswer: "Exigir el inicio de sesión único",
  release: "Dejar de exigirlo",
  breakGlass: "Administradores de emergencia",
  breakGlassAbout:
    "Si el proveedor falla, alguien debe poder entrar. Elija uno o dos administradores que conserven su contraseña, guárdela en un lugar seguro y proteja la cuenta con un segundo factor. Cuando uno entra así, todos los administradores reciben un correo.",
  breakGlassNone:
    "Ningún administrador tiene contraseña: quien la necesite puede crearla con «¿Olvidó su contraseña?».",
  save: "Guardar",
  saved: "Los cambios quedaron guardados.",
  notAdministrator: "Elija administradores activos que tengan contraseña.",
  scim: "Directorio por SCIM 2.0",
  scimAbout:
    "Su directorio crea, actualiza y retira personas por sí mismo. Pegue allí esta dirección y una clave de acceso.",
  scimAddress: "Dirección de SCIM",
  tokens: "Claves del directorio",
  tokensNone: "Todavía no hay claves.",
  tokenName: "Nombre",
  tokenNameHint: "De qué directorio es, como Entra ID.",
  tokenDays: "Vence",
  tokenLives: [["365", "En un año"], ["90", "En 90 días"], ["", "No vence"]] satisfies Pair[],
  tokenMake: "Crear la clave",
  tokenMade: "La clave está lista. Cópiela ahora: no se volverá a mostrar.",
  token: "Clave",
  tokenUsed: "Último uso",
  tokenNever: "Sin uso",
  tokenEnds: "Vence",
  tokenStates: { live: "Activa", expired: "Vencida", revoked: "Revocada" },
  revoke: "Revocar",
  revokeQuestion: "El directorio dejará de poder cambiar personas de inmediato.",
  revokeAnswer: "Revocar la clave",
  nameInvalid: "Escriba un nombre de 1 a 100 caracteres.",
  groups: "Grupos y roles",
  groupsAbout:
    "Diga qué rol da cada grupo del directorio. Quien está en varios recibe el más alto; quien no está en ninguno es abogado o asistente.",
  groupsNone: "Cuando su directorio envíe grupos aparecerán aquí.",
  members: (count: number) => count === 1 ? "1 persona" : `${count} personas`,
  roleOf: (group: string) => `Rol de ${group}`,
  noRole: "Sin rol",
  apply: "Aplicar",
};

const EN: typeof ES = {
  title: "Single sign-on",
  lead:
    "Your people sign in with the company's account, and your directory says who gets in with which role.",
  providers: "Identity providers",
  empty: "There are no providers yet",
  emptyAdvice:
    "Add your company's. As long as it is not switched on nothing changes: set it up and test it at leisure.",
  kinds: {
    oidc: ["OpenID Connect", "Entra ID, Google, Okta, Keycloak and nearly all. The recommended one."],
    saml: ["SAML 2.0", "For providers such as ADFS that do not offer OpenID Connect."],
    ldap: ["LDAP directory", "Active Directory or OpenLDAP: people type their password into LEXIA."],
  },
  add: "Add",
  on: "On",
  off: "Off",
  synced: "Compared with the directory",
  syncFailed: "Comparing with the directory failed",
  enforcement: "Enforce single sign-on",
  enforced: "Enforced",
  notEnforced: "Not enforced",
  enforcedAbout:
    "Nobody signs in by password but the emergency administrators. Everybody else uses a provider that is on.",
  notEnforcedAbout:
    "Once it is enforced passwords serve no longer, and the sessions that they opened end, but yours. Before that, somebody must have signed in through a provider that is on.",
  enforce: "Enforce it",
  enforceQuestion: "Nobody else will get in by password. The emergency administrators will.",
  enforceAnswer: "Enforce single sign-on",
  release: "Enforce it no longer",
  breakGlass: "Emergency administrators",
  breakGlassAbout:
    "Somebody must get in when the provider fails. Choose one or two administrators who keep their password, store it safely and protect the account with a second factor. When one of them signs in so, all administrators get a mail.",
  breakGlassNone: "No administrator has a password: who needs one makes it with “Forgot your password?”.",
  save: "Save",
  saved: "Your changes were saved.",
  notAdministrator: "Choose active administrators who have a password.",
  scim: "Directory by SCIM 2.0",
  scimAbout:
    "Your directory makes, changes and removes people by itself. Paste this address and a token there.",
  scimAddress: "SCIM address",
  tokens: "Tokens of the directory",
  tokensNone: "There are no tokens yet.",
  tokenName: "Name",
  tokenNameHint: "Of which directory it is, such as Entra ID.",
  tokenDays: "Ends",
  tokenLives: [["365", "In a year"], ["90", "In 90 days"], ["", "Never"]],
  tokenMake: "Make the token",
  tokenMade: "The token is ready. Copy it now: it will not be shown again.",
  token: "Token",
  tokenUsed: "Last used",
  tokenNever: "Not used",
  tokenEnds: "Ends",
  tokenStates: { live: "Live", expired: "Expired", revoked: "Revoked" },
  revoke: "Revoke",
  revokeQuestion: "The directory can change nobody any more, at once.",
  revokeAnswer: "Revoke the token",
  nameInvalid: "Give a name of 1 to 100 characters.",
  groups: "Groups and roles",
  groupsAbout:
    "Say which role each group of the directory gives. Who is in several gets the highest; who is in none is a lawyer or assistant.",
  groupsNone: "The groups that your directory sends appear here.",
  members: (count: number) => count === 1 ? "1 person" : `${count} people`,
  roleOf: (group: string) => `Role of ${group}`,
  noRole: "No role",
  apply: "Apply",
};

export function ssoWords(locale: Locale): typeof ES {
  return locale === "en" ? EN : ES;
}
