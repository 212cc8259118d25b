/** API keys, for people who make and end them by hand. */
import type { ApiKey } from "#domain/api_keys/api_key.ts";
import { makeApiKey } from "#domain/api_keys/make_api_key.ts";
import { listApiKeys } from "#domain/api_keys/read_api_keys.ts";
import { revokeApiKey } from "#domain/api_keys/revoke_api_key.ts";
import { PERMISSIONS } from "#domain/authz.ts";
import { DomainError } from "#domain/errors.ts";
import { ApiKeysPage, type KeyForm, type KeyRow, LIFE_CHOICES } from "#views/api_keys/keys.tsx";
import type { LexiaContext } from "../_env.ts";
import { type ProblemStatus, statusOf } from "../_middleware/problem.ts";
import { readerOf } from "./_look.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";
import { refusalWithWay } from "./_refusal.ts";

const HERE = "/api-keys";
const ROWS = 50;
const DAY_MS = 86_400_000;
const EMPTY: KeyForm = { name: "", scopes: [], networks: "", days: "90" };

export async function apiKeysPage(c: LexiaContext): Promise<Response> {
  return await showKeys(c, { form: EMPTY });
}

export async function submitApiKey(c: LexiaContext): Promise<Response> {
  const typed = await readKeyForm(c);
  const { name, networks, days } = typed;
  try {
    const made = await makeApiKey(c.var.ctx, c.var.deps.identity, {
      name,
      scopes: PERMISSIONS.filter((permission) => typed.scopes.includes(permission)),
      allowedNetworks: networks.split(/[\s,;]+/).filter(Boolean),
      expiresAt: days === "" ? null : new Date(c.var.ctx.clock.now() + Number(days) * DAY_MS),
    });
    return await showKeys(c, { form: EMPTY, made });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return await showKeys(c, { form: { ...typed, ...complaint(c, error) } }, statusOf(error.kind));
  }
}

export async function submitRevocation(c: LexiaContext): Promise<Response> {
  await revokeApiKey(c.var.ctx, c.var.deps.identity, c.req.param("id") ?? "");
  return c.redirect(HERE, 303);
}

async function showKeys(
  c: LexiaContext,
  content: { form: KeyForm; made?: { name: string; key: string } },
  status: 200 | ProblemStatus = 200,
): Promise<Response> {
  const { ctx } = c.var;
  const cursor = c.req.query("cursor");
  const page = await listApiKeys(ctx, { limit: ROWS, cursor });
  const props = {
    ...content,
    frame: frameOf(c),
    rows: page.items.map((key) => rowOf(key, ctx.clock.now())),
    firstPage: cursor === undefined ? null : HERE,
    nextPage: page.nextCursor && `${HERE}?${new URLSearchParams({ cursor: page.nextCursor })}`,
    grantable: PERMISSIONS.filter((permission) => ctx.actor.permissions.has(permission)),
  };
  return show(c, <ApiKeysPage {...props} />, status);
}

function rowOf(key: ApiKey, now: number): KeyRow {
  const { id, name, prefix, scopes, allowedNetworks, createdAt, expiresAt, lastUsedAt } = key;
  const isOver = expiresAt !== null && expiresAt.getTime() <= now;
  const state = key.revokedAt !== null ? "revoked" : isOver ? "expired" : "live";
  return { id, name, prefix, scopes, allowedNetworks, createdAt, expiresAt, lastUsedAt, state };
}

/** Boxes of one name come as several values. */
async function readKeyForm(c: LexiaContext): Promise<KeyForm> {
  const form = await readForm(c, { all: true });
  const scopes = [form["scopes"] ?? []].flat().filter((scope) => typeof scope === "string");
  const days = LIFE_CHOICES.find((choice) => choice === textIn(form, "days")) ?? EMPTY.days;
  return {
    name: textIn(form, "name").slice(0, 100),
    scopes: scopes.slice(0, PERMISSIONS.length),
    networks: textIn(form, "networks").slice(0, 2_500),
    days,
  };
}

/** By what the verb calls them. */
const FIELDS = { name: "name", scopes: "scopes", allowed_networks: "networks" } as const;

/** What the form says about a refusal: beside the field, where it is about one. */
function complaint(c: LexiaContext, error: DomainError): Pick<KeyForm, "refusal" | "wrong"> {
  const name = error.data.errors?.[0]?.field;
  const known = Object.entries(FIELDS).find(([field]) => field === name)?.[1];
  if (known) return { wrong: [known] };
  return { refusal: refusalWithWay(error, HERE, readerOf(c).locale) };
}
