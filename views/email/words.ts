/** What each message says, in each language: a subject, paragraphs, and at most one link. */
import { directoryWords } from "../identity/directory_words.ts";
import type { MailWords } from "./mail_words.ts";
import type { NoticeSays } from "./notice_shapes.ts";
import { NOTICES_EN, NOTICES_ES } from "./notice_words.ts";
import { PLATFORM_EN, PLATFORM_ES, type PlatformSays } from "./platform_words.ts";
import { REPORTS_EN, REPORTS_ES, type ReportSays } from "./report_words.ts";

/** As `domain/mail/messages.ts` has them: this room knows nothing of that one, so the shapes are said again. */
export interface MailSays extends PlatformSays, ReportSays, NoticeSays {
  invitation: { organization: string; inviter: string; role: string; link: string; expiresAt: string };
  password_reset: { organization: string; name: string; link: string; minutes: number };
  password_changed: { organization: string; name: string; address: string | null; at: string };
  security_notice: {
    organization: string;
    name: string;
    event: SecurityEvent;
    about: string | null;
    address: string | null;
    at: string;
  };
  impersonation_began: {
    organization: string;
    operator: string;
    person: string;
    reason: string;
    until: string;
  };
  organization_deletion: { organization: string; deleteAfter: string; isTakenBack: boolean };
  organization_suspended: { organization: string; isReactivated: boolean; reason: string };
  domain_lost: { organization: string; domain: string; record: string; value: string };
  directory_sync_failed: { organization: string; provider: string; reason: string; at: string };
  webhook_disabled: {
    organization: string;
    host: string;
    description: string;
    reason: "gone" | "failing";
    at: string;
  };
  personal_data_request: { organization: string; person: string; email: string; at: string };
}

export type SecurityEvent =
  | "second_factor_added"
  | "second_factor_removed"
  | "recovery_codes_made"
  | "recovery_code_used"
  | "passkey_added"
  | "passkey_removed"
  | "api_key_made"
  | "role_changed"
  | "deactivated"
  | "reactivated"
  | "sessions_ended"
  | "signed_in_by_break_glass";

type Dictionary = { [K in keyof MailSays]: (says: MailSays[K]) => MailWords };

const ROLES_ES: Readonly<Record<string, string>> = {
  org_admin: "administrador de la organización",
  manager: "coordinador",
  user: "usuario",
  viewer: "lector",
};
const ROLES_EN: Readonly<Record<string, string>> = {
  org_admin: "organization administrator",
  manager: "manager",
  user: "user",
  viewer: "viewer",
};

const EVENTS_ES: Readonly<Record<SecurityEvent, string>> = {
  second_factor_added: "Se activó la verificación en dos pasos de su cuenta.",
  second_factor_removed: "Se desactivó la verificación en dos pasos de su cuenta.",
  recovery_codes_made: "Se crearon códigos de recuperación nuevos; los anteriores ya no sirven.",
  recovery_code_used: "Se usó uno de sus códigos de recuperación.",
  passkey_added: "Se agregó una llave de acceso a su cuenta.",
  passkey_removed: "Se quitó una llave de acceso de su cuenta.",
  api_key_made: "Se creó una clave de API.",
  role_changed: "Cambió su rol en la organización.",
  deactivated: "Su cuenta fue desactivada.",
  reactivated: "Su cuenta fue reactivada.",
  sessions_ended: "Se cerraron sus sesiones.",
  signed_in_by_break_glass: "Se entró con contraseña a una cuenta de emergencia.",
};
const EVENTS_EN: Readonly<Record<SecurityEvent, string>> = {
  second_factor_added: "Two-step verification was switched on for your account.",
  second_factor_removed: "Two-step verification was switched off for your account.",
  recovery_codes_made: "New recovery codes were made; the old ones no longer work.",
  recovery_code_used: "One of your recovery codes was used.",
  passkey_added: "A passkey was added to your account.",
  passkey_removed: "A passkey was removed from your account.",
  api_key_made: "An API key was made.",
  role_changed: "Your role in the organization has changed.",
  deactivated: "Your account was deactivated.",
  reactivated: "Your account was reactivated.",
  sessions_ended: "Your sessions were ended.",
  signed_in_by_break_glass: "Somebody signed in to an emergency account by password.",
};

