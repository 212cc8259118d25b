/** What the error codes of sign-in, people, directories and organizations mean to a person, in English. */
import type { ProblemWords } from "./words.ts";

export const ENGLISH_IDENTITY_WORDS: Readonly<Record<string, ProblemWords>> = {
  sso_state_invalid: {
    title: "Signing in could not be completed",
    advice: "It began in another browser, was used before, or took too long. Begin again from this page.",
  },
  sso_provider_unavailable: {
    title: "The identity provider does not answer or is not set up",
    advice: "Try again in some minutes. If it goes on, tell an administrator of your organization.",
  },
  sso_assertion_refused: {
    title: "The identity provider's answer cannot be accepted",
    advice: "Tell an administrator of your organization: the audit log says why.",
  },
  sso_sign_out_incomplete: {
    title: "Your session in LEXIA is closed, but the identity provider does not confirm that its own is",
    advice: "If you share this device, sign out at the provider too, or close the browser.",
  },
  sso_email_not_allowed: {
    title: "The identity provider gave no e-mail that your organization allows",
    advice:
      "Sign in with your organization's account, or ask an administrator to look at the allowed domains.",
  },
  sso_required: {
    title: "Your organization signs in with its identity provider",
    advice: "Use the provider's button on the sign-in page in place of the password.",
  },
  sso_not_ready: {
    title: "Single sign-on cannot be required yet",
    advice:
      "Somebody must have signed in with an active provider first, and there must be an administrator with a " +
      "password for emergencies.",
  },
  fresh_proof_required: {
    title: "Confirm again who you are",
    advice: "This asks for a recent proof: give it and repeat what you were doing.",
  },
  mfa_required: {
    title: "The second step is missing",
    advice: "Type the code from your authenticator app, or use a passkey.",
  },
  mfa_invalid: {
    title: "The code or the passkey is not right, or was used before",
    advice: "Wait until the app shows a new code and try again.",
  },
  second_factor_enrollment_required: {
    title: "Your role asks for two-step verification",
    advice: "Turn it on in “Security”, or confirm your second factor there, and go on with your work.",
  },
  second_factor_last: {
    title: "It is your last second factor, and your role asks for one",
    advice: "Add another before you remove this one.",
  },
  second_factor_missing: {
    title: "There is no two-step verification yet",
    advice: "Set up an authenticator app or a passkey first.",
  },
  totp_exists: {
    title: "There is an authenticator app already",
    advice: "Remove it before you set up another.",
  },
  totp_missing: {
    title: "There is no authenticator app to confirm or remove",
    advice: "Begin again with setting it up.",
  },
  passkey_refused: {
    title: "That passkey could not be added",
    advice: "Begin again on this very device.",
  },
  passkey_not_found: {
    title: "That passkey does not exist",
    advice: "It may have been removed: look at the list in “Security”.",
  },
  address_not_allowed: {
    title: "Your organization does not allow signing in from this network",
    advice: "Connect from an allowed network, such as the office's, or ask your administrator.",
  },
  image_refused: {
    title: "That picture cannot be a logo",
    advice: "Use a PNG, JPEG or WebP of at most 200 kB and 2,000 × 2,000 pixels.",
  },
  domain_not_found: {
    title: "That domain does not exist",
    advice: "It may have been removed. Look at the list of domains.",
  },
  domain_exists: {
    title: "Your organization has added that domain before",
    advice: "Find it in the list and verify it.",
  },
  domain_limit: {
    title: "There are too many domains",
    advice: "Remove one that you no longer use.",
  },
  domain_record_missing: {
    title: "The domain's TXT record was not found",
    advice: "Create it as shown and wait some minutes: changes of DNS take a while to be seen.",
  },
  domain_taken: {
    title: "Another organization has proven that the domain is theirs",
    advice: "If it is yours, write to the operator of this platform.",
  },
  dns_unavailable: {
    title: "No name server answers",
    advice: "Try again in some minutes.",
  },
  would_lock_out: {
    title: "That change would lock you out yourself",
    advice: "Add the address that you work from first.",
  },
  password_too_weak: {
    title: "The password is short or well known",
    advice: "Choose a longer one; several random words do well.",
  },
  user_exists: {
    title: "There is somebody with that e-mail in the organization",
    advice: "Find them in the list of people, or use another e-mail.",
  },
  seats_exceeded: {
    title: "All seats of the plan are taken",
    advice: "Extend the plan, or remove somebody who no longer uses LEXIA.",
  },
  user_not_found: {
    title: "That person is not in the organization",
    advice: "Look at the list of people: they may have been removed.",
  },
  user_owns_solicitudes: {
    title: "That person is in charge of solicitudes",
    advice: "Choose who takes them over and remove the person again.",
  },
  last_administrator: {
    title: "The organization cannot be left without an administrator",
    advice: "Make somebody else an administrator first.",
  },
  own_account: {
    title: "Nobody can do this to their own account",
    advice: "Ask another administrator of the organization.",
  },
  invitation_not_found: {
    title: "The invitation is not valid or has expired",
    advice: "Ask whoever invited you for a new one.",
  },
  invitation_exists: {
    title: "That e-mail has an open invitation",
    advice: "Send it again, or revoke it before you make another.",
  },
  invitation_closed: {
    title: "That invitation was accepted or revoked",
    advice: "Make a new one.",
  },
  reset_link_invalid: {
    title: "The link is not valid or has expired",
    advice: "Ask for a new one: each link is good once and for an hour.",
  },
  current_password_wrong: {
    title: "The current password is not right",
    advice: "Check upper and lower case. If you do not remember it, reset it.",
  },
  password_not_set: {
    title: "Your account has no password",
    advice: "You sign in another way, for instance with your company's account.",
  },
  session_not_found: {
    title: "That session does not exist",
    advice: "It may have ended: look at the list of sessions.",
  },
  provider_not_found: {
    title: "That identity provider does not exist",
    advice: "It may have been removed: look at the list of providers.",
  },
  provider_conflict: {
    title: "Another directory is active",
    advice: "Deactivate that one first: one LDAP directory can be active at a time.",
  },
  provider_limit: {
    title: "There are too many identity providers",
    advice: "Remove one that you no longer use.",
  },
  directory_unavailable: {
    title: "Your company's directory cannot be asked",
    advice: "Try again in a moment. If it goes on, tell your administrator.",
  },
  api_key_not_found: {
    title: "That API key does not exist",
    advice: "It may have been deleted. Return to the list of keys.",
  },
  api_key_ended: {
    title: "That API key has ended or was replaced",
    advice: "Make a new key.",
  },
  scim_token_not_found: {
    title: "That SCIM token does not exist",
    advice: "It may have been revoked. Return to the list of tokens.",
  },
  scim_group_not_found: {
    title: "That group does not exist",
    advice: "Check the identifier: the directory may have deleted it.",
  },
  scim_resource_not_found: {
    title: "That resource does not exist",
    advice: "Check the identifier: the person or the group may have been deleted.",
  },
  scim_syntax_invalid: {
    title: "The directory's request could not be read",
    advice: "Send well-formed JSON, as RFC 7644 asks.",
  },
  scim_filter_invalid: {
    title: "The filter could not be read",
    advice: "Check its form, and use only attributes that LEXIA keeps.",
  },
  scim_path_invalid: {
    title: "The attribute's path could not be read",
    advice: "Check its form: the attribute does not exist or takes no such filter.",
  },
  scim_value_invalid: {
    title: "A value is missing, or of another type",
    advice: "Check the value that the answer names in “detail”.",
  },
  scim_target_missing: {
    title: "The path leads to nothing that can be changed",
    advice: "Name in “path” the attribute that changes.",
  },
  scim_attribute_fixed: {
    title: "That attribute cannot be changed",
    advice: "LEXIA assigns it itself.",
  },
  scim_resource_exists: {
    title: "There is one with that name or identifier",
    advice: "Find it first and change it instead of creating it.",
  },
};
