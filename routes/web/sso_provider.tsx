/** One identity provider: named, tried out, switched on, changed and removed by forms. */
import { DomainError } from "#domain/errors.ts";
import { authorize } from "#domain/authz.ts";
import { afterLogoutAddress, backChannelAddress, callbackAddress } from "#domain/identity/oidc/addresses.ts";
import { createProvider } from "#domain/identity/providers/create_provider.ts";
import { deleteProvider } from "#domain/identity/providers/delete_provider.ts";
import { PROVIDER_KINDS, type ProviderKind } from "#domain/identity/providers/kinds.ts";
import { getProvider } from "#domain/identity/providers/list_providers.ts";
import { testProvider } from "#domain/identity/providers/test_provider.ts";
import type { TestReport } from "#domain/identity/providers/test_report.ts";
import { updateProvider } from "#domain/identity/providers/update_provider.ts";
import type { ProviderView } from "#domain/identity/providers/view.ts";
import { acsAddress, entityId, sloAddress } from "#domain/identity/saml/addresses.ts";
import { readIdpMetadata } from "#domain/identity/saml/read_idp_metadata.ts";
import { type AddressProps, NewProviderPage, ProviderPage } from "#views/sso/provider.tsx";
import type { LexiaContext } from "../_env.ts";
import { statusOf } from "../_middleware/problem.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";
import { BLANK, fieldOf, fieldsOf, settingsIn, typedIn, type TypedProvider } from "./_provider_fields.ts";
import { isSaidOnPage, refusalOf } from "./_settings.ts";
import { SETTINGS_SCRIPT } from "./assets.ts";

const PATH = "/sso";
const MOST_LOGIN = 254;

interface Shown {
  typed?: TypedProvider;
  error?: DomainError;
  report?: TestReport;
  login?: string;
}

export function newProviderPage(c: LexiaContext): Response {
  authorize(c.var.ctx, "update_org_settings");
  const kind = kindNamed(c.req.query("kind"));
  return showNew(c, kind, BLANK[kind]);
}

export async function submitProvider(c: LexiaContext): Promise<Response> {
  const form = await readForm(c, { all: true });
  const kind = kindNamed(textIn(form, "kind"));
  const typed = typedIn(kind, form);
  try {
    const { id } = await createProvider(c.var.ctx, c.var.deps.identity, {
      kind,
      name: typed.fields.name ?? "",
      isEnabled: false,
      settings: settingsIn(kind, withMetadata(c, kind, typed)),
      secrets: secretsIn(form),
    });
    return c.redirect(`${PATH}/${id}?saved`, 303);
  } catch (error) {
    if (!isSaidOnPage(error)) throw error;
    return showNew(c, kind, typed, error);
  }
}

export async function providerPage(c: LexiaContext): Promise<Response> {
  return await showProvider(c, {});
}

export async function submitProviderChanges(c: LexiaContext): Promise<Response> {
  const form = await readForm(c, { all: true });
  const { kind } = await getProvider(c.var.ctx, c.var.deps.identity, idOf(c));
  const typed = typedIn(kind, form);
  return await attempt(c, { typed }, async () => {
    await updateProvider(c.var.ctx, c.var.deps.identity, {
      id: idOf(c),
      name: typed.fields.name,
      settings: settingsIn(kind, withMetadata(c, kind, typed)),
      secrets: secretsIn(form),
    });
    return c.redirect(`${PATH}/${idOf(c)}?saved`, 303);
  });
}

export async function submitProviderSwitch(c: LexiaContext): Promise<Response> {
  const isEnabled = textIn(await readForm(c), "enabled") === "yes";
  return await attempt(c, {}, async () => {
    await updateProvider(c.var.ctx, c.var.deps.identity, { id: idOf(c), isEnabled });
    return c.redirect(`${PATH}/${idOf(c)}`, 303);
  });
}

export async function submitProviderTest(c: LexiaContext): Promise<Response> {
  const login = textIn(await readForm(c), "login").trim().slice(0, MOST_LOGIN);
  return await attempt(c, { login }, async () => {
    const input = { id: idOf(c), login: login || undefined };
    const report = await testProvider(c.var.ctx, c.var.deps.identity, input);
    return await showProvider(c, { report, login });
  });
}