const ES: Dictionary = {
  ...PLATFORM_ES,
  ...REPORTS_ES,
  ...NOTICES_ES,
  invitation: ({ organization, inviter, role, link, expiresAt }) => ({
    subject: `Invitación a ${organization} en LEXIA`,
    paragraphs: [
      `${inviter} le invita a unirse a ${organization} en LEXIA como ${ROLES_ES[role] ?? role}.`,
      `La invitación vence el ${day(expiresAt, "es")}. Si no la esperaba, no haga nada.`,
    ],
    action: { label: "Aceptar la invitación", link },
  }),
  password_reset: ({ organization, name, link, minutes }) => ({
    subject: "Restablecer su contraseña de LEXIA",
    paragraphs: [
      `Hola, ${name}: alguien pidió restablecer la contraseña de su cuenta en ${organization}.`,
      `El enlace sirve una sola vez y durante ${minutes} minutos. Si no fue usted, no haga nada: su contraseña sigue igual.`,
    ],
    action: { label: "Elegir una contraseña nueva", link },
  }),
  password_changed: ({ organization, name, address, at }) => ({
    subject: "Su contraseña de LEXIA cambió",
    paragraphs: [
      `Hola, ${name}: la contraseña de su cuenta en ${organization} cambió el ${moment(at, "es")}${
        address === null ? "" : ` desde la dirección ${address}`
      }. Todas las demás sesiones se cerraron.`,
      "Si no fue usted, restablezca la contraseña ahora y avise a su administrador.",
    ],
  }),
  security_notice: ({ organization, name, event, about, address, at }) => ({
    subject: `Aviso de seguridad de LEXIA: ${organization}`,
    paragraphs: [
      `Hola, ${name}: ${sentence(EVENTS_ES[event], about)}`,
      `Fue el ${moment(at, "es")}${address === null ? "" : ` desde la dirección ${address}`}.`,
      "Si no lo esperaba, avise a su administrador.",
    ],
  }),
  impersonation_began: ({ organization, operator, person, reason, until }) => ({
    subject: `Un operador de LEXIA entró a ${organization}`,
    paragraphs: [
      `${operator}, operador de la plataforma, entró a ${organization} como ${person}, hasta el ${
        moment(until, "es")
      }.`,
      `Motivo: ${directoryWords(reason, "es")}`,
      "Todo lo que haga queda en el registro de auditoría.",
    ],
  }),
  organization_deletion: ({ organization, deleteAfter, isTakenBack }) => ({
    subject: isTakenBack ? `${organization} no se borrará` : `${organization} se borrará de LEXIA`,
    paragraphs: isTakenBack ? [`Se canceló el borrado de ${organization}. Todo sigue como estaba.`] : [
      `Se pidió borrar ${organization} con todos sus datos. Se borrará el ${moment(deleteAfter, "es")}.`,
      "Hasta entonces puede pedir que se cancele. Después no se puede recuperar nada.",
    ],
  }),
  organization_suspended: ({ organization, isReactivated, reason }) => ({
    subject: isReactivated ? `${organization} está activa de nuevo` : `${organization} fue suspendida`,
    paragraphs: isReactivated
      ? [`El acceso a ${organization} en LEXIA está abierto de nuevo.`, `Motivo: ${reason}`]
      : [
        `El acceso a ${organization} en LEXIA está suspendido: nadie puede entrar y nada se consulta.`,
        `Motivo: ${reason}`,
        "Comuníquese con la plataforma para reactivarla.",
      ],
  }),
  domain_lost: ({ organization, domain, record, value }) => ({
    subject: `LEXIA ya no atiende en ${domain}`,
    paragraphs: [
      `Desde hace siete días no se encuentra el registro TXT que demuestra que ${domain} es de ${organization}. Por eso LEXIA dejó de atender en ese dominio; la dirección de siempre sigue funcionando.`,
      `Para volver a usarlo, cree el registro TXT ${record} con el valor ${value} y verifique el dominio en los ajustes de la organización.`,
    ],
  }),
  directory_sync_failed: ({ organization, provider, reason, at }) => ({
    subject: `LEXIA no pudo leer el directorio «${provider}»`,
    paragraphs: [
      `El ${
        moment(at, "es")
      } no se pudieron comparar las personas de ${organization} con el directorio «${provider}».`,
      `Motivo: ${directoryWords(reason, "es")}`,
      "Nadie perdió el acceso por esto. Revise la configuración con «Probar conexión».",
    ],
  }),
  webhook_disabled: ({ organization, host, description, reason, at }) => ({
    subject: `LEXIA desactivó un webhook de ${organization}`,
    paragraphs: [
      `El ${moment(at, "es")} se desactivó el webhook ${
        description === "" ? "" : `«${description}» `
      }de ${host}.`,
      reason === "gone"
        ? "Respondió 410: el receptor ya no quiere recibir mensajes."
        : "Durante cinco días fallaron todos los intentos de entrega.",
      "Ya no se le envía nada, y lo que estaba pendiente quedó como fallido. Corrija el receptor, active el webhook de nuevo y reenvíe lo que falte.",
    ],
  }),
  personal_data_request: ({ organization, person, email, at }) => ({
    subject: `${person} pide que se supriman sus datos personales`,
    paragraphs: [
      `El ${
        moment(at, "es")
      } ${person} (${email}) pidió que se supriman sus datos personales en ${organization}.`,
      "La Ley 1581 de 2012 (artículo 15) da quince días hábiles para atender el reclamo.",
      "Se atiende anonimizando a la persona; no se puede deshacer.",
    ],
  }),
};

