/** What a person says of themselves, and what LEXIA keeps about them. */
import { DomainError } from "#domain/errors.ts";
import { getMe, updateMe } from "#domain/identity/me.ts";
import { getPreferences, type OwnPreferences } from "#domain/notifications/get_preferences.ts";
import { updatePreferences } from "#domain/notifications/update_preferences.ts";
import { getLegal } from "#domain/personal_data/accept_legal.ts";
import { askAnonymization } from "#domain/personal_data/ask_anonymization.ts";
import { timeZoneFault } from "#domain/organizations/change_settings.ts";
import { type ProfileFields, ProfilePage } from "#views/settings/profile.tsx";
import type { LexiaContext } from "../_env.ts";
import { statusOf } from "../_middleware/problem.ts";
import { keepLocale, localeNamed } from "./_look.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";
import { faultsOf, isSaidOnPage, refusalOf } from "./_settings.ts";

const PATH = "/settings";

export async function profilePage(c: LexiaContext): Promise<Response> {
  return await showProfile(c, {});
}

/** Nothing is kept where something is wrong. */
export async function submitProfile(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const typed = {
    name: textIn(form, "name").slice(0, 300),
    locale: textIn(form, "locale"),
    time_zone: textIn(form, "time_zone").trim().slice(0, 100),
  };
  try {
    await save(c, typed);
    return c.redirect(`${PATH}?saved`, 303);
  } catch (error) {
    if (!isSaidOnPage(error)) throw error;
    return await showProfile(c, { typed, error });
  }
}

export async function submitOwnRemoval(c: LexiaContext): Promise<Response> {
  await askAnonymization(c.var.ctx, c.var.deps.identity);
  return c.redirect(`${PATH}?asked`, 303);
}

/** Who looks in as somebody leaves that person's account as it is. @throws {DomainError} `permission_denied`, `request_invalid` */
async function save(c: LexiaContext, { name, locale: asked, time_zone }: ProfileFields): Promise<void> {
  const { ctx, deps } = c.var;
  if (ctx.actor.proof.impersonatorId !== null) throw new DomainError("permission_denied");
  const timeZone = time_zone || null;
  const fault = timeZoneFault(timeZone ?? undefined);
  if (fault) throw new DomainError("request_invalid", { errors: [fault] });
  const locale = localeNamed(asked);
  await updateMe(ctx, deps.identity, { name, locale });
  if (locale) keepLocale(c, locale);
  const own = await getPreferences(ctx);
  if (own.timeZone !== timeZone) await updatePreferences(ctx, { timeZone });
}

async function showProfile(
  c: LexiaContext,
  { typed, error }: { typed?: ProfileFields; error?: DomainError },
): Promise<Response> {
  const { ctx, deps } = c.var;
  const [me, own, { documents }] = await Promise.all([
    getMe(ctx),
    getPreferences(ctx),
    getLegal(ctx, deps.identity),
  ]);
  return show(
    c,
    <ProfilePage
      frame={frameOf(c)}
      fields={typed ?? fieldsOf(me.name, own)}
      zone={own.zone}
      email={me.email}
      role={me.role}
      createdAt={me.createdAt}
      lastSignInAt={me.lastSignInAt}
      documents={documents}
      isSaved={error === undefined && c.req.query("saved") !== undefined}
      hasAskedRemoval={c.req.query("asked") !== undefined}
      refusal={refusalOf(c, error, PATH)}
      wrong={Object.keys(faultsOf(error))}
    />,
    error === undefined ? 200 : statusOf(error.kind),
  );
}

function fieldsOf(name: string, { locale, timeZone }: OwnPreferences): ProfileFields {
  return { name, locale, time_zone: timeZone ?? "" };
}
