import type { Ctx, KeptAnswer } from "#domain/ctx.ts";
import { DomainError } from "#domain/errors.ts";
import type { LexiaContext } from "./_env.ts";
import { z } from "./_openapi.ts";

/** For endpoints that create: `repeatable` reads it. */
export const IdempotencyHeader = headerThatSays(
  "Any text of your own: a repetition with the same key answers the same and creates nothing",
);

/** For those whose answer holds a secret, which is shown once. */
export const SecretIdempotencyHeader = headerThatSays(
  "Any text of your own: a repetition makes nothing, and answers the same without the secret",
);

function headerThatSays(description: string) {
  return z.object({ "idempotency-key": z.string().optional().meta({ maxLength: 255, description }) });
}

/** What such an endpoint may answer because of it. */
export const IDEMPOTENCY_PROBLEMS = [
  "idempotency_key_invalid",
  "idempotency_key_reused",
  "idempotency_in_progress",
] as const;

/** Visible ASCII, as the header's draft wants it. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * The caller's context, which remembers the request's `Idempotency-Key` if it has one; `render` makes the answer that
 * a repetition gets again.
 * @throws {DomainError} `idempotency_key_invalid`
 */
export async function repeatable<T>(
  c: LexiaContext,
  render: (made: T) => { status: number; body: unknown; location?: string },
): Promise<Ctx> {
  const key = c.req.header("idempotency-key");
  if (key === undefined) return c.var.ctx;
  if (!KEY.test(key)) throw new DomainError("idempotency_key_invalid");
  // Keyed, since some of these bodies hold passwords.
  const fingerprint = await c.var.deps.identity.sealer.keyedHash(
    `${c.req.method} ${c.req.path}\n${await c.req.text()}`,
    "repeated_request",
  );
  return {
    ...c.var.ctx,
    idempotency: {
      key,
      fingerprint,
      answer(made): KeptAnswer {
        // The verb hands over what it made, which is what its route renders.
        const { status, body, location = null } = render(made as T);
        return { status, body: JSON.stringify(body), location };
      },
    },
  };
}
