import { normalizeEmail } from "../person_fields.ts";
import { isInDomains } from "../providers/email_domains.ts";
import type { SamlSettings } from "../providers/saml_settings.ts";
import { SsoRefusal } from "../sso/sso_refusal.ts";
import type { ProviderSession, Vouched } from "../sso/vouched.ts";
import type { Subject } from "./logout_address.ts";
import { type AssertionFacts, isTransient } from "./signed_assertion.ts";

const LONGEST_NAME = 200;

/**
 * Reads what a verified assertion says of somebody.
 * @throws {SsoRefusal} `sso_email_not_allowed` or `sso_assertion_refused`.
 */
export function vouchedBy(settings: SamlSettings, facts: AssertionFacts): Vouched {
  const { attributes: names, allowed_email_domains: domains, second_factor_contexts: factors } = settings;
  const typed = facts.attributes.get(names.email)?.[0] ?? facts.nameId.value;
  const email = normalizeEmail(typed);
  if (email === undefined) {
    throw new SsoRefusal(
      "sso_email_not_allowed",
      `Neither the attribute "${names.email}" nor the NameID is an e-mail address`,
    );
  }
  const isVouchedFor = isInDomains(email, domains);
  if (domains.length > 0 && !isVouchedFor) {
    throw new SsoRefusal("sso_email_not_allowed", "The e-mail address is in none of the allowed domains");
  }
  return {
    subject: subjectOf(settings, facts),
    email,
    // SAML has no word for it: the organization vouches for the domains that it names.
    isEmailVerified: isVouchedFor,
    name: nameOf(facts.attributes.get(names.name)) ?? email,
    groups: facts.attributes.get(names.groups) ?? [],
    hasSecondFactor: facts.contexts.some((context) => factors.includes(context)),
    authenticatedAt: facts.authenticatedAt,
    session: sessionOf(facts),
  };
}

function sessionOf({ nameId, sessionIndex }: AssertionFacts): ProviderSession {
  const subject: Subject = { ...nameId, sessionIndex };
  return { sid: sessionIndex, name: nameId.value, proof: JSON.stringify(subject) };
}

function subjectOf({ attributes }: SamlSettings, { attributes: given, nameId }: AssertionFacts): string {
  const subject = attributes.subject === null ? nameId.value : given.get(attributes.subject)?.[0] ?? "";
  if (attributes.subject === null && isTransient(nameId)) {
    throw new SsoRefusal(
      "sso_assertion_refused",
      "The NameID is another one each time: let it be persistent",
    );
  }
  if (subject === "") throw new SsoRefusal("sso_assertion_refused", "It does not name the person");
  return subject.slice(0, 1_000);
}

function nameOf(values: readonly string[] | undefined): string | undefined {
  const text = (values ?? []).join(" ").toWellFormed().normalize("NFC");
  const plain = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return plain === "" ? undefined : plain.slice(0, LONGEST_NAME).toWellFormed().trim();
}