export async function submitProviderRemoval(c: LexiaContext): Promise<Response> {
  return await attempt(c, {}, async () => {
    await deleteProvider(c.var.ctx, c.var.deps.identity, idOf(c));
    return c.redirect(`${PATH}?saved`, 303);
  });
}

async function attempt(c: LexiaContext, shown: Shown, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (!isSaidOnPage(error)) throw error;
    return await showProvider(c, { ...shown, error });
  }
}

/** What pasted metadata say takes the place of what stands in the fields. @throws {DomainError} `request_invalid` */
function withMetadata(c: LexiaContext, kind: ProviderKind, typed: TypedProvider): TypedProvider {
  const { metadata_xml: xml = "" } = typed.fields;
  if (kind !== "saml" || xml === "") return typed;
  const { certificates, sign_out_url, ...facts } = readMetadata(c, xml);
  const read = { ...facts, sign_out_url: sign_out_url ?? "", certificates: certificates.join("\n") };
  return { ...typed, fields: { ...typed.fields, ...read } };
}

function readMetadata(c: LexiaContext, xml: string) {
  try {
    return readIdpMetadata(c.var.ctx, xml);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "request_invalid") throw error;
    const message = error.data.errors?.[0]?.message ?? "It cannot be read";
    throw new DomainError("request_invalid", {
      errors: [{ field: "metadata_xml", code: "invalid", message }],
    });
  }
}

/** What is left empty stays as it is. */
function secretsIn(form: Record<string, unknown>): Record<string, string> {
  const given = ["client_secret", "bind_password"].map((name) => [name, textIn(form, name)] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ""));
}

function showNew(c: LexiaContext, kind: ProviderKind, typed: TypedProvider, error?: DomainError): Response {
  const page = (
    <NewProviderPage
      frame={frameOf(c)}
      kind={kind}
      {...typed}
      errors={errorsOf(error)}
      refusal={refusalOf(c, error, `${PATH}/new?kind=${kind}`)}
    />
  );
  return show(c, page, error === undefined ? 200 : statusOf(error.kind));
}

async function showProvider(c: LexiaContext, { typed, error, report, login }: Shown): Promise<Response> {
  const provider = await getProvider(c.var.ctx, c.var.deps.identity, idOf(c));
  const { id, kind, name, isEnabled, secrets } = provider;
  return show(
    c,
    <ProviderPage
      frame={frameOf(c)}
      script={SETTINGS_SCRIPT.path}
      id={id}
      kind={kind}
      name={name}
      isEnabled={isEnabled}
      hasSecret={Object.values(secrets).includes(true)}
      addresses={addressesOf(c, provider)}
      {...(typed ?? fieldsOf(provider))}
      errors={errorsOf(error)}
      isSaved={error === undefined && c.req.query("saved") !== undefined}
      refusal={refusalOf(c, error, `${PATH}/${id}`)}
      report={report}
      login={login ?? ""}
    />,
    error === undefined ? 200 : statusOf(error.kind),
  );
}

function addressesOf(c: LexiaContext, { id, kind }: ProviderView): AddressProps[] {
  const { ctx } = c.var;
  const where = { services: ctx };
  if (kind === "oidc") {
    return [
      { what: "redirect", value: callbackAddress(where, ctx.organization, id) },
      { what: "afterLogout", value: afterLogoutAddress(where, ctx.organization) },
      { what: "backChannel", value: backChannelAddress(where, ctx.organization, id) },
    ];
  }
  if (kind === "ldap") return [];
  return [
    { what: "entityId", value: entityId(where, ctx.organization, id) },
    { what: "acs", value: acsAddress(where, ctx.organization, id) },
    { what: "slo", value: sloAddress(where, ctx.organization, id) },
  ];
}

function errorsOf(error: DomainError | undefined): Record<string, string> {
  return Object.fromEntries((error?.data.errors ?? []).map(({ field, code }) => [fieldOf(field), code]));
}

function kindNamed(name: string | undefined): ProviderKind {
  return PROVIDER_KINDS.find((kind) => kind === name) ?? "oidc";
}

function idOf(c: LexiaContext): string {
  return c.req.param("id")?.toLowerCase() ?? "";
}
