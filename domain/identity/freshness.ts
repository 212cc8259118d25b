/** Sensitive acts ask for a proof that is a few minutes old at most: an open laptop is not enough (ASVS 5.0, 7.5.3). */
import type { Actor, Ctx, PlatformCtx } from "../ctx.ts";
import { DomainError } from "../errors.ts";

export const FRESH_SECONDS = 10 * 60;

/**
 * For keys, single sign-on, roles, exports of everything and the second factor itself. Who has a second factor must have
 * given it; who has none, the password, or what their identity provider asks for. A program's key can never do such
 * things, nor can an operator who looks in.
 * @throws {DomainError} `permission_denied`, or `fresh_proof_required` with where to give it.
 */
export function requireFresh(ctx: Ctx | PlatformCtx): void {
  // Who starts a program on the machine has shown more than a password.
  if (ctx.actor.proof.via === "machine") return;
  requireOwnSession(ctx);
  if (isFresh(ctx)) return;
  const methods = methodsOf(ctx.actor);
  const detail = methods.includes("provider")
    ? "Prove again who you are at your identity provider: GET /auth/confirm says where; then repeat the request"
    : "Prove again who you are with POST /auth/confirm, then repeat the request";
  throw new DomainError("fresh_proof_required", { detail, extra: { methods } });
}

/** Whether the last proof of who they are still counts. */
export function isFresh({ actor, clock }: Pick<Ctx | PlatformCtx, "actor" | "clock">): boolean {
  const { authenticatedAt, secondFactorAt } = actor.proof;
  const lastAt = actor.hasSecondFactor ? secondFactorAt : authenticatedAt;
  return lastAt !== null && clock.now() - lastAt <= FRESH_SECONDS * 1_000;
}

/** Without a look into the database; `confirm_ways.ts` takes one. */
function methodsOf({ hasSecondFactor, proof: { method } }: Actor): string[] {
  if (hasSecondFactor) return ["totp", "recovery_code", "passkey"];
  return method === "oidc" || method === "saml" ? ["provider"] : ["password"];
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
