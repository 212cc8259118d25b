import type { Ctx, KeptAnswer } from "#domain/ctx.ts";
import { DomainError } from "#domain/errors.ts";
import type { LexiaContext } from "./_env.ts";

/** Visible ASCII, as the header's draft wants it. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * The caller's context, which remembers the request's `Idempotency-Key` if it has one; `render` makes the answer that
 * a repetition gets again.
 * @throws {DomainError} `idempotency_key_invalid`
 */
export async function repeatable<T>(
  c: LexiaContext,
  render: (made: T) => { status: number; body: unknown; location: string },
): Promise<Ctx> {
  const key = c.req.header("idempotency-key");
  if (key === undefined) return c.var.ctx;
  if (!KEY.test(key)) throw new DomainError("idempotency_key_invalid");
  const fingerprint = await sha256(`${c.req.method} ${c.req.path}\n${await c.req.text()}`);
  return {
    ...c.var.ctx,
    idempotency: {
      key,
      fingerprint,
      answer(made): KeptAnswer {
        // The verb hands over what it made, which is what its route renders.
        const { status, body, location } = render(made as T);
        return { status, body: JSON.stringify(body), location };
      },
    },
  };
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}
