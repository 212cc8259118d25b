import type { Ctx, PlatformCtx } from "../ctx.ts";
import { DomainError } from "../errors.ts";

/**
 * For what is the person's own alone, such as their password and sessions: neither a program's key nor an operator who
 * looks in may do it for them.
 * @throws {DomainError} `permission_denied`
 */
export function requireInPerson({ actor }: Pick<Ctx | PlatformCtx, "actor">): void {
  const { via, impersonatorId } = actor.proof;
  if (via === "session" && impersonatorId === null) return;
  throw new DomainError("permission_denied", {
    detail: "Only a person who signed in themselves may do this",
  });
}
