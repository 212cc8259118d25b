import * as openid from "openid-client";
import type { VisitorCtx } from "../identity.ts";
import type { OidcProvider } from "../providers/kinds.ts";
import { admit, type Admitted } from "../sso/admit.ts";
import { endFlow, type Flow } from "../sso/flow.ts";
import { asSsoRefusal, visitedOrganization } from "../sso/record_sso_refusal.ts";
import { plainReason, SsoRefusal } from "../sso/sso_refusal.ts";
import type { Vouched } from "../sso/vouched.ts";
import { callbackAddress } from "./addresses.ts";
import { findOidcProvider } from "./find_oidc_provider.ts";
import { vouchedBy } from "./vouched_claims.ts";

interface Callback {
  providerId: string;
  /** The query with which the browser came back. */
  parameters: URLSearchParams;
  /** The browser's secret; null: it brought none. */
  browser: string | null;
}

/**
 * Signs somebody in whom an OpenID provider sends back: state, issuer (RFC 9207), code with PKCE, signature and claims
 * of the ID token with its nonce, and the same person in userinfo.
 * @throws {DomainError} a code of `SsoRefusal`, or `too_many_attempts`.
 */
export async function finishOidc(visitor: VisitorCtx, callback: Callback): Promise<Admitted> {
  const { providerId, parameters, browser } = callback;
  const organization = visitedOrganization(visitor);
  return await asSsoRefusal(visitor, { method: "oidc", providerId }, async () => {
    const provider = await findOidcProvider(visitor, organization.id, providerId);
    if (!provider) throw new SsoRefusal("sso_provider_unavailable", "There is no such provider");
    const flow = await endFlow(visitor, organization.id, {
      purpose: "oidc_sign_in",
      providerId,
      token: parameters.get("state"),
      browser,
    });
    refuseErrors(parameters);
    const address = new URL(callbackAddress(visitor, organization, providerId));
    address.search = parameters.toString();
    const vouched = await exchange(visitor, provider, { address, flow });
    return await admit(visitor, { provider, vouched, flow });
  });
}

/** What RFC 6749 (section 4.1.2.1) has in the place of a code. */
function refuseErrors(parameters: URLSearchParams): void {
  const error = parameters.get("error");
  if (error === null) return;
  const reason = plainReason(
    `It answered ${error}: ${parameters.get("error_description") ?? "no description"}`,
  );
  const isDown = error === "temporarily_unavailable" || error === "server_error";
  throw new SsoRefusal(isDown ? "sso_provider_unavailable" : "sso_assertion_refused", reason);
}

async function exchange(
  { identity }: VisitorCtx,
  provider: OidcProvider,
  { address, flow }: { address: URL; flow: Flow },
): Promise<Vouched> {
  const verifier = await identity.sealer.open(flow.data.verifier ?? "", "one_time");
  try {
    const { configuration } = await identity.oidc.of(provider);
    const tokens = await openid.authorizationCodeGrant(configuration, address, {
      pkceCodeVerifier: verifier,
      expectedState: address.searchParams.get("state") ?? openid.skipStateCheck,
      expectedNonce: flow.data.nonce,
      idTokenExpected: true,
    });
    const idToken = tokens.claims();
    if (!idToken || tokens.id_token === undefined) throw new Error("There is no ID token");
    const userInfo = configuration.serverMetadata().userinfo_endpoint === undefined
      ? {}
      : await openid.fetchUserInfo(configuration, tokens.access_token, idToken.sub);
    return vouchedBy(provider.settings, { idToken, rawIdToken: tokens.id_token, userInfo });
  } catch (cause) {
    throw cause instanceof SsoRefusal ? cause : refusalOf(cause);
  }
}

/** Of the library's codes, those that say that the provider gave no answer, or none that one could read. */
const NO_ANSWER = new Set([
  "OAUTH_TIMEOUT",
  "OAUTH_ABORT",
  "OAUTH_RESPONSE_IS_NOT_JSON",
  "OAUTH_RESPONSE_IS_NOT_CONFORM",
]);

/** The library's own words name what was wrong, and hold no token. */
function refusalOf(cause: unknown): SsoRefusal {
  const isUnavailable = cause instanceof openid.ClientError
    ? cause.code === undefined || NO_ANSWER.has(cause.code)
    : cause instanceof TypeError;
  const words = cause instanceof Error ? [cause.message, wordsOf(cause.cause), wordsOf(cause)] : [];
  const reason = plainReason([...new Set(words)].filter(Boolean).join("; ") || "Unknown");
  return new SsoRefusal(isUnavailable ? "sso_provider_unavailable" : "sso_assertion_refused", reason, {
    cause,
  });
}

function wordsOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return "";
  if ("error" in value && typeof value.error === "string") return value.error;
  if (value instanceof Error && value.message !== "") return value.message;
  return "code" in value ? String(value.code) : "";
}