const EN: Dictionary = {
  ...PLATFORM_EN,
  ...REPORTS_EN,
  ...NOTICES_EN,
  invitation: ({ organization, inviter, role, link, expiresAt }) => ({
    subject: `Invitation to ${organization} on LEXIA`,
    paragraphs: [
      `${inviter} invites you to join ${organization} on LEXIA as ${ROLES_EN[role] ?? role}.`,
      `The invitation expires on ${day(expiresAt, "en")}. If you did not expect it, do nothing.`,
    ],
    action: { label: "Accept the invitation", link },
  }),
  password_reset: ({ organization, name, link, minutes }) => ({
    subject: "Reset your LEXIA password",
    paragraphs: [
      `Hello ${name}: somebody asked to reset the password of your account at ${organization}.`,
      `The link works once, for ${minutes} minutes. If it was not you, do nothing: your password stays as it is.`,
    ],
    action: { label: "Choose a new password", link },
  }),
  password_changed: ({ organization, name, address, at }) => ({
    subject: "Your LEXIA password has changed",
    paragraphs: [
      `Hello ${name}: the password of your account at ${organization} was changed on ${moment(at, "en")}${
        address === null ? "" : ` from the address ${address}`
      }. All other sessions were ended.`,
      "If it was not you, reset the password now and tell your administrator.",
    ],
  }),
  security_notice: ({ organization, name, event, about, address, at }) => ({
    subject: `LEXIA security notice: ${organization}`,
    paragraphs: [
      `Hello ${name}: ${sentence(EVENTS_EN[event], about)}`,
      `That was on ${moment(at, "en")}${address === null ? "" : ` from the address ${address}`}.`,
      "If you did not expect it, tell your administrator.",
    ],
  }),
  impersonation_began: ({ organization, operator, person, reason, until }) => ({
    subject: `An operator of LEXIA entered ${organization}`,
    paragraphs: [
      `${operator}, an operator of the platform, entered ${organization} as ${person}, until ${
        moment(until, "en")
      }.`,
      `Reason: ${directoryWords(reason, "en")}`,
      "Everything they do is in the audit log.",
    ],
  }),
  organization_deletion: ({ organization, deleteAfter, isTakenBack }) => ({
    subject: isTakenBack
      ? `${organization} will not be deleted`
      : `${organization} will be deleted from LEXIA`,
    paragraphs: isTakenBack ? [`The deletion of ${organization} was taken back. Everything is as it was.`] : [
      `Somebody asked to delete ${organization} with all its data. It will be deleted on ${
        moment(deleteAfter, "en")
      }.`,
      "Until then you can ask to take that back. Afterwards nothing can be recovered.",
    ],
  }),
  organization_suspended: ({ organization, isReactivated, reason }) => ({
    subject: isReactivated ? `${organization} is active again` : `${organization} was suspended`,
    paragraphs: isReactivated ? [`Access to ${organization} on LEXIA is open again.`, `Reason: ${reason}`] : [
      `Access to ${organization} on LEXIA is suspended: nobody can sign in and nothing is looked up.`,
      `Reason: ${reason}`,
      "Get in touch with the platform to reactivate it.",
    ],
  }),
  domain_lost: ({ organization, domain, record, value }) => ({
    subject: `LEXIA no longer answers at ${domain}`,
    paragraphs: [
      `For seven days the TXT record which shows that ${domain} belongs to ${organization} has not been found. LEXIA therefore no longer answers at that domain; the usual address still works.`,
      `To use it again, set the TXT record ${record} to ${value}, and verify the domain in the organization's settings.`,
    ],
  }),
  directory_sync_failed: ({ organization, provider, reason, at }) => ({
    subject: `LEXIA could not read the directory "${provider}"`,
    paragraphs: [
      `On ${
        moment(at, "en")
      } the people of ${organization} could not be compared with the directory "${provider}".`,
      `Reason: ${directoryWords(reason, "en")}`,
      'Nobody lost access because of this. Look at the settings with "Test connection".',
    ],
  }),
  webhook_disabled: ({ organization, host, description, reason, at }) => ({
    subject: `LEXIA disabled a webhook of ${organization}`,
    paragraphs: [
      `On ${moment(at, "en")} the webhook ${
        description === "" ? "" : `"${description}" `
      }at ${host} was disabled.`,
      reason === "gone"
        ? "It answered 410: the receiver wants no more messages."
        : "For five days every attempt to deliver has failed.",
      "Nothing more is sent there, and what was waiting has failed. Put the receiver right, enable the webhook again, and have sent again what is missing.",
    ],
  }),
  personal_data_request: ({ organization, person, email, at }) => ({
    subject: `${person} asks that their personal data be removed`,
    paragraphs: [
      `On ${
        moment(at, "en")
      } ${person} (${email}) asked that their personal data at ${organization} be removed.`,
      "Law 1581 of 2012 of Colombia (article 15) gives fifteen working days to answer.",
      "It is answered by anonymizing the person, which cannot be undone.",
    ],
  }),
};

