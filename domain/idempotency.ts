/**
 * `Idempotency-Key`: the key, the effect and the answer share one transaction, so a repetition finds all of them or
 * none, whatever crashed in between (IETF draft-ietf-httpapi-idempotency-key-header).
 */
import { and, eq } from "drizzle-orm";
import { idempotencyKeys } from "#db/schema/idempotency_keys.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Ctx, IdempotentRequest, KeptAnswer } from "./ctx.ts";
import { DomainError } from "./errors.ts";

/** Thrown where the request was answered before: the caller gets that answer again, and nothing happens. */
export class AnsweredBefore extends Error {
  override name = "AnsweredBefore";
  constructor(readonly answer: KeptAnswer) {
    super("The request was answered before");
  }
}

/**
 * Performs `effect` in a transaction of its own, at most once for the request's key. Of several at the same time the
 * others wait for the first to commit. Where the connection breaks and nobody can tell whether that was committed, the
 * key does: it is tried again.
 * @throws {AnsweredBefore} with the first answer
 * @throws {DomainError} `idempotency_key_reused` where the key came with another request before
 */
export async function performOnce<T>(ctx: Ctx, effect: (tx: Db) => Promise<T>): Promise<T> {
  const request = ctx.idempotency;
  if (!request) return await ctx.db.tx(effect);
  return await ctx.db.tx((tx) => performKeyed(tx, ctx, { request, effect }), { isRepeatable: true });
}

async function performKeyed<T>(
  tx: Db,
  ctx: Ctx,
  { request, effect }: { request: IdempotentRequest; effect: (tx: Db) => Promise<T> },
): Promise<T> {
  const claimed = await tx.insert(idempotencyKeys)
    .values({ userId: ctx.actor.userId, key: request.key, fingerprint: request.fingerprint })
    .onConflictDoNothing().returning({ key: idempotencyKeys.key });
  if (claimed.length === 0) throw await answeredBefore(tx, ctx, request);
  const made = await effect(tx);
  const answer = request.answer(made);
  await tx.update(idempotencyKeys)
    .set({ status: answer.status, body: answer.body, location: answer.location })
    .where(ownKey(ctx, request));
  return made;
}

async function answeredBefore(tx: Db, ctx: Ctx, request: IdempotentRequest): Promise<Error> {
  const [row] = await tx.select().from(idempotencyKeys).where(ownKey(ctx, request));
  if (!row || row.status === null || row.body === null) return new DomainError("idempotency_in_progress");
  if (row.fingerprint !== request.fingerprint) return new DomainError("idempotency_key_reused");
  return new AnsweredBefore({ status: row.status, body: row.body, location: row.location });
}

function ownKey(ctx: Ctx, request: IdempotentRequest) {
  return and(
    eq(idempotencyKeys.organizationId, ctx.organization.id),
    eq(idempotencyKeys.userId, ctx.actor.userId),
    eq(idempotencyKeys.key, request.key),
  );
}
