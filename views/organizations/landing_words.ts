import type { Locale } from "../ui/reader.ts";
import type { IconName } from "../ui/icons.ts";

interface Told {
  icon: IconName;
  title: string;
  text: string;
}

export interface LandingWords {
  title: string;
  headline: string;
  lead: string;
  signUp: string;
  signIn: string;
  promisesTitle: string;
  promises: readonly Told[];
  find: string;
  address: string;
  addressHint: (baseDomain: string) => string;
  unknown: (address: string) => string;
  go: string;
  plansTitle: string;
  plansLead: string;
  plan: string;
  users: string;
  queries: string;
  requests: string;
  webhooks: string;
  unlimited: string;
  trustTitle: string;
  trust: readonly Told[];
  picture: {
    label: string;
    title: string;
    checked: string;
    rows: readonly { tone: "info" | "good" | "warn"; what: string; about: string; when: string }[];
  };
  programs: string;
  reference: string;
  docs: string;
}

const ES: LandingWords = {
  title: "Vigilancia de procesos judiciales",
  headline: "Que ningún término se venza en silencio",
  lead:
    "LEXIA sigue los procesos de su firma o de su área jurídica en Colombia: consulta el portal de la Rama Judicial " +
    "cada día hábil, le avisa qué cambió y deja prueba de cada verificación.",
  signUp: "Registrar mi organización",
  signIn: "Entrar a mi organización",
  promisesTitle: "Lo que puede esperar de LEXIA",
  promises: [
    {
      icon: "badge-check",
      title: "Cada verificación deja prueba",
      text:
        "Qué se consultó, cuándo, en qué fuente y con qué resultado. «Verificado, sin novedades» también es una " +
        "respuesta, y queda registrada.",
    },
    {
      icon: "shield-alert",
      title: "Una falla se ve como falla",
      text:
        "Si el portal bloquea la consulta o responde vacío, LEXIA lo dice y vuelve a intentarlo. Nunca lo muestra " +
        "como «sin novedades».",
    },
    {
      icon: "layers",
      title: "El radicado completo",
      text:
        "Un radicado puede tener varios procesos. LEXIA los sigue todos, aunque el expediente cambie de juzgado, y " +
        "cada novedad se cuenta una sola vez.",
    },
  ],
  find: "Entre a su organización",
  address: "Dirección de su organización",
  addressHint: (baseDomain) => `La primera parte de la dirección: organización.${baseDomain}`,
  unknown: (address) => `No hay una organización activa en «${address}». Revise cómo se escribe.`,
  go: "Ir a mi organización",
  plansTitle: "Planes",
  plansLead:
    "Una consulta se cuenta solo cuando el portal da una respuesta confiable; sus fallas no cuestan.",
  plan: "Plan",
  users: "Personas",
  queries: "Consultas al mes",
  requests: "Peticiones de API por minuto",
  webhooks: "Webhooks al día",
  unlimited: "Sin límite",
  trustTitle: "Para quien cuida los datos",
  trust: [
    {
      icon: "lock",
      title: "Cada organización, aparte",
      text: "La base de datos misma separa las filas de cada organización; nada de una se ve desde otra.",
    },
    {
      icon: "key-round",
      title: "Inicio de sesión único",
      text: "Microsoft Entra ID, Google, Okta o su directorio, con verificación en dos pasos y SCIM.",
    },
    {
      icon: "shield-check",
      title: "Auditoría sellada",
      text:
        "Quién hizo qué queda en un registro que nadie puede cambiar sin que se note. Ley 1581 de 2012 incluida.",
    },
    {
      icon: "server",
      title: "En la nube o en su casa",
      text: "El mismo programa corre como servicio o como contenedor en sus propios servidores.",
    },
  ],
  picture: {
    label: "Así se ve una mañana en LEXIA",
    title: "Novedades de hoy",
    checked: "148 de 150 procesos verificados hoy",
    rows: [
      {
        tone: "info",
        what: "Auto admite demanda",
        about: "11001-31-03-001-2023-00123-00 · Juzgado 001 Civil del Circuito",
        when: "7:42",
      },
      {
        tone: "good",
        what: "Verificado, sin novedades",
        about: "05001-40-03-020-2024-00456-00 · prueba 9f86d081",
        when: "7:40",
      },
      {
        tone: "warn",
        what: "No se pudo verificar: el portal rechazó la consulta",
        about: "76001-31-05-008-2022-00789-00 · se intenta de nuevo a las 8:00",
        when: "7:38",
      },
    ],
  },
  programs: "¿Quiere conectar sus propios sistemas? Todo lo que LEXIA hace está en su",
  reference: "API documentada",
  docs: "Documentación",
};

