/** The organization's settings, for its administrators: the same verbs as the API's, behind forms. */
import { isCalendarDate, isUuid } from "#domain/cursor.ts";
import { addDomain } from "#domain/custom_domains/add_domain.ts";
import { challengeName, type CustomDomain } from "#domain/custom_domains/custom_domain.ts";
import { listDomains } from "#domain/custom_domains/list_domains.ts";
import { removeDomain } from "#domain/custom_domains/remove_domain.ts";
import { verifyDomain } from "#domain/custom_domains/verify_domain.ts";
import { DomainError } from "#domain/errors.ts";
import { changeSettings, type SettingsChanges } from "#domain/organizations/change_settings.ts";
import { getProfile } from "#domain/organizations/get_profile.ts";
import { removeLogo, setLogo } from "#domain/organizations/logo.ts";
import { exportOrganization } from "#domain/organizations/export_organization.ts";
import { askOwnDeletion, getOwnDeletion, takeOwnDeletionBack } from "#domain/organizations/own_deletion.ts";
import type { OrganizationProfile } from "#domain/organizations/profile.ts";
import { getSeverityRules } from "#domain/novedades/severity_rules.ts";
import { addClosure, listClosures, removeClosure } from "#domain/terms/closures.ts";
import { fieldWords } from "#views/organizations/field_words.ts";
import {
  type AccessFields,
  type ClosureFields,
  type DomainProps,
  type GeneralFields,
  OrganizationPage,
} from "#views/organizations/settings.tsx";
import { settingsWords } from "#views/organizations/settings_words.ts";
import type { LexiaContext } from "../_env.ts";
import { statusOf } from "../_middleware/problem.ts";
import { ownHosts } from "../api/organization/domains.ts";
import { attachment } from "../_attachment.ts";
import { EXPORT_TYPE } from "../api/organization/export.ts";
import { confirmFirst } from "./_confirm.ts";
import { readerOf } from "./_look.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";
import { faultsOf, isSaidOnPage, refusalOf } from "./_settings.ts";
import { SETTINGS_SCRIPT } from "./assets.ts";

const PATH = "/organization";
const SAVED = `${PATH}?saved`;
const SHOWN_DOMAINS = 100;

const SHOWN_CLOSURES = 100;
const NO_CLOSURE: ClosureFields = { name: "", starts_on: "", ends_on: "", office_prefix: "", source: "" };

/** What was typed, where it was refused. */
interface Typed {
  general?: Partial<GeneralFields>;
  access?: AccessFields;
  newDomain?: string;
  newClosure?: ClosureFields;
}

export async function settingsPage(c: LexiaContext): Promise<Response> {
  return await showSettings(c, {});
}

