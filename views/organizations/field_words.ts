/** What is wrong with a field of the settings, by the code that the domain gives. */
import type { Locale } from "../ui/reader.ts";

const ES: Readonly<Record<string, string>> = {
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
  reason_invalid: "Escriba de 3 a 200 caracteres.",
  day_invalid: "Escriba una fecha que exista, como 2026-12-01.",
  day_before: "No puede ser antes del primer día.",
  office_invalid: "Escriba de 2 a 12 dígitos.",
};

const EN: typeof ES = {
  subdomain_invalid: "Use 1 to 50 letters without accents, digits and hyphens; no hyphen at either end.",
  email_invalid: "Give an address such as name@example.com.",
  name_invalid: "The name has 1 to 255 characters, on one line.",
  time_zone_unknown: "Choose a time zone such as America/Bogota.",
  color_invalid: "Write the colour as #1f4e8c.",
  contrast_too_low:
    "White text is hard to read on that colour: choose a darker one (a contrast of 4.5:1 or more).",
  out_of_range: "The number is out of range.",
  network_invalid: "Each network is an address such as 192.0.2.7 or a range such as 192.0.2.0/24.",
  too_many: "There are too many networks: 100 at most.",
  domain_invalid: "Give a domain such as cases.example.com, without https:// and with nothing behind it.",
  domain_reserved: "That domain is the platform's, or reserved: choose one of your own.",
  reason_invalid: "Give 3 to 200 characters.",
  day_invalid: "Give a day that there is, such as 2026-12-01.",
  day_before: "It cannot be before the first day.",
  office_invalid: "Give 2 to 12 digits.",
};

export function fieldWords(code: string, locale: Locale = "es"): string {
  return (locale === "en" ? EN : ES)[code] ?? (locale === "en" ? "Look at this." : "Revise este dato.");
}
