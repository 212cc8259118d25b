import type { Ctx, IdempotentRequest, PlatformCtx } from "#domain/ctx.ts";
import { DomainError } from "#domain/errors.ts";
import { SealBroken } from "#domain/identity/sealing.ts";
import type { LexiaContext } from "./_env.ts";
import { z } from "./_openapi.ts";

/** For endpoints that create: `repeatable` reads it. */
export const IdempotencyHeader = z.object({
  "idempotency-key": z.string().optional().meta({
    maxLength: 255,
    description: "Any text of your own: a repetition with the same key answers the same and creates nothing",
  }),
});

/** What such an endpoint may answer because of it. */
export const IDEMPOTENCY_PROBLEMS = [
  "idempotency_key_invalid",
  "idempotency_key_reused",
  "idempotency_in_progress",
] as const;

/** Visible ASCII, as the header's draft wants it. */
const KEY = /^[\x21-\x7e]{1,255}$/;

interface Rendered {
  status: number;
  body: unknown;
  location?: string;
}

interface Keeping {
  /** The answer holds what opens something: it is sealed for as long as it is kept. */
  holdsSecrets?: boolean;
}

/**
 * A member's context, which remembers the request's `Idempotency-Key` if it has one; `render` makes the answer that a
 * repetition gets again.
 * @throws {DomainError} `idempotency_key_invalid`
 */
export async function repeatable<T>(
  c: LexiaContext,
  render: (made: T) => Rendered,
  keeping: Keeping = {},
): Promise<Ctx> {
  return await repeatableBy(c, c.var.ctx, render, keeping);
}

/** The same for any caller's context. */
export async function repeatableBy<C extends Ctx | PlatformCtx, T>(
  c: LexiaContext,
  caller: C,
  render: (made: T) => Rendered,
  { holdsSecrets = false }: Keeping = {},
): Promise<C> {
  const key = c.req.header("idempotency-key");
  if (key === undefined) return caller;
  if (!KEY.test(key)) throw new DomainError("idempotency_key_invalid");
  const { sealer } = c.var.deps.identity;
  // Keyed, since some of these bodies hold passwords.
  const fingerprint = await sealer.keyedHash(
    `${c.req.method} ${c.req.path}\n${await c.req.text()}`,
    "repeated_request",
  );
  // Sealed together with whose it is: it answers nobody else, wherever the row is put.
  const owner = `${caller.actor.userId} ${key}\n`;
  const idempotency: IdempotentRequest = {
    key,
    fingerprint,
    async answer(made) {
      // The verb hands over what it made, which is what its route renders.
      const { status, body, location = null } = render(made as T);
      const text = JSON.stringify(body);
      if (!holdsSecrets) return { status, body: text, location };
      return { status, body: await sealer.seal(owner + text, "repeated_request"), location };
    },
    async reveal(kept) {
      if (!holdsSecrets) return kept;
      const text = await sealer.open(kept.body, "repeated_request");
      if (!text.startsWith(owner)) throw new SealBroken("Cannot open: it is somebody else's answer");
      return { ...kept, body: text.slice(owner.length) };
    },
  };
  return { ...caller, idempotency };
}
