/** What each error code means to a person, in English. */
import { ENGLISH_FOLLOWING_WORDS } from "./english_following_words.ts";
import { ENGLISH_IDENTITY_WORDS } from "./english_identity_words.ts";
import type { ProblemWords } from "./words.ts";

export const ENGLISH_WORDS: Readonly<Record<string, ProblemWords>> = {
  ...ENGLISH_IDENTITY_WORDS,
  ...ENGLISH_FOLLOWING_WORDS,
  request_malformed: {
    title: "The request could not be read",
    advice: "Send well-formed JSON, or go back to the page before and try again.",
    onPages: "Go back to the page before and try again.",
  },
  request_invalid: {
    title: "Some of the data is not valid",
    advice: "Look at the fields that the answer names in “errors” and correct them.",
    onPages: "Correct the fields that are marked.",
  },
  body_too_large: {
    title: "What was sent is too large",
    advice: "Send less at a time.",
  },
  content_type_unsupported: {
    title: "What was sent is in a format that is not taken",
    advice: "Send the body as application/json.",
    onPages: "Go back to the page before and try again.",
  },
  host_ambiguous: {
    title: "It is not clear which site the request is for",
    advice: "Send one Host header, with nothing else in it, the same as in the address.",
    onPages: "Type the address of your organization again.",
  },
  not_found: {
    title: "There is nothing here",
    advice: "Check the address: it may be incomplete, or what was here is gone.",
  },
  cursor_invalid: {
    title: "The list cannot go on from there",
    advice: "Return to the beginning of the list. In the API, send “next_cursor” just as you received it.",
    onPages: "Return to the beginning of the list.",
  },
  origin_refused: {
    title: "The request comes from another site",
    advice: "For your security, changes are taken from LEXIA's own pages only. Open them and try there.",
  },
  version_conflict: {
    title: "Somebody changed it in the meantime",
    advice: "Read it again and repeat your change with the current ETag.",
    onPages: "Open the page again, see how it is now, and repeat your change if it is still needed.",
  },
  idempotency_key_invalid: {
    title: "The Idempotency-Key is not valid",
    advice: "Use 1 to 255 visible characters.",
  },
  idempotency_key_reused: {
    title: "That Idempotency-Key was used for another request",
    advice: "Use a new key for each different operation.",
  },
  idempotency_in_progress: {
    title: "The first request with that Idempotency-Key is still running",
    advice: "Wait some seconds and repeat it.",
  },
  rate_limited: {
    title: "Too many requests in a short time",
    advice: "Wait a moment before you go on. In the API, “Retry-After” says how many seconds.",
    onPages: "Wait a moment and try again.",
  },
  organization_not_found: {
    title: "The organization does not exist or is not active",
    advice: "Check the address: it begins with your organization's name. If it is spelled right, ask your " +
      "administrator.",
  },
  subdomain_taken: {
    title: "That name is taken or reserved",
    advice: "Choose another name for the organization's address.",
  },
  signup_disabled: {
    title: "Organizations cannot sign up here",
    advice: "Ask the operator of this platform to create your organization.",
  },
  authentication_required: {
    title: "You need to sign in",
    advice: "Sign in with your e-mail and password. In the API, send a valid access token.",
    onPages: "Sign in with your e-mail and password.",
  },
  token_invalid: {
    title: "The session has ended",
    advice: "Sign in again. In the API, the token is not valid or has expired.",
    onPages: "Sign in again.",
  },
  invalid_credentials: {
    title: "The e-mail or the password is not right",
    advice: "Check upper and lower case and try again.",
  },
  refresh_token_reused: {
    title: "That refresh token had been used before",
    advice: "For your security your session was closed. Sign in again.",
  },
  too_many_attempts: {
    title: "Too many attempts to sign in",
    advice: "Wait some minutes before you try again.",
  },
  sign_in_busy: {
    title: "Many people are signing in right now",
    advice: "Try again in some seconds.",
  },
  not_a_member: {
    title: "You are not a member of this organization",
    advice: "Ask one of its administrators to invite you or to open your access again.",
  },
  permission_denied: {
    title: "Your role does not allow this",
    advice: "If you need it for your work, ask an administrator of the organization.",
  },
  organization_state: {
    title: "The state of the organization does not allow it",
    advice: "See whether it is suspended or being deleted before you try again.",
  },
  confirmation_mismatch: {
    title: "The confirmation does not match",
    advice: "Type exactly what is asked for.",
  },
  impersonation_not_found: {
    title: "That impersonation does not exist",
    advice: "Check the address: it may have ended, or the link was used before.",
  },
  impersonation_refused: {
    title: "You cannot look in as that person",
    advice: "The person is inactive, or the organization closed support access.",
  },
  legal_version_outdated: {
    title: "That is not the current version",
    advice: "Read the current version of the document and accept it.",
  },
  organization_missing: {
    title: "That organization does not exist",
    advice: "Look for its identifier in the list of organizations.",
  },
  job_not_found: {
    title: "That job is not among the buried ones",
    advice: "It may have been tried again: look at the list.",
  },
  database_unavailable: {
    title: "LEXIA is not available for a moment",
    advice: "Nothing that was saved is lost. Try again in some seconds.",
  },
  store_unavailable: {
    title: "A part of LEXIA is not available for a moment",
    advice: "Try again in some seconds.",
  },
  internal_error: {
    title: "Something failed on our side",
    advice: "It has been recorded. If it happens again, tell us the follow-up code.",
  },
};

export const UNKNOWN_IN_ENGLISH: ProblemWords = {
  title: "It could not be done",
  advice: "Try again. If it happens again, tell us the follow-up code.",
};
