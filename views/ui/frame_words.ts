/** The words around every page, in both languages. */
import type { Locale } from "./reader.ts";

export interface FrameWords {
  lang: string;
  skip: string;
  menu: string;
  places: {
    dashboard: string;
    solicitudes: string;
    novedades: string;
    reports: string;
    analytics: string;
    team: string;
    audit: string;
    usage: string;
    settings: string;
    help: string;
    overview: string;
    organizations: string;
    people: string;
    queue: string;
    portal: string;
    instances: string;
    errors: string;
  };
  more: string;
  close: string;
  search: string;
  everywhere: string;
  searchFor: string;
  follow: string;
  unread: string;
  account: string;
  profile: string;
  security: string;
  notifications: string;
  elsewhere: string;
  theme: string;
  themes: { light: string; dark: string; system: string };
  language: string;
  about: string;
  legal: string;
  reference: string;
  docs: string;
  status: string;
  signIn: string;
  impersonation: string;
  /** Between who looks in and whose pages these are. */
  seesThisAs: string;
  ends: string;
  end: string;
  signOut: string;
  operator: string;
}

const ES: FrameWords = {
  lang: "es-CO",
  skip: "Saltar al contenido",
  menu: "Principal",
  places: {
    dashboard: "Tablero",
    solicitudes: "Solicitudes",
    novedades: "Novedades",
    reports: "Informes",
    analytics: "Analítica",
    team: "Equipo",
    audit: "Auditoría",
    usage: "Uso y plan",
    settings: "Configuración",
    help: "Ayuda",
    overview: "Resumen",
    organizations: "Organizaciones",
    people: "Personas",
    queue: "Cola de trabajo",
    portal: "Portal judicial",
    instances: "Instancias",
    errors: "Errores",
  },
  more: "Más",
  close: "Cerrar",
  search: "Buscar",
  everywhere: "Buscar en todas las solicitudes",
  searchFor: "Buscar por radicado, parte o alias…",
  follow: "Nueva solicitud",
  unread: "Novedades sin leer",
  account: "Su cuenta",
  profile: "Perfil y preferencias",
  security: "Seguridad",
  notifications: "Avisos",
  elsewhere: "Otras organizaciones",
  theme: "Tema",
  themes: { light: "Claro", dark: "Oscuro", system: "Según el equipo" },
  language: "Idioma",
  about: "Vigilancia de procesos judiciales en Colombia",
  legal: "Términos y datos personales",
  reference: "Referencia de la API",
  docs: "Documentación",
  status: "Estado del servicio",
  signIn: "Entrar",
  impersonation: "Suplantación",
  seesThisAs: "de la plataforma, ve esto como",
  ends: "Termina:",
  end: "Terminar",
  signOut: "Salir",
  operator: "Operación de la plataforma",
};

const EN: FrameWords = {
  lang: "en",
  skip: "Skip to the content",
  menu: "Main",
  places: {
    dashboard: "Dashboard",
    solicitudes: "Solicitudes",
    novedades: "Novedades",
    reports: "Reports",
    analytics: "Analytics",
    team: "Team",
    audit: "Audit log",
    usage: "Usage and plan",
    settings: "Settings",
    help: "Help",
    overview: "Overview",
    organizations: "Organizations",
    people: "People",
    queue: "Work queue",
    portal: "Court portal",
    instances: "Instances",
    errors: "Errors",
  },
  more: "More",
  close: "Close",
  search: "Search",
  everywhere: "Search all solicitudes",
  searchFor: "Search by radicado, party or alias…",
  follow: "New solicitud",
  unread: "Unread novedades",
  account: "Your account",
  profile: "Profile and preferences",
  security: "Security",
  notifications: "Notifications",
  elsewhere: "Other organizations",
  theme: "Theme",
  themes: { light: "Light", dark: "Dark", system: "As the device" },
  language: "Language",
  about: "Following court cases in Colombia",
  legal: "Terms and personal data",
  reference: "API reference",
  docs: "Documentation",
  status: "Service status",
  signIn: "Sign in",
  impersonation: "Impersonation",
  seesThisAs: "of the platform, sees this as",
  ends: "Ends:",
  end: "End it",
  signOut: "Sign out",
  operator: "Operation of the platform",
};

export function frameWords(locale: Locale): FrameWords {
  return locale === "en" ? EN : ES;
}
