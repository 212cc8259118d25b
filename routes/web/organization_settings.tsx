/** The organization's settings, for its administrators: the same verbs as the API's, behind forms. */
import { isUuid } from "#domain/cursor.ts";
import { addDomain } from "#domain/custom_domains/add_domain.ts";
import { challengeName, type CustomDomain } from "#domain/custom_domains/custom_domain.ts";
import { listDomains } from "#domain/custom_domains/list_domains.ts";
import { removeDomain } from "#domain/custom_domains/remove_domain.ts";
import { verifyDomain } from "#domain/custom_domains/verify_domain.ts";
import { DomainError } from "#domain/errors.ts";
import { changeSettings, type SettingsChanges } from "#domain/organizations/change_settings.ts";
import { getProfile } from "#domain/organizations/get_profile.ts";
import { removeLogo, setLogo } from "#domain/organizations/logo.ts";
import type { OrganizationProfile } from "#domain/organizations/profile.ts";
import { fieldWords } from "#views/organizations/field_words.ts";
import {
  type AccessFields,
  type DomainProps,
  type GeneralFields,
  SettingsPage,
} from "#views/organizations/settings.tsx";
import type { LexiaContext } from "../_env.ts";
import { statusOf } from "../_middleware/problem.ts";
import { ownHosts } from "../api/organization/domains.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";
import { refusalWithWay } from "./_refusal.ts";

const PATH = "/organization";
const SAVED = `${PATH}?saved`;
const SHOWN_DOMAINS = 100;

/** What was typed, where it was refused. */
interface Typed {
  general?: GeneralFields;
  access?: AccessFields;
  newDomain?: string;
}

export async function settingsPage(c: LexiaContext): Promise<Response> {
  return await showSettings(c, {});
}

export async function submitGeneral(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const general = {
    name: textIn(form, "name"),
    locale: textIn(form, "locale"),
    time_zone: textIn(form, "time_zone").trim(),
    brand_color: textIn(form, "brand_color").trim(),
  };
  const changes = {
    name: general.name,
    locale: general.locale === "en" ? "en" as const : "es" as const,
    timeZone: general.time_zone,
    brandColor: general.brand_color || null,
  };
  return await attempt(c, { general }, () => save(c, form, changes));
}

export async function submitAccess(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const access = {
    session_hours: textIn(form, "session_hours").trim(),
    second_factor: textIn(form, "second_factor"),
    password_min_length: textIn(form, "password_min_length").trim(),
    allowed_networks: textIn(form, "allowed_networks"),
  };
  const networks = access.allowed_networks.split(/[\s,;]+/).filter((network) => network !== "");
  const changes = {
    sessionHours: numberIn(access.session_hours),
    passwordMinLength: numberIn(access.password_min_length),
    secondFactor: access.second_factor === "required" ? "required" as const : "optional" as const,
    allowedNetworks: networks,
  };
  return await attempt(c, { access }, () => save(c, form, changes));
}

export async function submitLogo(c: LexiaContext): Promise<Response> {
  const { logo } = await readForm(c);
  return await attempt(c, {}, async () => {
    if (!(logo instanceof File)) throw new DomainError("image_refused");
    await setLogo(c.var.ctx, c.var.deps.identity, new Uint8Array(await logo.arrayBuffer()));
  });
}

export async function submitLogoRemoval(c: LexiaContext): Promise<Response> {
  return await attempt(c, {}, () => removeLogo(c.var.ctx, c.var.deps.identity));
}

export async function submitDomain(c: LexiaContext): Promise<Response> {
  const domain = textIn(await readForm(c), "domain");
  const { ctx, deps } = c.var;
  return await attempt(c, { newDomain: domain }, () => addDomain(ctx, ownHosts(deps), { domain }));
}

export async function submitVerification(c: LexiaContext): Promise<Response> {
  const id = idIn(await readForm(c));
  return await attempt(c, {}, () => verifyDomain(c.var.ctx, c.var.deps.identity, id));
}

export async function submitDomainRemoval(c: LexiaContext): Promise<Response> {
  const id = idIn(await readForm(c));
  return await attempt(c, {}, () => removeDomain(c.var.ctx, c.var.deps.identity, id));
}

async function save(c: LexiaContext, form: Record<string, unknown>, changes: SettingsChanges): Promise<void> {
  const version = /^\d{13}$/.test(textIn(form, "version")) ? Number(textIn(form, "version")) : undefined;
  await changeSettings(c.var.ctx, c.var.deps.identity, { changes, version });
}

/** Leads back to the page, or shows it with what was typed and why it was refused. */
async function attempt(c: LexiaContext, typed: Typed, work: () => Promise<unknown>): Promise<Response> {
  try {
    await work();
    return c.redirect(SAVED, 303);
  } catch (error) {
    // Who may not see the page gets none.
    if (!(error instanceof DomainError) || error.code === "permission_denied") throw error;
    return await showSettings(c, typed, error);
  }
}

async function showSettings(c: LexiaContext, typed: Typed, error?: DomainError): Promise<Response> {
  const { ctx } = c.var;
  const profile = await getProfile(ctx);
  const domains = await listDomains(ctx, { limit: SHOWN_DOMAINS });
  return show(
    c,
    <SettingsPage
      frame={frameOf(c)}
      version={profile.version}
      general={typed.general ?? generalOf(profile)}
      access={typed.access ?? accessOf(profile)}
      hasLogo={profile.logo !== null}
      domains={domains.items.map(domainProps)}
      newDomain={typed.newDomain ?? ""}
      address={ctx.address ?? ""}
      isSaved={error === undefined && c.req.query("saved") !== undefined}
      refusal={error && refusalWithWay(error, PATH)}
      errors={errorsOf(error)}
    />,
    error === undefined ? 200 : statusOf(error.kind),
  );
}

function generalOf(profile: OrganizationProfile): GeneralFields {
  const { name, locale, timeZone, brandColor } = profile;
  return { name, locale, time_zone: timeZone, brand_color: brandColor ?? "" };
}

function accessOf(profile: OrganizationProfile): AccessFields {
  return {
    session_hours: String(profile.sessionHours ?? ""),
    second_factor: profile.secondFactor,
    password_min_length: String(profile.passwordMinLength ?? ""),
    allowed_networks: profile.allowedNetworks.join("\n"),
  };
}

function domainProps(domain: CustomDomain): DomainProps {
  return {
    id: domain.id,
    domain: domain.domain,
    record: { name: challengeName(domain), value: domain.challenge },
    verifiedAt: domain.verifiedAt,
    missingSince: domain.problem?.since ?? null,
  };
}

function errorsOf(error: DomainError | undefined): Record<string, string> {
  // A field of a list, such as `allowed_networks.3`, is one here.
  return Object.fromEntries(
    (error?.data.errors ?? []).map(({ field, code }) => [field.split(".")[0] ?? "", fieldWords(code)]),
  );
}

/** Null where nothing was typed; what is no number is one that the verb refuses. */
function numberIn(text: string): number | null {
  if (text === "") return null;
  return /^\d{1,4}$/.test(text) ? Number(text) : NaN;
}

/** @throws {DomainError} `domain_not_found` */
function idIn(form: Record<string, unknown>): string {
  const id = textIn(form, "id").toLowerCase();
  if (!isUuid(id)) throw new DomainError("domain_not_found");
  return id;
}
