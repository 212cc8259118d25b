import { importJWK, type JWK } from "jose";
import { z } from "zod";
import type { IdentityServices } from "../identity.ts";
import { afterLogoutAddress, backChannelAddress, callbackAddress } from "../oidc/addresses.ts";
import { SIGNING_ALGORITHMS } from "../oidc/signing_algorithms.ts";
import { fetchJson, NotHad, type Trial, triedToAsk } from "./_ask_provider.ts";
import type { OidcProvider } from "./kinds.ts";
import { mayBeSentTo } from "./provider_address.ts";
import type { TestStep } from "./test_report.ts";

const texts = z.array(z.string()).optional();
/** OpenID Connect Discovery 1.0, section 3, as far as LEXIA depends on it. */
const Discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string().optional(),
  token_endpoint: z.string().optional(),
  userinfo_endpoint: z.string().optional(),
  jwks_uri: z.string().optional(),
  end_session_endpoint: z.string().optional(),
  response_types_supported: texts,
  code_challenge_methods_supported: texts,
  id_token_signing_alg_values_supported: texts,
});
type Discovery = z.output<typeof Discovery>;

const Keys = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(200) });
const SHORTEST_RSA_BITS = 2_048;

/**
 * Reads what an OpenID provider says of itself, anew and not out of any memory, and holds it against what a sign-in
 * needs. Nobody is signed in, and the secret is shown to nobody.
 */
export async function testOidc(trial: Trial, provider: OidcProvider): Promise<TestStep[]> {
  const { identity, organization } = trial;
  const steps: TestStep[] = [];
  const { issuer } = provider.settings;
  const said = await triedToAsk(steps, "discovery", () => discover(identity, issuer));
  if (said) {
    steps.push({ step: "discovery", isOk: true, code: "discovery_read" }, issuerOf(said, issuer));
    steps.push(endpointsOf(said, identity), flowOf(said), pkceOf(said), signingOf(said));
    const { jwks_uri: keysAddress } = said;
    if (keysAddress !== undefined) {
      const keys = await triedToAsk(steps, "keys", () => usableKeys(identity, keysAddress, said));
      if (keys) steps.push(keysStep(keys));
    }
    steps.push(signOutOf(said));
  }
  const registered = [
    callbackAddress(trial, organization, provider.id),
    afterLogoutAddress(trial, organization),
    backChannelAddress(trial, organization, provider.id),
  ];
  return [...steps, { step: "register", isOk: true, code: "register_oidc", found: registered }];
}

async function discover({ sso }: IdentityServices, issuer: string): Promise<Discovery> {
  const address = new URL(issuer);
  address.pathname = `${address.pathname.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const read = Discovery.safeParse(await fetchJson(sso, address.href));
  if (!read.success) throw new NotHad("provider_unreadable", [address.href]);
  return read.data;
}

function issuerOf(said: Discovery, issuer: string): TestStep {
  // A slash after the host alone makes no difference to a sign-in either.
  const isEqual = URL.canParse(said.issuer) && new URL(said.issuer).href === new URL(issuer).href;
  return isEqual
    ? { step: "issuer", isOk: true, code: "issuer_equal" }
    : { step: "issuer", isOk: false, code: "issuer_differs", found: [said.issuer.slice(0, 500)] };
}

function endpointsOf(said: Discovery, { sso }: IdentityServices): TestStep {
  const needed = ["authorization_endpoint", "token_endpoint", "jwks_uri"] as const;
  const missing = needed.filter((name) => said[name] === undefined);
  if (missing.length > 0) {
    return { step: "endpoints", isOk: false, code: "endpoints_missing", found: missing };
  }
  const plain = [...needed, "userinfo_endpoint" as const, "end_session_endpoint" as const]
    .filter((name) => said[name] !== undefined && !mayBeSentTo(said[name], sso));
  return plain.length > 0
    ? { step: "endpoints", isOk: false, code: "endpoints_plain", found: plain }
    : { step: "endpoints", isOk: true, code: "endpoints_https" };
}

function flowOf({ response_types_supported: types }: Discovery): TestStep {
  if (types === undefined) return { step: "flow", isOk: true, isWarning: true, code: "code_flow_unsaid" };
  return types.includes("code")
    ? { step: "flow", isOk: true, code: "code_flow" }
    : { step: "flow", isOk: false, code: "code_flow_missing", found: types.slice(0, 20) };
}

/** Entra ID takes it and does not say so. */
function pkceOf({ code_challenge_methods_supported: methods }: Discovery): TestStep {
  if (methods === undefined) return { step: "pkce", isOk: true, isWarning: true, code: "pkce_unsaid" };
  return methods.includes("S256")
    ? { step: "pkce", isOk: true, code: "pkce_s256" }
    : { step: "pkce", isOk: false, code: "pkce_missing", found: methods.slice(0, 20) };
}

function signingOf(said: Discovery): TestStep {
  const taken = takenAlgorithms(said);
  return taken.length > 0 ? { step: "signing", isOk: true, code: "signing_taken", found: taken } : {
    step: "signing",
    isOk: false,
    code: "signing_not_taken",
    found: said.id_token_signing_alg_values_supported?.slice(0, 20),
  };
}

/** Where it does not say, RS256 is meant (OpenID Connect Registration 1.0, section 2). */
function takenAlgorithms({ id_token_signing_alg_values_supported: said = ["RS256"] }: Discovery): string[] {
  return SIGNING_ALGORITHMS.filter((algorithm) => said.includes(algorithm));
}

/** Each as its type and size. */
async function usableKeys({ sso }: IdentityServices, address: string, said: Discovery): Promise<string[]> {
  const read = Keys.safeParse(await fetchJson(sso, address));
  if (!read.success) throw new NotHad("provider_unreadable", [address]);
  const usable: string[] = [];
  for (const key of read.data.keys) {
    for (const algorithm of takenAlgorithms(said)) {
      const name = await usableFor(key, algorithm);
      if (name === undefined) continue;
      usable.push(name);
      break;
    }
  }
  return usable;
}

/** A key that names another use or another algorithm is none for this one. */
async function usableFor(key: JWK, algorithm: string): Promise<string | undefined> {
  if ((key.use ?? "sig") !== "sig" || (key.alg ?? algorithm) !== algorithm) return undefined;
  const isRsa = /^[RP]S/.test(algorithm);
  if (isRsa !== (key.kty === "RSA")) return undefined;
  const bits = isRsa ? bitsOf(key.n) : undefined;
  if (bits !== undefined && bits < SHORTEST_RSA_BITS) return undefined;
  try {
    await importJWK(key, algorithm);
    return bits === undefined ? `${key.kty} ${key.crv ?? ""}`.trim() : `RSA ${bits}`;
  } catch {
    return undefined;
  }
}

function bitsOf(modulus: string | undefined): number {
  try {
    return Uint8Array.fromBase64(modulus ?? "", { alphabet: "base64url" }).length * 8;
  } catch {
    return 0;
  }
}

function keysStep(usable: readonly string[]): TestStep {
  return usable.length > 0
    ? { step: "keys", isOk: true, code: "keys_usable", found: usable.slice(0, 20) }
    : { step: "keys", isOk: false, code: "keys_unusable" };
}

/** A hint: who signs out of LEXIA stays signed in there. */
function signOutOf({ end_session_endpoint: address }: Discovery): TestStep {
  return {
    step: "sign_out",
    isOk: true,
    code: address === undefined ? "sign_out_here_only" : "sign_out_there",
  };
}
