/** Single sign-on as administrators set it up: providers, who must use them, and the directory's own way by SCIM. */
import { isUuid } from "#domain/cursor.ts";
import { DomainError } from "#domain/errors.ts";
import { listProviders } from "#domain/identity/providers/list_providers.ts";
import { listEmergencyAdministrators } from "#domain/identity/sso/emergency_administrators.ts";
import { enforceSso, getSsoEnforcement, setBreakGlass } from "#domain/identity/sso/enforce_sso.ts";
import { GROUP_ROLES, listRoleGroups, setGroupRole } from "#domain/scim/group_roles.ts";
import { listScimTokens, makeScimToken, revokeScimToken, type ScimToken } from "#domain/scim/tokens.ts";
import { SsoPage } from "#views/sso/overview.tsx";
import type { TokenRow } from "#views/sso/provisioning.tsx";
import type { LexiaContext } from "../_env.ts";
import { statusOf } from "../_middleware/problem.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";
import { faultsOf, isSaidOnPage, refusalOf } from "./_settings.ts";
import { SETTINGS_SCRIPT } from "./assets.ts";

const PATH = "/sso";
const SHOWN_TOKENS = 50;
const MOST_BREAK_GLASS = 10;
const DAY_MS = 86_400_000;
const LIVES: readonly string[] = ["365", "90", ""];

interface Shown {
  token?: { name: string; days: string };
  made?: string;
  error?: DomainError;
}

export async function ssoPage(c: LexiaContext): Promise<Response> {
  return await showSso(c, {});
}

export async function submitEnforcement(c: LexiaContext): Promise<Response> {
  const isEnforced = textIn(await readForm(c), "enforced") === "yes";
  return await attempt(c, {}, () => enforceSso(c.var.ctx, c.var.deps.identity, { isEnforced }));
}

export async function submitBreakGlass(c: LexiaContext): Promise<Response> {
  const { user_ids: given } = await readForm(c, { all: true });
  const userIds = [given ?? []].flat().filter((id) => typeof id === "string").slice(0, MOST_BREAK_GLASS);
  return await attempt(c, {}, async () => {
    if (!userIds.every(isUuid)) throw new DomainError("request_invalid");
    await setBreakGlass(c.var.ctx, { userIds });
  });
}

export async function submitScimToken(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const asked = textIn(form, "days");
  const token = {
    name: textIn(form, "name").slice(0, 200),
    days: LIVES.find((one) => one === asked) ?? "365",
  };
  try {
    const expiresAt = token.days === ""
      ? null
      : new Date(c.var.ctx.clock.now() + Number(token.days) * DAY_MS);
    const { token: made } = await makeScimToken(c.var.ctx, { name: token.name, expiresAt });
    return await showSso(c, { made });
  } catch (error) {
    if (!isSaidOnPage(error)) throw error;
    return await showSso(c, { token, error });
  }
}

export async function submitScimTokenEnd(c: LexiaContext): Promise<Response> {
  const id = textIn(await readForm(c), "id").toLowerCase();
  return await attempt(c, {}, () => revokeScimToken(c.var.ctx, c.var.deps.identity, id));
}

export async function submitGroupRole(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const asked = textIn(form, "role");
  const change = {
    id: textIn(form, "id").toLowerCase(),
    role: GROUP_ROLES.find((role) => role === asked) ?? null,
  };
  return await attempt(c, {}, () => setGroupRole(c.var.ctx, c.var.deps.identity, change));
}

async function attempt(c: LexiaContext, shown: Shown, work: () => Promise<unknown>): Promise<Response> {
  try {
    await work();
    return c.redirect(`${PATH}?saved`, 303);
  } catch (error) {
    if (!isSaidOnPage(error)) throw error;
    return await showSso(c, { ...shown, error });
  }
}

async function showSso(c: LexiaContext, { token, made, error }: Shown): Promise<Response> {
  const { ctx, deps } = c.var;
  const [providers, { isEnforced }, administrators, tokens, groups] = await Promise.all([
    listProviders(ctx, deps.identity),
    getSsoEnforcement(ctx),
    listEmergencyAdministrators(ctx),
    listScimTokens(ctx, { limit: SHOWN_TOKENS }),
    listRoleGroups(ctx),
  ]);
  const errors = faultsOf(error);
  const now = ctx.clock.now();
  const provisioning = {
    address: ctx.addressOf(ctx.organization, "/scim/v2"),
    tokens: tokens.items.map((one) => tokenRow(one, now)),
    groups,
    fields: token ?? { name: "", days: "365" },
    isNameWrong: errors.name !== undefined,
    made,
  };
  return show(
    c,
    <SsoPage
      frame={frameOf(c)}
      script={SETTINGS_SCRIPT.path}
      providers={providers}
      isEnforced={isEnforced}
      administrators={administrators}
      provisioning={provisioning}
      isSaved={error === undefined && c.req.query("saved") !== undefined}
      refusal={refusalOf(c, error, PATH)}
      errors={errors}
    />,
    error === undefined ? 200 : statusOf(error.kind),
  );
}

function tokenRow({ id, name, prefix, expiresAt, lastUsedAt, revokedAt }: ScimToken, now: number): TokenRow {
  const isOver = expiresAt !== null && expiresAt.getTime() <= now;
  const state = revokedAt !== null ? "revoked" : isOver ? "expired" : "live";
  return { id, name, prefix, state, expiresAt, lastUsedAt };
}
