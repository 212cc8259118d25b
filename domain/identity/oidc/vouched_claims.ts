import type { IDToken } from "openid-client";
import { normalizeEmail } from "../person_fields.ts";
import { isInDomains } from "../providers/email_domains.ts";
import type { OidcSettings } from "../providers/oidc_settings.ts";
import { SsoRefusal } from "../sso/sso_refusal.ts";
import type { Vouched } from "../sso/vouched.ts";

/** Longer ones are not shown to the provider when the person signs out: addresses have an end. */
const LONGEST_ID_TOKEN = 6_000;
const MOST_GROUPS = 1_000;
const LONGEST_NAME = 200;

type Claims = Record<string, unknown>;

/**
 * Reads what verified claims say of somebody. Where both have one, the ID token's counts, which is signed.
 * @throws {SsoRefusal} `sso_email_not_allowed` or `sso_assertion_refused`.
 */
export function vouchedBy(
  settings: OidcSettings,
  said: { idToken: IDToken; rawIdToken: string; userInfo: Claims },
): Vouched {
  const { idToken, rawIdToken, userInfo } = said;
  const claims: Claims = { ...userInfo, ...idToken };
  const { claims: names, allowed_email_domains: domains } = settings;
  const typed = claimAt(claims, names.email);
  const email = typeof typed === "string" ? normalizeEmail(typed) : undefined;
  if (email === undefined) {
    throw new SsoRefusal("sso_email_not_allowed", `The claim "${names.email}" holds no e-mail address`);
  }
  if (domains.length > 0 && !isInDomains(email, domains)) {
    throw new SsoRefusal("sso_email_not_allowed", "The e-mail address is in none of the allowed domains");
  }
  const verified = claimAt(claims, names.email_verified);
  return {
    subject: idToken.sub,
    email,
    // Entra ID writes its `xms_edov` as a number.
    isEmailVerified: verified === true || verified === 1 || verified === "true" || verified === "1",
    name: nameIn(claims, names.name) ?? email,
    groups: groupsIn(claims, names.groups),
    hasSecondFactor: hasSecondFactor(settings, idToken),
    authenticatedAt: typeof idToken.auth_time === "number" ? idToken.auth_time * 1_000 : null,
    session: {
      sid: typeof idToken.sid === "string" ? idToken.sid : null,
      name: null,
      proof: rawIdToken.length <= LONGEST_ID_TOKEN ? rawIdToken : null,
    },
  };
}

/** The claim of that very name, or the one that its dots lead to. */
function claimAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  return path.split(".").reduce<unknown>(
    (value, name) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, name)
        ? Reflect.get(value, name)
        : undefined,
    claims,
  );
}

function nameIn(claims: Claims, path: string): string | undefined {
  const given = claimAt(claims, path);
  const parts = typeof given === "string" ? [given] : [claims.given_name, claims.family_name];
  const name = parts.filter((part) => typeof part === "string").join(" ");
  const plain = name.toWellFormed().normalize("NFC").replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return plain === "" ? undefined : plain.slice(0, LONGEST_NAME).toWellFormed().trim();
}

/** @throws {SsoRefusal} where the provider had too many to name them: nobody may get the role of somebody in fewer. */
function groupsIn(claims: Claims, path: string): string[] {
  const found = claimAt(claims, path);
  const elsewhere = claims._claim_names;
  if (found === undefined && typeof elsewhere === "object" && elsewhere && Object.hasOwn(elsewhere, path)) {
    throw new SsoRefusal(
      "sso_assertion_refused",
      "The person is in more groups than the provider names: let it send only those assigned to the application",
    );
  }
  const groups = (Array.isArray(found) ? found : [found]).filter((group) => typeof group === "string");
  return groups.slice(0, MOST_GROUPS);
}

/** Only the ID token says it: the rest is not signed. */
function hasSecondFactor({ second_factor_claims: wanted }: OidcSettings, { amr, acr }: IDToken): boolean {
  const methods: unknown[] = Array.isArray(amr) ? amr : [];
  return wanted.amr.some((method) => methods.includes(method)) ||
    (typeof acr === "string" && wanted.acr.includes(acr));
}
