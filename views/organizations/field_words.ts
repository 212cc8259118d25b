/** What is wrong with a field of the settings, by the code that the domain gives. */
const WORDS: Readonly<Record<string, string>> = {
  subdomain_invalid: "Use de 1 a 50 letras sin tilde, números y guiones; sin guion al comienzo ni al final.",
  email_invalid: "Escriba un correo como nombre@ejemplo.co.",
  name_invalid: "El nombre tiene de 1 a 255 caracteres, en una sola línea.",
  time_zone_unknown: "Elija una zona horaria como America/Bogota.",
  color_invalid: "Escriba el color como #1f4e8c.",
  contrast_too_low:
    "El texto blanco no se lee bien sobre ese color: elija uno más oscuro (contraste de 4,5:1 o más).",
  out_of_range: "El número está fuera de lo permitido.",
  network_invalid: "Cada red es una dirección como 192.0.2.7 o un rango como 192.0.2.0/24.",
  too_many: "Son demasiadas redes: máximo 100.",
  domain_invalid: "Escriba un dominio como casos.ejemplo.co, sin https:// y sin nada después.",
  domain_reserved: "Ese dominio es de la plataforma o está reservado: elija uno propio.",
};

export function fieldWords(code: string): string {
  return WORDS[code] ?? "Revise este dato.";
}
