/** Sensitive acts ask for a proof that is a few minutes old at most: an open laptop is not enough (ASVS 5.0, 7.5.3). */
import type { Ctx, PlatformCtx } from "../ctx.ts";
import { DomainError } from "../errors.ts";

export const FRESH_SECONDS = 10 * 60;

/**
 * For keys, single sign-on, roles, exports of everything and the second factor itself. Who has a second factor must have
 * given it; who has none, the password. A program's key can never do such things, nor can an operator who looks in.
 * @throws {DomainError} `permission_denied`, or `fresh_proof_required` with where to give it.
 */
export function requireFresh(ctx: Ctx | PlatformCtx): void {
  requireOwnSession(ctx);
  const { authenticatedAt, secondFactorAt } = ctx.actor.proof;
  const lastAt = ctx.actor.hasSecondFactor ? secondFactorAt : authenticatedAt;
  if (lastAt !== null && ctx.clock.now() - lastAt <= FRESH_SECONDS * 1_000) return;
  throw new DomainError("fresh_proof_required", {
    detail: "Prove again who you are with POST /auth/confirm, then repeat the request",
    extra: { methods: ctx.actor.hasSecondFactor ? ["totp", "recovery_code", "passkey"] : ["password"] },
  });
}

/**
 * For what only the person may do who is asked about: neither a program with their key, nor an operator who looks in.
 * @throws {DomainError} `permission_denied`
 */
export function requireOwnSession(ctx: Ctx | PlatformCtx): void {
  const { via, impersonatorId } = ctx.actor.proof;
  if (via === "session" && impersonatorId === null) return;
  throw new DomainError("permission_denied", {
    detail: "Only a person who signed in themselves may do this",
  });
}
