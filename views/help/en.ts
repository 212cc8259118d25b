import type { HelpWords } from "./shape.ts";

export const EN: HelpWords = {
  title: "Help",
  lead: "What LEXIA does, what it means by what it shows, and how far you can trust it.",
  search: "Search the help",
  searchButton: "Search",
  contents: "Topics",
  none: "Nothing in the help says that.",
  all: "See all topics",
  sections: [
    {
      id: "start",
      title: "How LEXIA works",
      blocks: [
        {
          p: "A solicitud is a standing request: to follow a radicado, or to search the cases of a person or company by name. LEXIA asks the court portal (Rama Judicial), once or as often as you choose, and keeps each docket entry (actuación).",
        },
        {
          p: "The first check of a case is its baseline: what was in the docket already is kept and not announced. Whatever appears later is a novedad.",
        },
        {
          list: [
            "Daily, changes only: the recommended one. It checks on each working day, and tells you only when something changes.",
            "Daily, weekly or monthly: it can tell you of each check as well, also when nothing is new.",
            "Once: it asks and ends.",
          ],
        },
      ],
    },
    {
      id: "radicado",
      title: "The radicado and its parts",
      blocks: [
        {
          p: "The radicado is the unique number of a case, of 23 digits (Acuerdo 201 of 1997). You may write it with spaces, dots or hyphens: LEXIA counts the digits alone, and looks whether the year is possible.",
        },
        { show: "radicado" },
        {
          p: "One radicado may have several procesos on the portal, such as the first instance and an appeal. LEXIA follows all of them. A code that is in no table is a warning and never a refusal: the public tables are incomplete.",
        },
      ],
    },
    {
      id: "verdicts",
      title: "What each result means, and which to trust",
      blocks: [
        {
          p: "Each check ends with a result and leaves a proof: the source, the time, how long it took, and the SHA-256 hash of what the portal answered. “Nothing new” is said only where the portal answered in a way that can be verified.",
        },
        {
          facts: [
            [
              "Verified: case found",
              "The portal showed the case and LEXIA read all of it. You can trust it.",
            ],
            [
              "Verified, nothing new",
              "The portal answered well and nothing has changed since the check before. You can trust it.",
            ],
            [
              "Verified: the portal has no such case",
              "The portal answered well and does not know the radicado. It happens before a case is assigned to a court; LEXIA goes on checking.",
            ],
            [
              "Verified: private case",
              "The case exists, but the court office marked it private and the portal does not show what is in it. Ask the court office.",
            ],
            [
              "Could not be verified",
              "The portal blocked the check, or answered emptily or doubtfully. It does not mean that nothing is new: LEXIA tries again after 1, 5, 15, 60 and 180 minutes.",
            ],
            [
              "Error",
              "There was no usable answer. It does not mean that nothing is new either; you are told, and it is tried again.",
            ],
            [
              "Held for lack of queries",
              "The month's queries are used up. The solicitud is not lost: it goes on when the month turns or the plan changes.",
            ],
          ],
        },
        {
          p: "Failures of the portal cost you no queries. LEXIA helps to keep watch; it does not take the place of looking at the docket while a term runs.",
        },
      ],
    },
    {
      id: "novedades",
      title: "Novedades: reading, acknowledging and assigning",
      blocks: [
        {
          p: "A novedad is a docket entry not seen before, one that was changed or withdrawn, or a change of the case: of its court office, its judge, from public to private. An auto and the fijación en estado that notifies it count as one.",
        },
        {
          facts: [
            ["Read", "It is yours: you have seen it. Others still see it as unread."],
            [
              "Acknowledged",
              "It is the organization's: who took note of it, and when. The first person to do so stays.",
            ],
            ["Responsible", "To whom it was assigned. That person gets the notices of the case as well."],
            [
              "Registered late",
              "When it was found, the docket had later entries already: look at the date of registration.",
            ],
          ],
        },
      ],
    },
    {
      id: "severity",
      title: "The severity of a novedad",
      blocks: [
        {
          p: "Severity comes from rules that are read in order: the first that holds decides. High is what decides a case, sets a date or starts a term in which somebody must act (Código General del Proceso, articles 90, 110, 117 and 372); low is what moves paper.",
        },
        { show: "rules" },
        {
          p: "Who administers the organization may write its own rules by the API. What was found before keeps its severity.",
        },
      ],
    },
    {
      id: "terms",
      title: "Terms and the judicial calendar",
      blocks: [
        {
          p: "“Term starts” and “term ends” are what the court office publishes; LEXIA does not change them. LEXIA's own calculation of terms is a guide: a person has to confirm it.",
        },
        {
          list: [
            "A term in days begins to run on the day after the notification, and judicial working days alone count (Código General del Proceso, article 118).",
            "Weekends and holidays do not count (Ley 51 of 1983).",
            "The judicial vacation, from 20 December to 10 January, and Holy Week (Semana Santa) stop the terms of courts with collective vacations (Ley 270 of 1996, article 146).",
            "Nor do they run on 17 December, the day of the judiciary (Decreto 2766 of 1980).",
            "Tutela, habeas corpus and control de garantías do not stop: for them weekends and holidays alone count.",
            "Strikes and closures of an office are noted as closures of the organization, and terms skip them.",
          ],
        },
        { show: "calendar" },
      ],
    },
    {
      id: "notices",
      title: "Notices and digests",
      blocks: [
        {
          p: "LEXIA tells you by mail, by the bell on this page, by webhook and, where there are any, by text message. You choose what is told at once, what goes into the daily or weekly digest, and at which hours you want no mail.",
        },
        {
          list: [
            "What you choose for a solicitud goes before your general preferences.",
            "What comes in quiet hours is sent when they end.",
            "The daily digest comes on working days, with the next day's agenda; the weekly one on the first working day of the week.",
            "Mails on the security of your account are always sent.",
          ],
        },
        { links: [["/notifications", "Choose your notices"], ["/feed", "See the notices received"]] },
      ],
    },
    {
      id: "bulk",
      title: "Bulk uploads",
      blocks: [
        {
          p: "A file of Excel (xlsx), CSV or PDF follows hundreds of radicados at once. Each valid row becomes a solicitud.",
        },
        {
          facts: [
            [
              "Radicado",
              "Required. In Excel as text: as a number Excel loses the last digits, and LEXIA refuses the row.",
            ],
            ["Alias", "Optional: the name by which you know the case."],
            ["Notas", "Optional."],
            ["Frecuencia", "Optional: the row chooses it for itself."],
          ],
        },
        {
          p: "Where LEXIA does not recognize the columns it asks you which is which. Repeated and invalid rows do not stop the others: you can download the file of errors, put it right and upload it again. From a PDF the radicados in its text are taken.",
        },
      ],
    },
    {
      id: "roles",
      title: "Roles and permissions",
      blocks: [
        {
          p: "Each person has a role; who administers may add permissions or take some away. Nobody can give more than they have.",
        },
        { show: "roles" },
      ],
    },
    { id: "keys", title: "Keyboard shortcuts", blocks: [{ show: "keys" }] },
    {
      id: "api",
      title: "API and documentation",
      blocks: [
        {
          p: "Whatever these pages do, a program can do, with an API key and the same permissions. Webhooks are signed.",
        },
        {
          links: [
            ["/api/docs", "API reference"],
            ["/api/openapi.json", "OpenAPI 3.1 description"],
            ["/legal", "Terms and personal data"],
          ],
        },
      ],
    },
    {
      id: "people",
      title: "Whom to ask",
      blocks: [
        {
          list: [
            "About your account, your role, quotas or signing in: who administers your organization.",
            "About what a docket entry says: the court office. LEXIA shows what the portal publishes, and keeps the proof.",
            "About a fault of LEXIA: who operates the platform, with the request number that the error page shows.",
          ],
        },
      ],
    },
  ],
  parts: [
    ["11", "Departamento", "Bogotá"],
    ["001", "Municipio", "Bogotá, as DANE numbers it"],
    ["40", "Entidad", "Municipal court"],
    ["03", "Especialidad", "Civil"],
    ["082", "Despacho", "The number of the court office"],
    ["2017", "Year", "In which it was filed"],
    ["99999", "Consecutivo", "Of the office in that year"],
    ["00", "Recurso", "00: first instance"],
  ],
  rules: {
    severity: "Severity",
    when: "When",
    names: { high: "High", normal: "Normal", low: "Low" },
    acts: (names) => `the entry begins with: ${names}`,
    words: (names) => `the text says: ${names}`,
    kinds: (names) => `this happened: ${names}`,
    term: "it has a term",
    otherwise: "everything else",
    own: "These are your organization's rules:",
    builtIn: "Your organization uses LEXIA's rules:",
  },
  calendar: { days: "Days without terms", why: "Reason", source: "Source" },
  roles: {
    permission: "Permission",
    permissions: {
      create_users: "Invite people",
      read_users: "See the team",
      update_users: "Change roles and permissions",
      delete_users: "Remove people",
      create_solicitudes: "Create solicitudes",
      read_own_solicitudes: "See their own",
      read_all_solicitudes: "See all of the organization's",
      update_solicitudes: "Change, pause and verify",
      delete_solicitudes: "Delete solicitudes",
      update_org_settings: "Configure the organization",
      view_org_analytics: "See the analytics",
      manage_billing: "Manage the plan",
      bulk_operations: "Bulk uploads",
      api_access: "API keys",
      webhook_management: "Webhooks",
    },
    yes: "Yes",
    no: "No",
  },
  everywhere: "On any page",
  inbox: "In the novedades",
};
