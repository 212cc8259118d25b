import type { Locale } from "../ui/reader.ts";

const ES = {
  title: "Peticiones de plan",
  lead: "Lo que piden las organizaciones. Aprobar cambia el plan en el acto y avisa a sus administradores.",
  back: "Organizaciones",
  status: "Estado",
  statuses: { pending: "Por decidir", approved: "Aprobada", declined: "No aprobada" },
  all: "Todas",
  empty: "No hay peticiones",
  emptyAdvice: "Cuando un administrador pida otro plan desde su página de uso, aparecerá aquí.",
  answer: "Respuesta para la organización",
  answerHint: "Opcional; va en el correo.",
  decide: "Decidir",
  approve: "Aprobar",
  decline: "No aprobar",
  asked: "Pedida",
  decided: "Decidida",
  done: {
    approved: "El plan cambió y la organización fue avisada.",
    declined: "La organización fue avisada.",
  } as Readonly<Record<string, string>>,
};

const EN: typeof ES = {
  title: "Plan requests",
  lead: "What organizations ask for. Approving changes the plan at once and tells their administrators.",
  back: "Organizations",
  status: "State",
  statuses: { pending: "To decide", approved: "Approved", declined: "Declined" },
  all: "All",
  empty: "There are no requests",
  emptyAdvice: "When an administrator asks for another plan on their usage page, it appears here.",
  answer: "Answer to the organization",
  answerHint: "Optional; it is in the mail.",
  decide: "Decide",
  approve: "Approve",
  decline: "Decline",
  asked: "Asked",
  decided: "Decided",
  done: {
    approved: "The plan was changed, and the organization told.",
    declined: "The organization was told.",
  },
};

export function planRequestsWords(locale: Locale): typeof ES {
  return locale === "en" ? EN : ES;
}
