/**
 * `Idempotency-Key`: the key, the effect and the answer share one transaction, so a repetition finds all of them or
 * none, whatever crashed in between (IETF draft-ietf-httpapi-idempotency-key-header).
 */
import { and, eq, sql } from "drizzle-orm";
import { prepare, type Query, rowsOf } from "#db/prepared.ts";
import { idempotencyKeys } from "#db/schema/idempotency_keys.ts";
import { oneTimeTokens } from "#db/schema/one_time_tokens.ts";
import { atCommit, type Db, together } from "#db/tenant_db.ts";
import type { Ctx, IdempotentRequest, KeptAnswer, PlatformCtx } from "./ctx.ts";
import { DomainError } from "./errors.ts";
import { sha256 } from "./sha256.ts";

/** Thrown where the request was answered before: the caller gets that answer again, and nothing happens. */
export class AnsweredBefore extends Error {
  override name = "AnsweredBefore";
  constructor(readonly answer: KeptAnswer) {
    super("The request was answered before");
  }
}

/** What is to be done at most once: `query`, after the statements of `before`, in one transaction. */
export interface OnceOnly<Row> {
  before: readonly Query<unknown>[];
  query: Query<Row>;
}

/**
 * Performs it at most once for the request's key; `read` makes of the query's rows what the answer is about. Of several
 * requests at the same time the others wait for the first to commit. Where the connection breaks and nobody can tell
 * whether that was committed, the key does: it is tried again. Where `read` throws, the statements must have left
 * nothing: without a key they are committed by then.
 * @throws {AnsweredBefore} with the first answer
 * @throws {DomainError} `idempotency_key_reused` where the key came with another request before
 */
export async function performOnce<Row, T>(
  ctx: Ctx,
  { before, query }: OnceOnly<Row>,
  read: (rows: Row[]) => T,
): Promise<T> {
  const request = ctx.idempotency;
  const queries = [...before, query];
  if (!request) return read(rowsOf(query, queries, await ctx.db.batch(queries)));
  const own = { organizationId: ctx.organization.id, userId: ctx.actor.userId, key: request.key };
  return await ctx.db.tx(async (tx) => {
    const claim = claimKey({ ...own, fingerprint: request.fingerprint });
    const [claimed, ...rows] = await together(tx, [claim, ...queries]);
    if (claimed.length === 0) throw await answeredBefore(tx, ctx, request);
    const made = read(rowsOf(query, queries, rows));
    atCommit(tx, [keepAnswer({ ...own, ...await request.answer(made) })]);
    return made;
  }, { isRepeatable: true });
}

/**
 * The same for work that is more than one statement. It may run again from the start where the connection is lost, and
 * must leave no trace but in the transaction. `lock` is taken before the key, which holds on to the caller's membership:
 * who has that lock may want the membership. Throws as `performOnce`.
 */
export async function performWorkOnce<T>(
  ctx: Ctx,
  work: (tx: Db) => Promise<T>,
  { lock }: { lock?: (tx: Db, organizationId: string) => Promise<void> } = {},
): Promise<T> {
  const request = ctx.idempotency;
  if (!request) return await ctx.db.tx(work);
  const own = { organizationId: ctx.organization.id, userId: ctx.actor.userId, key: request.key };
  return await ctx.db.tx(async (tx) => {
    await lock?.(tx, ctx.organization.id);
    const [claimed] = await together(tx, [claimKey({ ...own, fingerprint: request.fingerprint })]);
    if (claimed.length === 0) throw await answeredBefore(tx, ctx, request);
    const made = await work(tx);
    atCommit(tx, [keepAnswer({ ...own, ...await request.answer(made) })]);
    return made;
  }, { isRepeatable: true });
}

/** Operators' keys are kept as long as members' are. */
const OPERATORS_KEY_MS = 24 * 3_600_000;

/** The same for an operator, whose answers belong to no organization: each is a step that is taken once. */
export async function performPlatformWorkOnce<T>(
  ctx: PlatformCtx,
  use: { purpose: string },
  work: (tx: Db) => Promise<T>,
): Promise<T> {
  const request = ctx.idempotency;
  if (!request) return await ctx.platformDb.tx(use, work);
  const { userId } = ctx.actor;
  const { key, fingerprint } = request;
  const tokenHash = sha256(`repeated request of ${userId}: ${key}`).toHex();
  const isKept = eq(oneTimeTokens.tokenHash, tokenHash);
  return await ctx.platformDb.tx(use, async (tx) => {
    const [claimed] = await tx.insert(oneTimeTokens).values({
      organizationId: null,
      userId,
      purpose: "repeated_request",
      tokenHash,
      expiresAt: new Date(ctx.clock.now() + OPERATORS_KEY_MS),
    }).onConflictDoNothing().returning({ id: oneTimeTokens.id });
    if (!claimed) {
      const [row] = await tx.select({ data: oneTimeTokens.data }).from(oneTimeTokens).where(isKept);
      throw await repetition(request, row?.data);
    }
    const made = await work(tx);
    const data = { fingerprint, ...await request.answer(made) };
    await tx.update(oneTimeTokens).set({ data }).where(isKept);
    return made;
  });
}

/** The same for what members and operators alike ask about themselves. */
export async function performCallersWorkOnce<T>(
  ctx: Ctx | PlatformCtx,
  use: { purpose: string },
  work: (tx: Db) => Promise<T>,
): Promise<T> {
  return "organization" in ctx
    ? await performWorkOnce(ctx, work)
    : await performPlatformWorkOnce(ctx, use, work);
}

const claimKey = prepare<{ key: string }>((db, slot) =>
  db.insert(idempotencyKeys)
    .values({ userId: slot("userId"), key: slot("key"), fingerprint: slot("fingerprint") })
    .onConflictDoNothing().returning({ key: idempotencyKeys.key })
);

const keepAnswer = prepare<{ key: string }>((db, slot) =>
  db.update(idempotencyKeys)
    .set({ status: sql`${slot("status")}`, body: sql`${slot("body")}`, location: sql`${slot("location")}` })
    .where(and(
      eq(idempotencyKeys.organizationId, slot("organizationId")),
      eq(idempotencyKeys.userId, slot("userId")),
      eq(idempotencyKeys.key, slot("key")),
    )).returning({ key: idempotencyKeys.key })
);

async function answeredBefore(tx: Db, ctx: Ctx, request: IdempotentRequest): Promise<Error> {
  const [row] = await tx.select().from(idempotencyKeys).where(ownKey(ctx, request));
  return await repetition(request, row);
}

/** What to throw where the key is known: `kept` is what stands under it. */
async function repetition(
  request: IdempotentRequest,
  kept: { fingerprint?: unknown; status?: unknown; body?: unknown; location?: unknown } | undefined,
): Promise<Error> {
  const { fingerprint, status, body, location } = kept ?? {};
  if (typeof status !== "number" || typeof body !== "string") {
    return new DomainError("idempotency_in_progress");
  }
  if (fingerprint !== request.fingerprint) return new DomainError("idempotency_key_reused");
  const where = typeof location === "string" ? location : null;
  return new AnsweredBefore(await request.reveal({ status, body, location: where }));
}

function ownKey(ctx: Ctx, request: IdempotentRequest) {
  return and(
    eq(idempotencyKeys.organizationId, ctx.organization.id),
    eq(idempotencyKeys.userId, ctx.actor.userId),
    eq(idempotencyKeys.key, request.key),
  );
}