const EN: LandingWords = {
  title: "Following court cases",
  headline: "No legal term shall run out in silence",
  lead:
    "LEXIA follows the court cases of your firm or legal department in Colombia: it asks the judiciary's portal on " +
    "every working day, tells you what changed, and keeps proof of each check.",
  signUp: "Sign my organization up",
  signIn: "Sign in to my organization",
  promisesTitle: "What you can expect of LEXIA",
  promises: [
    {
      icon: "badge-check",
      title: "Every check leaves proof",
      text:
        "What was asked, when, from which source and with what result. “Verified, nothing new” is an answer as well, " +
        "and it is kept.",
    },
    {
      icon: "shield-alert",
      title: "A failure looks like a failure",
      text:
        "Where the portal blocks or answers emptily, LEXIA says so and tries again. It never shows that as " +
        "“nothing new”.",
    },
    {
      icon: "layers",
      title: "The whole radicado",
      text:
        "One radicado may have several procesos. LEXIA follows them all, even where the file moves to another court, " +
        "and tells each novedad once.",
    },
  ],
  find: "Go to your organization",
  address: "Address of your organization",
  addressHint: (baseDomain) => `The first part of the address: organization.${baseDomain}`,
  unknown: (address) => `There is no active organization at “${address}”. Check how it is spelled.`,
  go: "Go to my organization",
  plansTitle: "Plans",
  plansLead:
    "A query counts only when the portal gave an answer that can be trusted; its failures cost nothing.",
  plan: "Plan",
  users: "People",
  queries: "Queries a month",
  requests: "API requests a minute",
  webhooks: "Webhooks a day",
  unlimited: "Unlimited",
  trustTitle: "For who looks after the data",
  trust: [
    {
      icon: "lock",
      title: "Each organization by itself",
      text:
        "The database itself keeps the rows of each organization apart; nothing of one is seen from another.",
    },
    {
      icon: "key-round",
      title: "Single sign-on",
      text: "Microsoft Entra ID, Google, Okta or your directory, with two-step verification and SCIM.",
    },
    {
      icon: "shield-check",
      title: "A sealed audit log",
      text:
        "Who did what stands in a log that nobody can change unnoticed. Colombia's Ley 1581 of 2012 included.",
    },
    {
      icon: "server",
      title: "In the cloud or at home",
      text: "The same program runs as a service or as a container on your own servers.",
    },
  ],
  picture: {
    label: "What a morning in LEXIA looks like",
    title: "Today's novedades",
    checked: "148 of 150 cases verified today",
    rows: [
      {
        tone: "info",
        what: "Auto admite demanda",
        about: "11001-31-03-001-2023-00123-00 · Juzgado 001 Civil del Circuito",
        when: "7:42",
      },
      {
        tone: "good",
        what: "Verified, nothing new",
        about: "05001-40-03-020-2024-00456-00 · proof 9f86d081",
        when: "7:40",
      },
      {
        tone: "warn",
        what: "Could not be verified: the portal refused the query",
        about: "76001-31-05-008-2022-00789-00 · tried again at 8:00",
        when: "7:38",
      },
    ],
  },
  programs: "Do you want to connect your own systems? All that LEXIA does is in its",
  reference: "documented API",
  docs: "Documentation",
};

export function landingWords(locale: Locale): LandingWords {
  return locale === "en" ? EN : ES;
}
