/** How a member is told of what concerns them. */
import { DomainError } from "#domain/errors.ts";
import { EVENT_TYPES } from "#domain/events/event_types.ts";
import { MAIL_WAYS, type MailChoices } from "#domain/notifications/choices.ts";
import { getPreferences, type OwnPreferences } from "#domain/notifications/get_preferences.ts";
import { type PreferencesChanges, updatePreferences } from "#domain/notifications/update_preferences.ts";
import { SEVERITIES } from "#domain/novedades/severity.ts";
import { type PreferenceFields, PreferencesPage } from "#views/notifications/preferences.tsx";
import type { LexiaContext } from "../_env.ts";
import { statusOf } from "../_middleware/problem.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";

export async function notificationsPage(c: LexiaContext): Promise<Response> {
  const own = await getPreferences(c.var.ctx);
  return showPreferences(c, own, { isSaved: c.req.query("saved") !== undefined });
}

export async function submitNotifications(c: LexiaContext): Promise<Response> {
  const own = await getPreferences(c.var.ctx);
  const typed = fieldsIn(await readForm(c), own);
  try {
    await updatePreferences(c.var.ctx, changesIn(typed, own));
    return c.redirect("/notifications?saved", 303);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "request_invalid") throw error;
    return showPreferences(c, own, { typed, refusal: error });
  }
}

function showPreferences(
  c: LexiaContext,
  own: OwnPreferences,
  { typed, refusal, isSaved = false }: {
    typed?: PreferenceFields;
    refusal?: DomainError;
    isSaved?: boolean;
  },
): Response {
  const { role } = c.var.ctx.actor;
  const errors = (refusal?.data.errors ?? []).map(({ field, code }) => [field, code] as const);
  const page = (
    <PreferencesPage
      frame={frameOf(c)}
      locale={own.locale}
      fields={typed ?? fieldsOf(own)}
      zone={own.zone}
      canText={own.canText}
      shown={EVENT_TYPES.filter((type) => type !== "quota.warning" || role === "org_admin")}
      isSaved={isSaved}
      errors={Object.fromEntries(errors)}
    />
  );
  return show(c, page, refusal ? statusOf(refusal.kind) : 200);
}

function fieldsOf(own: OwnPreferences): PreferenceFields {
  return {
    email: own.email,
    choices: own.choices,
    least_severity: own.leastSeverity,
    quiet_from: own.quietHours?.from ?? "",
    quiet_until: own.quietHours?.until ?? "",
    time_zone: own.timeZone ?? "",
    digest_hour: String(own.digestHour),
    phone: own.phone ?? "",
    texts: own.hasTexts,
  };
}

/** What the form did not show stays. */
function fieldsIn(form: Record<string, unknown>, own: OwnPreferences): PreferenceFields {
  const choices: Record<keyof MailChoices, string> = { ...own.choices };
  for (const type of EVENT_TYPES) choices[type] = textIn(form, type) || own.choices[type];
  return {
    email: textIn(form, "email") === "yes",
    choices,
    least_severity: textIn(form, "least_severity"),
    quiet_from: textIn(form, "quiet_from").slice(0, 5),
    quiet_until: textIn(form, "quiet_until").slice(0, 5),
    time_zone: textIn(form, "time_zone").trim().slice(0, 60),
    digest_hour: textIn(form, "digest_hour"),
    phone: own.canText ? textIn(form, "phone").trim().slice(0, 30) : own.phone ?? "",
    texts: own.canText ? textIn(form, "texts") === "yes" : own.hasTexts,
  };
}

function changesIn(typed: PreferenceFields, own: OwnPreferences): PreferencesChanges {
  const { quiet_from: from, quiet_until: until } = typed;
  const choices = { ...own.choices };
  for (const type of EVENT_TYPES) {
    choices[type] = MAIL_WAYS.find((way) => way === typed.choices[type]) ?? own.choices[type];
  }
  return {
    email: typed.email,
    choices,
    leastSeverity: SEVERITIES.find((one) => one === typed.least_severity) ?? own.leastSeverity,
    quietHours: from === "" && until === "" ? null : { from, until },
    timeZone: typed.time_zone || null,
    digestHour: /^\d{1,2}$/.test(typed.digest_hour) ? Number(typed.digest_hour) : own.digestHour,
    phone: typed.phone || null,
    hasTexts: typed.texts,
  };
}
