/**
 * Every expected failure, in one table. The kind decides the HTTP status, whether trying again helps and the log
 * level; the sentence tells the person what to do.
 */

export type ErrorKind =
  | "malformed"
  | "unauthenticated"
  | "payment"
  | "forbidden"
  | "missing"
  | "conflict"
  | "precondition"
  | "too_large"
  | "unsupported"
  | "invalid"
  | "too_many"
  | "unavailable"
  | "broken";

interface ErrorEntry {
  kind: ErrorKind;
  title: string;
}

export const ERRORS = {
  // requests
  request_malformed: { kind: "malformed", title: "Cannot read the request: send well-formed JSON" },
  request_invalid: { kind: "invalid", title: "Some fields are not valid: see errors" },
  body_too_large: { kind: "too_large", title: "The request body is too large" },
  content_type_unsupported: { kind: "unsupported", title: "Send the body as application/json" },
  host_ambiguous: { kind: "malformed", title: "Cannot tell the host: send one plain Host header" },
  not_found: { kind: "missing", title: "Nothing is here: check the address and the id" },
  cursor_invalid: { kind: "malformed", title: "Cannot read the cursor: use next_cursor as it was given" },
  origin_refused: { kind: "forbidden", title: "The request comes from another site: use LEXIA's own pages" },
  version_conflict: {
    kind: "precondition",
    title: "Somebody changed it meanwhile: read it again, then send your change with its new ETag",
  },
  idempotency_key_invalid: { kind: "malformed", title: "An Idempotency-Key has 1 to 255 visible characters" },
  idempotency_key_reused: {
    kind: "invalid",
    title: "This Idempotency-Key was used for another request: take a new key",
  },
  idempotency_in_progress: {
    kind: "conflict",
    title: "The first request with this Idempotency-Key is still under way: try again shortly",
  },
  rate_limited: { kind: "too_many", title: "Too many requests: wait as long as Retry-After says" },
  // tenants and sign-in
  organization_not_found: { kind: "malformed", title: "Organization not found or inactive" },
  subdomain_taken: { kind: "conflict", title: "This subdomain is taken or reserved: choose another" },
  signup_disabled: { kind: "forbidden", title: "Sign-up is switched off: ask the operator of this platform" },
  authentication_required: { kind: "unauthenticated", title: "Sign in, or send a valid access token" },
  token_invalid: { kind: "unauthenticated", title: "The token is not valid or has expired: sign in again" },
  invalid_credentials: { kind: "unauthenticated", title: "The e-mail address or the password is wrong" },
  refresh_token_reused: {
    kind: "unauthenticated",
    title: "This refresh token was used before, so its session was ended: sign in again",
  },
  too_many_attempts: {
    kind: "too_many",
    title: "Too many sign-in attempts: wait as long as Retry-After says",
  },
  sign_in_busy: { kind: "unavailable", title: "Too many people sign in right now: try again in a moment" },
  not_a_member: { kind: "forbidden", title: "You are not a member of this organization" },
  permission_denied: { kind: "forbidden", title: "Your role does not allow this: ask an administrator" },
  password_too_weak: { kind: "invalid", title: "Choose a longer or less common password" },
  user_exists: { kind: "conflict", title: "Somebody with this e-mail address is a member already" },
  seats_exceeded: {
    kind: "payment",
    title: "All seats of the plan are taken: upgrade it or remove somebody",
  },
  // solicitudes
  radicado_invalid: { kind: "invalid", title: "A radicado has exactly 23 digits" },
  solicitud_not_found: { kind: "missing", title: "There is no such solicitud" },
  solicitud_duplicate: { kind: "conflict", title: "You already follow this radicado" },
  solicitud_state: { kind: "conflict", title: "The solicitud's present status does not allow this" },
  quota_exceeded: { kind: "payment", title: "This month's queries are used up: upgrade the plan or wait" },
  // platform
  organization_missing: { kind: "missing", title: "There is no such organization" },
  job_not_found: { kind: "missing", title: "There is no such buried job" },
  database_unavailable: {
    kind: "unavailable",
    title: "The database cannot be reached: try again in a moment",
  },
  store_unavailable: {
    kind: "unavailable",
    title: "A needed service cannot be reached: try again in a moment",
  },
  internal_error: { kind: "broken", title: "Something went wrong on our side: tell us the request_id" },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

export interface FieldError {
  /** Where: `radicado`, `notify.when`; empty for the whole body. */
  field: string;
  code: string;
  message: string;
}

export interface DomainErrorData {
  /** A sentence on this very case: what was wrong, and what to do. */
  detail?: string;
  errors?: FieldError[];
  retryAfterSeconds?: number;
  /** More members of the problem document, such as `existing_id`. Shown to the caller. */
  extra?: Record<string, unknown>;
}

/** An expected failure. Anything else that is thrown is a defect, and shows as `internal_error`. */
export class DomainError extends Error {
  override name = "DomainError";
  readonly kind: ErrorKind;
  constructor(readonly code: ErrorCode, readonly data: DomainErrorData = {}, options?: ErrorOptions) {
    super(data.detail ?? ERRORS[code].title, options);
    this.kind = ERRORS[code].kind;
  }
}
