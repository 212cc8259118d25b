/** What trying out or reading a directory has shown, to people who set it up. */

interface Words {
  es: string;
  en: string;
}

const WORDS: Readonly<Record<string, Words>> = {
  connected: {
    es: "El servidor respondió y su certificado es de confianza.",
    en: "The server answered, and its certificate is trusted.",
  },
  bound: {
    es: "La cuenta de LEXIA entró al directorio.",
    en: "LEXIA's account signed in to the directory.",
  },
  base_found: { es: "La base de búsqueda existe.", en: "The search base exists." },
  people_found: {
    es: "El filtro encuentra personas. Pruebe con el usuario de alguien para ver sus grupos y su rol.",
    en: "The filter finds people. Try somebody's login to see their groups and role.",
  },
  person_found: { es: "Se encontró a la persona.", en: "The person was found." },
  attributes_found: { es: "Nombre y correo están en su lugar.", en: "Name and e-mail are in their place." },
  account_usable: { es: "La cuenta está habilitada.", en: "The account can be used." },
  groups_found: { es: "Estos son sus grupos.", en: "These are their groups." },
  no_groups: { es: "No está en ningún grupo.", en: "They are in no group." },
  role_found: { es: "Este es el rol que recibe.", en: "This is the role that they get." },
  address_not_allowed: {
    es:
      "La dirección es de una red interna a la que LEXIA no puede conectarse. El operador de la plataforma puede permitirla.",
    en: "The address is in an inner network that LEXIA may not reach. The platform's operator can allow it.",
  },
  name_not_resolved: {
    es: "No se encuentra el nombre del servidor. Revise que esté bien escrito y que el DNS lo conozca.",
    en: "The server's name cannot be found. Check its spelling, and that DNS knows it.",
  },
  refused: {
    es:
      "El servidor rechaza la conexión. Revise el puerto (636 para LDAPS, 389 para StartTLS) y el cortafuegos.",
    en:
      "The server refuses the connection. Check the port (636 for LDAPS, 389 for StartTLS) and the firewall.",
  },
  timed_out: {
    es: "El servidor no respondió a tiempo. Suele ser un cortafuegos que descarta la conexión.",
    en: "The server did not answer in time. A firewall that drops the connection is the usual cause.",
  },
  certificate_untrusted: {
    es:
      "El certificado del servidor no es de confianza. Pegue en «ca_pem» el certificado de la autoridad que lo firmó.",
    en:
      "The server's certificate is not trusted. Paste the certificate of the authority that signed it as ca_pem.",
  },
  certificate_wrong_name: {
    es:
      "El certificado es de otro nombre. Use en la dirección el mismo nombre que está en el certificado, no la IP.",
    en:
      "The certificate is for another name. Use in the address the name that the certificate has, not the IP.",
  },
  certificate_expired: {
    es: "El certificado del servidor venció o aún no es válido. Renuévelo en el servidor.",
    en: "The server's certificate has expired or is not valid yet. Renew it on the server.",
  },
  tls_failed: {
    es:
      "No se pudo establecer TLS. Revise que el puerto corresponda: «ldaps» en el 636, «starttls» en el 389, y TLS 1.2 o superior.",
    en:
      "TLS could not be set up. Check that the port fits: ldaps on 636, starttls on 389, with TLS 1.2 or later.",
  },
  starttls_refused: {
    es: "El servidor no acepta StartTLS. Instale en él un certificado, o use LDAPS.",
    en: "The server does not take StartTLS. Install a certificate on it, or use LDAPS.",
  },
  plain_not_allowed: {
    es: "La conexión sin cifrar no está permitida en esta plataforma.",
    en: "A connection without encryption is not allowed on this platform.",
  },
  bind_refused: {
    es: "El directorio no acepta la cuenta de LEXIA. Revise «bind_dn» y su contraseña.",
    en: "The directory does not take LEXIA's account. Check bind_dn and its password.",
  },
  base_not_found: {
    es: "La base de búsqueda no existe, o la cuenta de LEXIA no puede leerla.",
    en: "The search base does not exist, or LEXIA's account may not read it.",
  },
  search_refused: {
    es: "El directorio no permite esta búsqueda a la cuenta de LEXIA.",
    en: "The directory does not allow LEXIA's account this search.",
  },
  referred: {
    es:
      "El directorio remite a otro servidor, y LEXIA no sigue remisiones. Use la dirección de ese servidor.",
    en: "The directory refers to another server, and LEXIA follows no referrals. Use that server's address.",
  },
  connection_lost: {
    es: "El servidor cortó la conexión.",
    en: "The server broke the connection off.",
  },
  nobody_found: {
    es: "El filtro no encuentra a nadie. Revise «user_filter», «base_dn» y el usuario.",
    en: "The filter finds nobody. Check user_filter, base_dn and the login.",
  },
  several_found: {
    es: "El filtro encuentra a varias personas con ese usuario; debe encontrar exactamente una.",
    en: "The filter finds several people with that login; it must find exactly one.",
  },
  attributes_missing: {
    es: "A la persona le faltan estos atributos, o la cuenta de LEXIA no puede leerlos.",
    en: "The person lacks these attributes, or LEXIA's account may not read them.",
  },
  account_disabled: {
    es: "La cuenta está deshabilitada en el directorio.",
    en: "The account is disabled in the directory.",
  },
  account_locked: {
    es: "La cuenta está bloqueada en el directorio.",
    en: "The account is locked in the directory.",
  },
  no_mapped_group: {
    es: "Ninguno de sus grupos está en «role_map» y no hay «default_role»: no podría entrar.",
    en: "None of their groups is in role_map and there is no default_role: they would not get in.",
  },
  mass_deactivation: {
    es:
      "Más de la mitad de las personas ya no aparecen en el directorio. Por precaución no se retiró el acceso a nadie: revise la base, el filtro y los grupos.",
    en:
      "More than half of the people are no longer found in the directory. As a precaution nobody lost access: check base, filter and groups.",
  },
};

/** The sentence for a code; the code itself where there is none. */
export function directoryWords(code: string, locale: "es" | "en"): string {
  return WORDS[code]?.[locale] ?? code;
}
