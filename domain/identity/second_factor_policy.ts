/** Who must have a second factor, and from when on nothing goes without it. */
import type { Role } from "../authz.ts";
import type { Actor } from "../ctx.ts";
import { DomainError } from "../errors.ts";

/** How long somebody of whom a second factor is asked may go without, counted from their first sign-in. */
export const GRACE_DAYS = 7;

/** Administrators and operators always; others where the organization's settings say so. */
export function needsSecondFactor(role: Role, setting: string | null): boolean {
  return role === "super_admin" || role === "org_admin" || setting === "required";
}

/**
 * Whether this session goes no further. Who has a second factor must have given it in this session; who has none may
 * go on until it is due. An operator who looks in has given theirs, and what a program's key may is decided elsewhere.
 */
export function lacksSecondFactor({ proof, hasSecondFactor, secondFactor }: Actor, now: number): boolean {
  if (!secondFactor?.isRequired) return false;
  if (proof.secondFactorAt !== null || proof.impersonatorId !== null) return false;
  return hasSecondFactor || (secondFactor.dueAt !== null && secondFactor.dueAt <= now);
}

/** @throws {DomainError} `second_factor_enrollment_required`, with what is left to do. */
export function requireSecondFactor(actor: Actor, now: number): void {
  if (!lacksSecondFactor(actor, now)) return;
  throw new DomainError("second_factor_enrollment_required", {
    detail: actor.hasSecondFactor
      ? "Give your second factor in this session with POST /auth/confirm"
      : "Set up an authenticator app with POST /auth/2fa/totp, or a passkey with POST /auth/2fa/passkeys",
  });
}
