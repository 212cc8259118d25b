import { DomainError } from "#domain/errors.ts";
import type { LexiaContext } from "../_env.ts";

/** Where people prove again who they are, and from where they come back. */
export function confirmPath(next: string): string {
  return `/security/confirm?${new URLSearchParams({ next })}`;
}

/** Does what needs a fresh proof, or sends there first; `next` is where they go on. */
export async function confirmFirst(
  c: LexiaContext,
  next: string,
  work: () => Promise<Response>,
): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    const isStale = error instanceof DomainError && error.code === "fresh_proof_required";
    if (!isStale) throw error;
    return c.redirect(confirmPath(next), 303);
  }
}
