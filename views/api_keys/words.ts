/** What the page of API keys says, in both languages. */
import type { Locale } from "../ui/reader.ts";

const ES = {
  title: "Claves de API",
  lead: "Con una clave, un programa suyo usa LEXIA con sus permisos, y nunca con más.",
  reference: "Referencia de la API",
  made: (name: string) => `La clave «${name}» está lista. Cópiela ahora: no se volverá a mostrar.`,
  key: "Clave",
  make: "Crear una clave",
  name: "Nombre",
  nameHint: "Para qué programa es",
  permissions: "Permisos",
  networks: "Direcciones IP permitidas",
  networksHint: "Direcciones o rangos separados por espacios, como 203.0.113.0/24. Vacío: desde cualquiera.",
  expires: "Vence",
  lives: { 30: "30 días", 90: "90 días", 365: "Un año", "": "Sin vencimiento" },
  button: "Crear la clave",
  yours: "Sus claves",
  none: "Todavía no ha creado ninguna",
  noneAdvice: "Cree una por programa: así sabe cuál usa qué, y revoca una sin detener las demás.",
  columns: { key: "Clave", permissions: "Permisos", use: "Último uso", state: "Estado" },
  unused: "Sin usar",
  endsAt: "Vence:",
  from: "Desde:",
  states: { live: "Activa", expired: "Vencida", revoked: "Revocada" },
  revoke: "Revocar",
  question: "El programa que la usa dejará de entrar ahora mismo. No se puede deshacer.",
  answer: "Revocar la clave",
  wrong: {
    name: "Escriba un nombre de 1 a 100 caracteres.",
    scopes: "Elija al menos un permiso.",
    networks: "Revise las direcciones: por ejemplo 192.0.2.7 o 2001:db8::/32, y 50 como máximo.",
  },
};

export type ApiKeyWords = typeof ES;

const EN: ApiKeyWords = {
  title: "API keys",
  lead: "With a key, a program of yours uses LEXIA with your permissions, and never with more.",
  reference: "API reference",
  made: (name) => `The key “${name}” is ready. Copy it now: it will not be shown again.`,
  key: "Key",
  make: "Make a key",
  name: "Name",
  nameHint: "Which program it is for",
  permissions: "Permissions",
  networks: "Allowed IP addresses",
  networksHint: "Addresses or ranges with spaces between them, such as 203.0.113.0/24. Empty: from anywhere.",
  expires: "Expires",
  lives: { 30: "30 days", 90: "90 days", 365: "One year", "": "Never" },
  button: "Make the key",
  yours: "Your keys",
  none: "You have made none yet",
  noneAdvice:
    "Make one for each program: so you know which uses what, and revoke one without stopping the others.",
  columns: { key: "Key", permissions: "Permissions", use: "Last used", state: "State" },
  unused: "Not used yet",
  endsAt: "Expires:",
  from: "From:",
  states: { live: "Active", expired: "Expired", revoked: "Revoked" },
  revoke: "Revoke",
  question: "The program that uses it will no longer get in, from now on. It cannot be undone.",
  answer: "Revoke the key",
  wrong: {
    name: "Write a name of 1 to 100 characters.",
    scopes: "Choose at least one permission.",
    networks: "Check the addresses: for instance 192.0.2.7 or 2001:db8::/32, and 50 at most.",
  },
};

export function apiKeyWords(locale: Locale): ApiKeyWords {
  return locale === "en" ? EN : ES;
}