const WORDS: Readonly<Record<"es" | "en", Dictionary>> = { es: ES, en: EN };

export function mailWords<K extends keyof MailSays>(
  kind: K,
  locale: "es" | "en",
  says: MailSays[K],
): MailWords {
  const words = WORDS[locale][kind](says);
  return { ...words, paragraphs: words.paragraphs.map(withOneStop) };
}

/** A name such as `Acme S. A. S.` may end a sentence. */
function withOneStop(paragraph: string): string {
  return paragraph.replace(/(?<!\.)\.\.(?!\.)/g, ".");
}

/** Goes on in a line that has begun; what it is about stands before its full stop. */
function sentence(event: string, about: string | null): string {
  const text = /^[A-Z][a-z]/.test(event) ? event.charAt(0).toLowerCase() + event.slice(1) : event;
  return about === null ? text : `${text.replace(/\.$/, "")} (${about}).`;
}

function day(instant: string, locale: "es" | "en"): string {
  return format(instant, locale, { dateStyle: "long" });
}

function moment(instant: string, locale: "es" | "en"): string {
  const text = format(instant, locale, { dateStyle: "long", timeStyle: "short" });
  return locale === "es" ? `${text} (hora de Colombia)` : `${text} (Colombia time)`;
}

function format(instant: string, locale: "es" | "en", style: Intl.DateTimeFormatOptions): string {
  const tag = locale === "es" ? "es-CO" : "en";
  return new Intl.DateTimeFormat(tag, { ...style, timeZone: "America/Bogota" }).format(new Date(instant));
}
