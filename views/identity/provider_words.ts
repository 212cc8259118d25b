/** What trying out an identity provider has shown, to people who set it up. */
import { directoryWords } from "./directory_words.ts";

interface Words {
  es: string;
  en: string;
}

const WORDS: Readonly<Record<string, Words>> = {
  not_https: {
    es: "La dirección no comienza con https://, y LEXIA no habla con un proveedor de otro modo.",
    en: "The address does not begin with https://, and LEXIA speaks to no provider in another way.",
  },
  provider_unreachable: {
    es:
      "No se puede llegar a esta dirección. Revise que esté bien escrita y que LEXIA pueda conectarse a ella.",
    en: "This address cannot be reached. Check its spelling, and that LEXIA can connect to it.",
  },
  provider_timed_out: {
    es: "El proveedor no respondió en 5 segundos. Suele ser un cortafuegos que descarta la conexión.",
    en:
      "The provider did not answer within 5 seconds. A firewall that drops the connection is the usual cause.",
  },
  provider_untrusted: {
    es:
      "El certificado TLS del proveedor no es de confianza, venció o es de otro nombre. Una autoridad propia la agrega el operador de la plataforma con SSO_CA_FILE.",
    en:
      "The provider's TLS certificate is not trusted, has expired or is for another name. An authority of your own is added by the platform's operator with SSO_CA_FILE.",
  },
  provider_status: {
    es:
      "El proveedor respondió con otro estado que 200. LEXIA no sigue redirecciones: use la dirección final.",
    en:
      "The provider answered with another status than 200. LEXIA follows no redirects: use the final address.",
  },
  provider_unreadable: {
    es: "En esta dirección no está lo que debería: no se puede leer, le falta algo o es demasiado grande.",
    en: "What is at this address is not what should be: it cannot be read, lacks something or is too large.",
  },
  discovery_read: {
    es: "El proveedor publica su configuración y LEXIA la pudo leer.",
    en: "The provider publishes its configuration, and LEXIA could read it.",
  },
  issuer_equal: {
    es: "El proveedor se llama a sí mismo como dice «issuer».",
    en: "The provider calls itself what issuer says.",
  },
  issuer_differs: {
    es: "El proveedor se llama a sí mismo de otro modo. Ponga en «issuer» exactamente esto, letra por letra.",
    en: "The provider calls itself something else. Put exactly this into issuer, letter by letter.",
  },
  endpoints_https: {
    es: "Todas sus direcciones comienzan con https://.",
    en: "All its addresses begin with https://.",
  },
  endpoints_missing: {
    es: "A su configuración le faltan estas direcciones; sin ellas nadie puede entrar.",
    en: "Its configuration lacks these addresses; without them nobody gets in.",
  },
  endpoints_plain: {
    es: "Estas direcciones no comienzan con https://, y LEXIA no va allí.",
    en: "These addresses do not begin with https://, and LEXIA does not go there.",
  },
  code_flow: {
    es: "Ofrece el flujo de código de autorización.",
    en: "It offers the authorization code flow.",
  },
  code_flow_unsaid: {
    es:
      "No dice si ofrece el flujo de código de autorización, que LEXIA usa. Entre una vez para comprobarlo.",
    en:
      "It does not say whether it offers the authorization code flow, which LEXIA uses. Sign in once to see.",
  },
  code_flow_missing: {
    es:
      "No ofrece el flujo de código de autorización («code»), el único que LEXIA usa. Actívelo en el proveedor.",
    en:
      "It does not offer the authorization code flow (code), the only one that LEXIA uses. Switch it on there.",
  },
  pkce_s256: { es: "Admite PKCE con S256.", en: "It takes PKCE with S256." },
  pkce_unsaid: {
    es:
      "No dice si admite PKCE con S256. LEXIA lo envía siempre; Entra ID lo admite sin decirlo. Entre una vez para comprobarlo.",
    en:
      "It does not say whether it takes PKCE with S256. LEXIA always sends it; Entra ID takes it without saying so. Sign in once to see.",
  },
  pkce_missing: {
    es: "Admite PKCE, pero no con S256, que LEXIA exige. Actívelo en el proveedor.",
    en: "It takes PKCE, but not with S256, which LEXIA demands. Switch it on there.",
  },
  signing_taken: {
    es: "Firma con un algoritmo que LEXIA acepta.",
    en: "It signs with an algorithm that LEXIA takes.",
  },
  signing_not_taken: {
    es:
      "No firma con ningún algoritmo que LEXIA acepte. Elija RS256 o uno más fuerte, no uno con clave compartida.",
    en:
      "It signs with no algorithm that LEXIA takes. Choose RS256 or a stronger one, none with a shared secret.",
  },
  keys_usable: { es: "Publica llaves que sirven.", en: "It publishes keys that serve." },
  keys_unusable: {
    es:
      "Ninguna de las llaves que publica sirve para sus algoritmos; las de RSA deben tener 2048 bits o más.",
    en: "None of the keys that it publishes serves for its algorithms; those of RSA need 2048 bits or more.",
  },
  sign_out_there: {
    es: "Quien sale de LEXIA sale también del proveedor.",
    en: "Who signs out of LEXIA signs out of the provider as well.",
  },
  sign_out_here_only: {
    es: "No hay una salida del proveedor: quien sale de LEXIA sigue dentro del proveedor.",
    en: "There is no sign-out of the provider: who signs out of LEXIA stays signed in there.",
  },
  register_oidc: {
    es:
      "Registre en el proveedor: la URI de redirección, la página tras la salida y el aviso de cierre de sesión.",
    en: "Register at the provider: the redirect URI, the page after sign-out and the back-channel logout.",
  },
  metadata_unchanged: {
    es: "Los metadatos del proveedor coinciden con la configuración.",
    en: "The provider's metadata agree with the settings.",
  },
  metadata_changed: {
    es: "En los metadatos del proveedor esto es distinto. Léalos de nuevo y actualice la configuración.",
    en: "In the provider's metadata this is different. Read them again and bring the settings up to date.",
  },
  certificate_valid: {
    es: "El certificado es válido hasta esa fecha.",
    en: "The certificate is valid until then.",
  },
  certificate_ends_soon: {
    es:
      "El certificado vence en menos de 30 días. Agregue el nuevo junto a este antes de que el proveedor lo cambie.",
    en: "The certificate ends within 30 days. Add the new one beside it before the provider changes over.",
  },
  certificate_not_yet: {
    es: "El certificado todavía no es válido. Está bien si es el siguiente.",
    en: "The certificate is not valid yet. That is fine where it is the next one.",
  },
  certificate_over: {
    es: "El certificado venció. Ponga el que el proveedor usa ahora, y quite este.",
    en: "The certificate has expired. Put the one that the provider uses now, and take this one away.",
  },
  sign_in_https: {
    es: "La dirección de entrada comienza con https://.",
    en: "The sign-in address begins with https://.",
  },
  register_saml: {
    es:
      "Registre en el proveedor: el identificador (entity id, donde están los metadatos de LEXIA), la dirección ACS y la de cierre de sesión.",
    en:
      "Register at the provider: the entity id, where LEXIA's metadata stand, the ACS address and that of single logout.",
  },
  encryption_ready: {
    es: "LEXIA puede abrir aserciones cifradas con el certificado de sus metadatos.",
    en: "LEXIA can open assertions that are encrypted with the certificate in its metadata.",
  },
  encryption_impossible: {
    es: "La llave privada de LEXIA para este proveedor no sirve para descifrar. Quítela, y LEXIA hará otra.",
    en: "LEXIA's private key for this provider cannot decrypt. Take it away, and LEXIA will make another.",
  },
};

/** The sentence for a code; the code itself where there is none. */
export function providerWords(code: string, locale: "es" | "en"): string {
  return WORDS[code]?.[locale] ?? directoryWords(code, locale);
}
