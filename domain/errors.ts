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
  // judicial calendar
  closure_not_found: { kind: "missing", title: "There is no such closure" },
  closure_limit: { kind: "conflict", title: "There are too many closures: remove those that are over" },
  calendar_rule_not_found: { kind: "missing", title: "No operator changed or added a rule of this code" },
  calendar_rule_refused: {
    kind: "conflict",
    title: "With this rule no judicial day would be left for a year: check its days",
  },
  // files
  export_too_large: {
    kind: "invalid",
    title: "There are too many rows for a document to print: narrow the filter, or take xlsx or csv",
  },
  proceso_not_found: { kind: "missing", title: "This solicitud's radicado has no such proceso" },
  export_not_found: { kind: "missing", title: "There is no such export of yours" },
  export_link_ended: {
    kind: "missing",
    title: "This link has ended, or is not yours: read the export again, which gives a new one",
  },
  export_state: { kind: "conflict", title: "The export has no file in its present status: see status" },
  export_limit: { kind: "conflict", title: "Many of your exports are being made: wait for one of them" },
  report_not_found: { kind: "missing", title: "There is no such scheduled report" },
  report_limit: { kind: "conflict", title: "There are too many scheduled reports: delete one" },
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
  fresh_proof_required: {
    kind: "forbidden",
    title: "This needs a fresh proof of who you are: confirm it, then repeat the request",
  },
  // second factor
  mfa_required: {
    kind: "unauthenticated",
    title: "Your second factor is needed: send it with the challenge to POST /auth/2fa/verify",
  },
  mfa_invalid: {
    kind: "unauthenticated",
    title: "The code or the passkey is wrong, or was used before",
  },
  second_factor_enrollment_required: {
    kind: "forbidden",
    title: "Your role needs a second factor: set it up, or confirm it in this session, before you go on",
  },
  second_factor_last: {
    kind: "conflict",
    title: "Your role needs a second factor: add another one before you remove this one",
  },
  second_factor_missing: { kind: "conflict", title: "You have no second factor yet: set one up first" },
  totp_exists: {
    kind: "conflict",
    title: "You have an authenticator app already: remove it before you set up another",
  },
  totp_missing: { kind: "conflict", title: "There is no authenticator app to confirm or remove: begin anew" },
  passkey_refused: { kind: "conflict", title: "This passkey cannot be added: begin again on this device" },
  passkey_not_found: { kind: "missing", title: "There is no such passkey" },
  address_not_allowed: {
    kind: "forbidden",
    title: "Your address is not among those allowed: use one of the office, or ask an administrator",
  },
  image_refused: {
    kind: "invalid",
    title: "Send a PNG, JPEG or WebP picture of at most 200,000 bytes and 2,000 by 2,000 pixels",
  },
  domain_not_found: { kind: "missing", title: "There is no such domain" },
  domain_exists: { kind: "conflict", title: "Your organization has claimed this domain already" },
  domain_limit: { kind: "conflict", title: "There are too many domains: remove one that is not used" },
  domain_record_missing: {
    kind: "conflict",
    title: "The domain's TXT record was not found: set it, and try again once it can be seen",
  },
  domain_taken: { kind: "conflict", title: "Another organization has shown that this domain is theirs" },
  dns_unavailable: { kind: "unavailable", title: "No name server answers: try again in a moment" },
  would_lock_out: {
    kind: "conflict",
    title: "This would lock you out yourself: add your own address first",
  },
  password_too_weak: { kind: "invalid", title: "Choose a longer or less common password" },
  user_exists: { kind: "conflict", title: "Somebody with this e-mail address is a member already" },
  seats_exceeded: {
    kind: "payment",
    title: "All seats of the plan are taken: upgrade it or remove somebody",
  },
  // people, invitations, passwords, sessions
  user_not_found: { kind: "missing", title: "There is no such person in this organization" },
  user_owns_solicitudes: {
    kind: "conflict",
    title: "This person has solicitudes: name a successor who takes them over",
  },
  last_administrator: {
    kind: "conflict",
    title: "An organization keeps one active administrator: make somebody else one first",
  },
  own_account: {
    kind: "forbidden",
    title: "Nobody does this to their own account: ask another administrator",
  },
  invitation_not_found: {
    kind: "missing",
    title: "This invitation is not valid, or no longer: ask for a new one",
  },
  invitation_exists: {
    kind: "conflict",
    title: "This e-mail address has an open invitation: send it again, or revoke it first",
  },
  invitation_closed: { kind: "conflict", title: "This invitation was accepted or revoked: make a new one" },
  reset_link_invalid: { kind: "missing", title: "This link is not valid, or no longer: ask for a new one" },
  current_password_wrong: { kind: "forbidden", title: "The current password is wrong" },
  password_not_set: {
    kind: "conflict",
    title: "This account has no password: it signs in another way",
  },
  session_not_found: { kind: "missing", title: "There is no such session of yours" },
  // identity providers
  provider_not_found: { kind: "missing", title: "There is no such identity provider" },
  provider_conflict: {
    kind: "conflict",
    title: "Another directory is switched on already: switch that one off first",
  },
  provider_limit: {
    kind: "conflict",
    title: "There are too many identity providers: delete one that is not used",
  },
  directory_unavailable: {
    kind: "unavailable",
    title: "The company's directory cannot be reached: try again in a moment",
  },
  // single sign-on
  sso_state_invalid: {
    kind: "malformed",
    title: "This sign-in was begun elsewhere, used before or took too long: begin again",
  },
  sso_provider_unavailable: {
    kind: "unavailable",
    title: "The identity provider cannot be reached, or is not set up: try again, or ask an administrator",
  },
  sso_assertion_refused: {
    kind: "forbidden",
    title:
      "What the identity provider answered cannot be accepted: ask an administrator to look into the audit log",
  },
  sso_email_not_allowed: {
    kind: "forbidden",
    title: "The identity provider gave no e-mail address that this organization allows",
  },
  sso_sign_out_incomplete: {
    kind: "conflict",
    title:
      "You are signed out here, but the identity provider does not confirm that you are there: close the browser",
  },
  sso_required: { kind: "forbidden", title: "This organization signs in through its identity provider" },
  sso_not_ready: {
    kind: "conflict",
    title:
      "Single sign-on cannot be enforced yet: somebody must have signed in with it, and a way back must be open",
  },
  // programs and directories
  api_key_not_found: { kind: "missing", title: "There is no such API key" },
  api_key_ended: { kind: "conflict", title: "This API key has ended or was replaced: make a new one" },
  scim_token_not_found: { kind: "missing", title: "There is no such SCIM token" },
  scim_group_not_found: { kind: "missing", title: "There is no such group" },
  scim_resource_not_found: { kind: "missing", title: "There is no such resource" },
  scim_syntax_invalid: { kind: "malformed", title: "Cannot read the request: see RFC 7644" },
  scim_filter_invalid: {
    kind: "malformed",
    title: "Cannot read the filter, or it asks for what is not kept",
  },
  scim_path_invalid: { kind: "malformed", title: "Cannot read the path, or there is no such attribute" },
  scim_value_invalid: { kind: "malformed", title: "A value is missing or of the wrong kind" },
  scim_target_missing: { kind: "malformed", title: "The path names nothing that could be changed" },
  scim_attribute_fixed: { kind: "malformed", title: "This attribute cannot be changed" },
  scim_resource_exists: { kind: "conflict", title: "There is one with this name or identifier already" },
  // solicitudes
  radicado_invalid: { kind: "invalid", title: "A radicado has exactly 23 digits" },
  solicitud_not_found: { kind: "missing", title: "There is no such solicitud" },
  solicitud_duplicate: { kind: "conflict", title: "You already follow this radicado" },
  solicitud_state: { kind: "conflict", title: "The solicitud's present status does not allow this" },
  saved_view_not_found: { kind: "missing", title: "You have no such saved view" },
  saved_view_exists: { kind: "conflict", title: "You have a saved view of this name: choose another one" },
  saved_view_limit: { kind: "conflict", title: "You have too many saved views: delete one" },
  despacho_not_found: {
    kind: "missing",
    title: "No list has this code: begin with the departamentos, and go on with the codes that are listed",
  },
  quota_exceeded: { kind: "payment", title: "This month's queries are used up: upgrade the plan or wait" },
  plan_current: { kind: "conflict", title: "The organization has this plan already: choose another one" },
  plan_request_pending: {
    kind: "conflict",
    title: "Another plan was asked for already: wait for the answer to that request",
  },
  plan_request_not_found: { kind: "missing", title: "There is no such request for a plan" },
  plan_request_decided: { kind: "conflict", title: "This request has been decided already" },
  // webhooks
  webhook_not_found: { kind: "missing", title: "There is no such webhook" },
  webhook_delivery_not_found: { kind: "missing", title: "There is no such delivery" },
  webhook_address_refused: {
    kind: "invalid",
    title: "LEXIA does not send there: give an https address on the public internet",
  },
  webhook_limit: { kind: "conflict", title: "There are too many webhooks: delete one that is not used" },
  webhook_state: { kind: "conflict", title: "The webhook's present state does not allow this" },
  // files and bulk uploads
  files_not_configured: { kind: "conflict", title: "There is no store for files: have the operator set one" },
  files_unavailable: {
    kind: "unavailable",
    title: "Files cannot be kept right now: try again in a moment, or ask the operator of this platform",
  },
  file_kind_refused: { kind: "unsupported", title: "Such files are not taken: send an xlsx, a csv or a pdf" },
  file_unreadable: { kind: "invalid", title: "The file cannot be read: see reason" },
  bulk_busy: { kind: "unavailable", title: "Many files are being read right now: try again in a moment" },
  bulk_not_found: { kind: "missing", title: "There is no such upload" },
  bulk_duplicate: {
    kind: "conflict",
    title: "You have uploaded this very file already: see existing_id, or send it with ?again=true",
  },
  bulk_state: { kind: "conflict", title: "The upload's present status does not allow this" },
  bulk_mapping_invalid: {
    kind: "invalid",
    title: "The mapping does not fit the file: name columns that it has, and the one with the radicado",
  },
  // notifications
  notification_not_found: { kind: "missing", title: "There is no such notification" },
  unsubscribe_link_invalid: {
    kind: "missing",
    title: "This link does not work: choose your notices in LEXIA itself",
  },
  // novedades
  novedad_not_found: { kind: "missing", title: "There is no such novedad" },
  // operators and personal data
  organization_state: { kind: "conflict", title: "The organization's present state does not allow this" },
  confirmation_mismatch: {
    kind: "conflict",
    title: "The confirmation does not match: write exactly what is asked for",
  },
  impersonation_not_found: { kind: "missing", title: "There is no such impersonation" },
  impersonation_refused: {
    kind: "conflict",
    title: "Nobody may look in as this person: see detail",
  },
  legal_version_outdated: {
    kind: "conflict",
    title: "This is not the present version: read it again, then accept that one",
  },
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