/** Name and language come with one form, the colour with another: what a form does not hold stays. */
export async function submitGeneral(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const typed = (name: keyof GeneralFields) =>
    typeof form[name] === "string" ? textIn(form, name) : undefined;
  const [name, locale, zone, color] = [
    typed("name"),
    typed("locale"),
    typed("time_zone")?.trim(),
    typed("brand_color")?.trim(),
  ];
  const changes = {
    ...(name !== undefined && { name }),
    ...(locale !== undefined && { locale: locale === "en" ? "en" as const : "es" as const }),
    ...(zone !== undefined && { timeZone: zone }),
    ...(color !== undefined && { brandColor: color || null }),
  };
  const given = Object.entries({ name, locale, time_zone: zone, brand_color: color })
    .filter(([, value]) => value !== undefined);
  return await attempt(c, { general: Object.fromEntries(given) }, () => save(c, form, changes));
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

export async function submitClosure(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const newClosure = {
    name: textIn(form, "closure_name").trim().slice(0, 300),
    starts_on: textIn(form, "starts_on"),
    ends_on: textIn(form, "ends_on"),
    office_prefix: textIn(form, "office_prefix").trim().slice(0, 50),
    source: textIn(form, "source").trim().slice(0, 200),
  };
  return await attempt(c, { newClosure }, () => {
    requireClosure(newClosure);
    return addClosure(c.var.ctx, {
      name: newClosure.name,
      source: newClosure.source || null,
      officePrefix: newClosure.office_prefix || null,
      startsOn: newClosure.starts_on,
      endsOn: newClosure.ends_on,
    });
  });
}

export async function submitClosureRemoval(c: LexiaContext): Promise<Response> {
  const id = textIn(await readForm(c), "id").toLowerCase();
  return await attempt(c, {}, () => {
    if (!isUuid(id)) throw new DomainError("closure_not_found");
    return removeClosure(c.var.ctx, id);
  });
}

/** A file leaves the page before it as it is: whoever has to confirm first comes back to the page. */
export async function organizationExport(c: LexiaContext): Promise<Response> {
  return await confirmFirst(c, `${PATH}#export`, async () => {
    const { fileName, lines } = await exportOrganization(c.var.ctx, c.var.deps.identity);
    return attachment<string>(c, lines, { type: EXPORT_TYPE, name: fileName });
  });
}

export async function submitDeletion(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const request = {
    confirm: textIn(form, "confirm"),
    withoutExport: textIn(form, "without_export") === "yes",
    graceDays: c.var.deps.settings.deletionGraceDays,
  };
  return await attempt(c, {}, () => askOwnDeletion(c.var.ctx, c.var.deps.identity, request));
}

export async function submitDeletionTakenBack(c: LexiaContext): Promise<Response> {
  return await attempt(c, {}, () => takeOwnDeletionBack(c.var.ctx, c.var.deps.identity));
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
    if (!isSaidOnPage(error)) throw error;
    return await showSettings(c, typed, error);
  }
}

async function showSettings(c: LexiaContext, typed: Typed, error?: DomainError): Promise<Response> {
  const { ctx, deps } = c.var;
  const profile = await getProfile(ctx);
  const [domains, closures, severity, deleteAfter] = await Promise.all([
    listDomains(ctx, { limit: SHOWN_DOMAINS }),
    listClosures(ctx, { limit: SHOWN_CLOSURES }),
    getSeverityRules(ctx),
    getOwnDeletion(ctx),
  ]);
  return show(
    c,
    <OrganizationPage
      frame={frameOf(c)}
      script={SETTINGS_SCRIPT.path}
      version={profile.version}
      general={{ ...generalOf(profile), ...typed.general }}
      access={typed.access ?? accessOf(profile)}
      hasLogo={profile.logo !== null}
      domains={domains.items.map(domainProps)}
      host={new URL(ctx.addressOf(ctx.organization, "/")).hostname}
      newDomain={typed.newDomain ?? ""}
      closures={closures.items}
      newClosure={typed.newClosure ?? NO_CLOSURE}
      severityRules={severity.isDefault ? null : severity.rules.length}
      deleteAfter={deleteAfter}
      graceDays={deps.settings.deletionGraceDays}
      address={ctx.address ?? ""}
      isSaved={error === undefined && c.req.query("saved") !== undefined}
      refusal={refusalOf(c, error, PATH)}
      errors={errorsOf(c, error)}
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

function errorsOf(c: LexiaContext, error: DomainError | undefined): Record<string, string> {
  const { locale } = readerOf(c);
  if (error?.code === "confirmation_mismatch") return { confirm: settingsWords(locale).deletionWrong };
  return Object.fromEntries(
    Object.entries(faultsOf(error)).map(([field, code]) => [field, fieldWords(code, locale)]),
  );
}

/** @throws {DomainError} `request_invalid` */
function requireClosure({ name, starts_on, ends_on, office_prefix }: ClosureFields): void {
  const faults = [
    name.length >= 3 && name.length <= 200 ? null : ["closure_name", "reason_invalid"] as const,
    isCalendarDate(starts_on) ? null : ["starts_on", "day_invalid"] as const,
    isCalendarDate(ends_on) ? null : ["ends_on", "day_invalid"] as const,
    ends_on >= starts_on ? null : ["ends_on", "day_before"] as const,
    /^(\d{2,12})?$/.test(office_prefix) ? null : ["office_prefix", "office_invalid"] as const,
  ].filter((fault) => fault !== null);
  if (faults.length === 0) return;
  const errors = faults.map(([field, code]) => ({ field, code, message: code }));
  throw new DomainError("request_invalid", { errors });
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
