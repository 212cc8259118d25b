/** What is said between organizations and the operators of the platform: of the portal's budget, and of plans. */
import type { MailWords } from "./mail_words.ts";

export interface PlatformSays {
  portal_shortfall: {
    source: string;
    day: string;
    watches: number;
    callsNeeded: number;
    budget: number;
    shortfall: number;
  };
  plan_request: {
    organization: string;
    person: string;
    fromPlan: string;
    plan: string;
    message: string | null;
  };
  plan_decided: { organization: string; plan: string; isApproved: boolean; answer: string | null };
}

type Dictionary = { [K in keyof PlatformSays]: (says: PlatformSays[K]) => MailWords };

const PLANS_ES: Readonly<Record<string, string>> = {
  free: "Gratuito",
  pro: "Profesional",
  enterprise: "Empresarial",
};

export const PLATFORM_ES: Dictionary = {
  portal_shortfall: ({ source, day, watches, callsNeeded, budget, shortfall }) => ({
    subject: `LEXIA: el ${day} no alcanzarán las consultas a ${source}`,
    paragraphs: [
      `El ${day} hay ${watches} seguimientos por verificar, que necesitan unas ${callsNeeded} consultas; el presupuesto es de ${budget}. Faltan ${shortfall}.`,
      "Cada organización recibirá su parte, empezando por lo que lleva más tiempo sin verificar. Lo que no alcance quedará a la vista como «no verificado».",
      "Para que alcance, amplíe PORTAL_DAILY_BUDGET o PORTAL_WINDOW, o reparta los seguimientos. El plan completo está en GET /api/v1/admin/portal/plan.",
    ],
  }),
  plan_request: ({ organization, person, fromPlan, plan, message }) => ({
    subject: `${organization} pide otro plan: ${PLANS_ES[plan] ?? plan}`,
    paragraphs: [
      `${person}, de ${organization}, pide pasar del plan ${PLANS_ES[fromPlan] ?? fromPlan} al plan ${
        PLANS_ES[plan] ?? plan
      }.`,
      ...(message === null ? [] : [`Mensaje: ${message}`]),
      "La solicitud se aprueba o se rechaza en la API de administración: GET /api/v1/admin/plan-requests.",
    ],
  }),
  plan_decided: ({ organization, plan, isApproved, answer }) => ({
    subject: isApproved
      ? `${organization} tiene el plan ${PLANS_ES[plan] ?? plan}`
      : `No se aprobó el plan ${PLANS_ES[plan] ?? plan} de ${organization}`,
    paragraphs: [
      isApproved
        ? `El plan ${
          PLANS_ES[plan] ?? plan
        } de ${organization} ya rige. Los seguimientos que estaban retenidos se reanudan.`
        : `La solicitud del plan ${
          PLANS_ES[plan] ?? plan
        } de ${organization} no se aprobó. Todo sigue como estaba.`,
      ...(answer === null ? [] : [`Respuesta: ${answer}`]),
    ],
  }),
};

export const PLATFORM_EN: Dictionary = {
  portal_shortfall: ({ source, day, watches, callsNeeded, budget, shortfall }) => ({
    subject: `LEXIA: the calls to ${source} will not suffice on ${day}`,
    paragraphs: [
      `On ${day}, ${watches} watches are due, which need about ${callsNeeded} calls; the budget is ${budget}. That is ${shortfall} too few.`,
      "Each organization gets its share, beginning with what has gone longest without a check. What is not reached shows as unverified.",
      "To make it suffice, raise PORTAL_DAILY_BUDGET or widen PORTAL_WINDOW, or spread the watches. The whole plan is at GET /api/v1/admin/portal/plan.",
    ],
  }),
  plan_request: ({ organization, person, fromPlan, plan, message }) => ({
    subject: `${organization} asks for another plan: ${plan}`,
    paragraphs: [
      `${person} of ${organization} asks to change from the plan ${fromPlan} to the plan ${plan}.`,
      ...(message === null ? [] : [`Message: ${message}`]),
      "Requests are approved or declined in the administration API: GET /api/v1/admin/plan-requests.",
    ],
  }),
  plan_decided: ({ organization, plan, isApproved, answer }) => ({
    subject: isApproved
      ? `${organization} has the plan ${plan}`
      : `The plan ${plan} was not approved for ${organization}`,
    paragraphs: [
      isApproved
        ? `The plan ${plan} of ${organization} holds from now on. Watches that were held go on.`
        : `The request of ${organization} for the plan ${plan} was not approved. Everything is as it was.`,
      ...(answer === null ? [] : [`Answer: ${answer}`]),
    ],
  }),
};
