/** A person's passkeys: added, listed, renamed, removed. */
import { and, asc, eq } from "drizzle-orm";
import { passkeys } from "#db/schema/second_factors.ts";
import type { Db } from "#db/tenant_db.ts";
import { DomainError } from "../errors.ts";
import { inAccount } from "./_accounts.ts";
import {
  type Caller,
  countsAsGiven,
  lockFactors,
  noticeOwn,
  organizationIdOf,
  ownDb,
  recordOwn,
} from "./_own_account.ts";
import {
  CHALLENGE_SECONDS,
  challengeOf,
  type CreationAnswer,
  type CreationOptions,
  creationOptions,
  readCreation,
  type Site,
} from "./_webauthn.ts";
import { requireFresh } from "./freshness.ts";
import type { IdentityServices } from "./identity.ts";
import { offerStep, takeStep } from "./one_time.ts";
import { parseName } from "./person_fields.ts";
import { replaceCodes } from "./recovery_codes.ts";
import { hasFactor } from "./second_factors.ts";
import { withoutFactor } from "./totp.ts";

export type { CreationAnswer, CreationOptions, RequestAnswer, RequestOptions, Site } from "./_webauthn.ts";

export interface Passkey {
  id: string;
  /** What the person calls the device. */
  name: string;
  /** Kept in an account of its maker's, and so on more than one device. */
  isBackedUp: boolean;
  createdAt: Date;
  lastUsedAt: Date | null;
}

const MOST_PASSKEYS = 20;
const MAX_NAME_LENGTH = 100;
const PURPOSE = "passkey_registration";
const FIELDS = {
  id: passkeys.id,
  name: passkeys.name,
  isBackedUp: passkeys.isBackedUp,
  createdAt: passkeys.createdAt,
  lastUsedAt: passkeys.lastUsedAt,
};

/** The caller's own. */
export async function listPasskeys(ctx: Caller): Promise<Passkey[]> {
  return await ownDb(ctx, "passkey.list").one((db) =>
    db.select(FIELDS).from(passkeys).where(isOwn(ctx)).orderBy(asc(passkeys.createdAt), asc(passkeys.id))
  );
}

/** What a browser needs to make one. @throws {DomainError} `fresh_proof_required` */
export async function beginPasskey(ctx: Caller, site: Site): Promise<CreationOptions> {
  requireFresh(ctx);
  const organizationId = organizationIdOf(ctx);
  const { userId, email, name } = ctx.actor;
  const expiresAt = new Date(ctx.clock.now() + CHALLENGE_SECONDS * 1_000);
  return await ownDb(ctx, "passkey.begin").tx(async (tx) => {
    const challenge = await offerStep(tx, { organizationId, userId, purpose: PURPOSE, expiresAt });
    const known = await tx.select().from(passkeys).where(isOwn(ctx));
    return await creationOptions({ site, challenge, person: { id: userId, email, name }, known });
  });
}

/**
 * Keeps what the browser made. With somebody's first factor come recovery codes, shown this once.
 * @throws {DomainError} `fresh_proof_required`, `request_invalid`, or `passkey_refused` where the answer is not good.
 */
export async function addPasskey(
  ctx: Caller,
  identity: IdentityServices,
  { name: typed, answer, site }: { name: string; answer: CreationAnswer; site: Site },
): Promise<{ passkey: Passkey; recoveryCodes: string[] | null }> {
  requireFresh(ctx);
  const name = parseName(typed, "name", MAX_NAME_LENGTH);
  const { userId } = ctx.actor;
  const added = await ownDb(ctx, "passkey.add").tx(async (tx) => {
    const factors = await lockFactors(tx, ctx);
    if (factors.passkeys >= MOST_PASSKEYS) throw new DomainError("passkey_refused");
    const passkey = await keep(tx, ctx, { name, answer, site });
    await countsAsGiven(tx, ctx);
    await recordOwn(tx, ctx, {
      action: "passkey.add",
      targetId: passkey.id,
      data: { before: null, after: { name } },
    });
    await noticeOwn(tx, ctx, identity, { event: "passkey_added", about: name });
    const recoveryCodes = hasFactor(factors) ? null : await replaceCodes(tx, ctx, identity);
    return { passkey, recoveryCodes };
  });
  identity.sessions.forgetPerson(userId);
  return added;
}

async function keep(
  tx: Db,
  ctx: Caller,
  { name, answer, site }: { name: string; answer: CreationAnswer; site: Site },
): Promise<Passkey> {
  const organizationId = organizationIdOf(ctx);
  const { userId } = ctx.actor;
  const challenge = challengeOf(answer) ?? "";
  const by = { organizationId, purpose: PURPOSE, token: challenge, now: ctx.clock.now() } as const;
  const step = await takeStep(tx, by);
  const made = step?.userId === userId ? await readCreation(answer, { site, challenge }) : undefined;
  if (!made) throw new DomainError("passkey_refused");
  // Operators' rows have no organization, and so no unique index either.
  const [taken] = await tx.select({ id: passkeys.id }).from(passkeys).where(and(
    inAccount(passkeys.organizationId, organizationId),
    eq(passkeys.credentialId, made.credentialId),
  ));
  if (taken) throw new DomainError("passkey_refused");
  const [row] = await tx.insert(passkeys).values({ ...made, organizationId, userId, name })
    .onConflictDoNothing().returning(FIELDS);
  if (!row) throw new DomainError("passkey_refused");
  return row;
}

/** @throws {DomainError} `passkey_not_found` or `request_invalid`. */
export async function renamePasskey(ctx: Caller, id: string, input: { name: string }): Promise<Passkey> {
  const name = parseName(input.name, "name", MAX_NAME_LENGTH);
  return await ownDb(ctx, "passkey.rename").tx(async (tx) => {
    const which = and(isOwn(ctx), eq(passkeys.id, id));
    const [before] = await tx.select({ name: passkeys.name }).from(passkeys).where(which).for("update");
    const [row] = await tx.update(passkeys).set({ name }).where(which).returning(FIELDS);
    if (!before || !row) throw new DomainError("passkey_not_found");
    await recordOwn(tx, ctx, { action: "passkey.rename", targetId: id, data: { before, after: { name } } });
    return row;
  });
}

/** @throws {DomainError} `fresh_proof_required`, `passkey_not_found` or `second_factor_last`. */
export async function removePasskey(ctx: Caller, identity: IdentityServices, id: string): Promise<void> {
  requireFresh(ctx);
  await ownDb(ctx, "passkey.remove").tx(async (tx) => {
    const factors = await lockFactors(tx, ctx);
    const [removed] = await tx.delete(passkeys).where(and(isOwn(ctx), eq(passkeys.id, id)))
      .returning({ name: passkeys.name });
    if (!removed) throw new DomainError("passkey_not_found");
    await withoutFactor(tx, ctx, { ...factors, passkeys: factors.passkeys - 1 });
    await recordOwn(tx, ctx, {
      action: "passkey.remove",
      targetId: id,
      data: { before: { name: removed.name }, after: null },
    });
    await noticeOwn(tx, ctx, identity, { event: "passkey_removed", about: removed.name });
  });
  identity.sessions.forgetPerson(ctx.actor.userId);
}

function isOwn(ctx: Caller) {
  return and(
    inAccount(passkeys.organizationId, organizationIdOf(ctx)),
    eq(passkeys.userId, ctx.actor.userId),
  );
}
