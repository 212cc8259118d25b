/** The words around every page, in both languages. */

export type FrameLocale = "es" | "en";

interface FrameWords {
  lang: string;
  skip: string;
  menu: string;
  solicitudes: string;
  analytics: string;
  notifications: string;
  security: string;
  apiKeys: string;
  organization: string;
  audit: string;
  switch: string;
  elsewhere: string;
  about: string;
  legal: string;
  reference: string;
  impersonation: string;
  /** Between who looks in and whose pages these are. */
  seesThisAs: string;
  ends: string;
  end: string;
  signOut: string;
}

const ES: FrameWords = {
  lang: "es-CO",
  skip: "Saltar al contenido",
  menu: "Principal",
  solicitudes: "Solicitudes",
  analytics: "Analítica",
  notifications: "Avisos",
  security: "Seguridad",
  apiKeys: "Claves de API",
  organization: "Organización",
  audit: "Auditoría",
  switch: "Cambiar de organización",
  elsewhere: "Otras organizaciones",
  about: "Vigilancia de procesos judiciales en Colombia",
  legal: "Términos y datos personales",
  reference: "Referencia de la API",
  impersonation: "Suplantación",
  seesThisAs: "de la plataforma, ve esto como",
  ends: "Termina:",
  end: "Terminar",
  signOut: "Salir",
};

const EN: FrameWords = {
  lang: "en",
  skip: "Skip to the content",
  menu: "Main",
  solicitudes: "Solicitudes",
  analytics: "Analytics",
  notifications: "Notifications",
  security: "Security",
  apiKeys: "API keys",
  organization: "Organization",
  audit: "Audit log",
  switch: "Switch organization",
  elsewhere: "Other organizations",
  about: "Following court cases in Colombia",
  legal: "Terms and personal data",
  reference: "API reference",
  impersonation: "Impersonation",
  seesThisAs: "of the platform, sees this as",
  ends: "Ends:",
  end: "End it",
  signOut: "Sign out",
};

export function frameWords(locale: FrameLocale): FrameWords {
  return locale === "en" ? EN : ES;
}
