/** Words of a person's own page of the settings, in both languages. */
import type { Locale } from "../ui/reader.ts";

type Pair = readonly [value: string, words: string];

const ES = {
  title: "Perfil",
  lead: "Su nombre, cómo ve LEXIA y qué guarda LEXIA sobre usted.",
  saved: "Los cambios quedaron guardados.",
  you: "Sus datos",
  name: "Nombre",
  nameHint: "Así lo ven los demás de su organización.",
  nameWrong: "El nombre tiene de 1 a 200 caracteres, en una sola línea.",
  role: "Rol",
  since: "En LEXIA desde",
  lastSignIn: "Último ingreso",
  locale: "Idioma",
  locales: [["es", "Español"], ["en", "English"]] satisfies Pair[],
  localeHint: "De las páginas y de los correos.",
  timeZone: "Zona horaria",
  timeZoneHint: (zone: string) => `Como America/Bogota. Vacío: la de la organización. Rige ${zone}.`,
  timeZoneWrong: "Elija una zona horaria como America/Bogota.",
  save: "Guardar",
  look: "Apariencia",
  lookAbout: "En este navegador.",
  themes: { light: "Claro", dark: "Oscuro", system: "Según el equipo" },
  links: "Su cuenta",
  security: "Seguridad y sesiones",
  securityAbout: "Contraseña, verificación en dos pasos, llaves de acceso y dónde está abierta su cuenta.",
  notices: "Avisos",
  noticesAbout: "Qué se le avisa, por qué medio y a qué hora.",
  legal: "Términos y privacidad",
  legalNone: "Esta plataforma no pide aceptar documentos.",
  documents: {
    terms: "Términos de uso",
    privacy: "Política de tratamiento de datos personales",
  },
  version: (version: string) => `versión ${version}`,
  accepted: "Aceptado",
  notAccepted: "Sin aceptar",
  data: "Sus datos personales",
  dataAbout:
    "Usted puede conocer lo que LEXIA guarda sobre usted, y pedir que se suprima (Ley 1581 de 2012, artículo 8).",
  download: "Descargar mis datos",
  remove: "Pedir que se supriman",
  removeAbout: "mis datos personales",
  removeQuestion:
    "Sus administradores recibirán la solicitud y tienen quince días hábiles para atenderla (artículo 15). Al hacerlo usted perderá el acceso, y no se puede deshacer.",
  removeAnswer: "Enviar la solicitud",
  removeAsked:
    "Su solicitud quedó registrada y sus administradores fueron avisados. Tienen quince días hábiles para responderle.",
};

const EN: typeof ES = {
  title: "Profile",
  lead: "Your name, how you see LEXIA, and what LEXIA keeps about you.",
  saved: "Your changes were saved.",
  you: "About you",
  name: "Name",
  nameHint: "As others in your organization see it.",
  nameWrong: "The name has 1 to 200 characters, on one line.",
  role: "Role",
  since: "In LEXIA since",
  lastSignIn: "Last sign-in",
  locale: "Language",
  locales: [["es", "Español"], ["en", "English"]],
  localeHint: "Of the pages and of mails.",
  timeZone: "Time zone",
  timeZoneHint: (zone) => `Such as America/Bogota. Empty: the organization's. ${zone} holds.`,
  timeZoneWrong: "Choose a time zone such as America/Bogota.",
  save: "Save",
  look: "Appearance",
  lookAbout: "In this browser.",
  themes: { light: "Light", dark: "Dark", system: "As the device" },
  links: "Your account",
  security: "Security and sessions",
  securityAbout: "Password, two-step verification, passkeys, and where your account is open.",
  notices: "Notices",
  noticesAbout: "What you are told, by which means and when.",
  legal: "Terms and privacy",
  legalNone: "This platform asks nobody to accept documents.",
  documents: { terms: "Terms of use", privacy: "Personal data policy" },
  version: (version) => `version ${version}`,
  accepted: "Accepted",
  notAccepted: "Not accepted",
  data: "Your personal data",
  dataAbout:
    "You may know what LEXIA keeps about you, and ask that it be taken out (Law 1581 of 2012, article 8).",
  download: "Download my data",
  remove: "Ask that it be taken out",
  removeAbout: "my personal data",
  removeQuestion:
    "Your administrators get the request and have fifteen working days to answer it (article 15). You then lose your access, and it cannot be undone.",
  removeAnswer: "Send the request",
  removeAsked:
    "Your request was written down and your administrators were told. They have fifteen working days to answer you.",
};

export function profileWords(locale: Locale): typeof ES {
  return locale === "en" ? EN : ES;
}
