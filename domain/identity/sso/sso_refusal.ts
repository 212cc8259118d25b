/** Why a sign-in or sign-out through a provider failed: a code for the person, the real reason for the audit log. */
import type { ErrorCode } from "../../errors.ts";

export type SsoCode = Extract<
  ErrorCode,
  | "sso_state_invalid"
  | "sso_provider_unavailable"
  | "sso_assertion_refused"
  | "sso_email_not_allowed"
  | "sso_sign_out_incomplete"
  | "not_a_member"
  | "seats_exceeded"
>;

export class SsoRefusal extends Error {
  override name = "SsoRefusal";
  /** `reason` is a sentence for administrators: what was wrong, without secrets. */
  constructor(readonly code: SsoCode, readonly reason: string, options?: ErrorOptions) {
    super(reason, options);
  }
}

/** What a provider says goes to the audit log as one short line of plain text. */
export function plainReason(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").slice(0, 300);
}
