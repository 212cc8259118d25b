/** An OpenID provider that answers whatever a test wants: the right thing, or any wrong one. */
import { exportJWK, generateKeyPair, SignJWT } from "jose";

type Key = Awaited<ReturnType<typeof generateKeyPair>>["privateKey"];

/** What a test changes of a right sign-in. */
export interface Rogue {
  claims?: Record<string, unknown>;
  /** In the place of the whole ID token. */
  token?: (
    claims: Record<string, unknown>,
    sign: (key?: Key, head?: object) => Promise<string>,
  ) => Promise<string>;
  userInfo?: Record<string, unknown>;
  /** In the place of the token endpoint's answer. */
  answer?: () => Response;
  /** In the place of the answer to a request for user info. */
  userInfoAnswer?: () => Response;
}

export interface RogueProvider extends AsyncDisposable {
  issuer: string;
  /** Of the next sign-in. */
  rogue: Rogue;
  discovery: Record<string, unknown>;
  /** In the place of the discovery document. */
  discoveryAnswer?: () => Response | Promise<Response>;
  /** In the place of its keys. */
  keysAnswer?: () => Response;
  otherKey: Key;
  secrets: { url: string; body: string; authorization: string | null }[];
  /** The redirect with which the browser comes back, from the address to which it was sent. */
  redirect(address: URL, changes?: Record<string, string | null>): URL;
  /** A token signed by the provider's key. */
  sign(claims: Record<string, unknown>, head?: object, key?: Key): Promise<string>;
}

export async function startRogueProvider(clientId = "lexia"): Promise<RogueProvider> {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  const other = await generateKeyPair("RS256");
  const jwk = { ...await exportJWK(publicKey), kid: "k1", alg: "RS256", use: "sig" };
  const nonces = new Map<string, string>();
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, handle);
  const issuer = `http://127.0.0.1:${server.addr.port}`;
  const seen: RogueProvider["secrets"] = [];
  const self: RogueProvider = {
    issuer,
    rogue: {},
    discovery: {},
    otherKey: other.privateKey,
    secrets: seen,
    redirect(address, changes = {}) {
      const asked = address.searchParams;
      const code = crypto.randomUUID();
      nonces.set(code, asked.get("nonce") ?? "");
      const back = new URL(asked.get("redirect_uri") ?? "");
      const given = { code, state: asked.get("state"), iss: issuer, ...changes };
      for (const [name, value] of Object.entries(given)) {
        if (value !== null) back.searchParams.set(name, value);
      }
      return back;
    },
    sign: (claims, head = {}, key = privateKey) =>
      new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "k1", ...head }).sign(key),
    async [Symbol.asyncDispose]() {
      await server.shutdown();
    },
  };

  async function handle(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/.well-known/openid-configuration") {
      return await self.discoveryAnswer?.() ?? Response.json(discovery());
    }
    if (pathname === "/jwks") return self.keysAnswer?.() ?? Response.json({ keys: [jwk] });
    if (pathname === "/userinfo") {
      return self.rogue.userInfoAnswer?.() ??
        Response.json({ sub: "ana", ...PERSON, ...self.rogue.userInfo });
    }
    if (pathname !== "/token") return new Response(null, { status: 404 });
    const body = await request.text();
    seen.push({ url: request.url, body, authorization: request.headers.get("authorization") });
    if (self.rogue.answer) return self.rogue.answer();
    const code = new URLSearchParams(body).get("code") ?? "";
    const nonce = nonces.get(code);
    if (nonce === undefined) return Response.json({ error: "invalid_grant" }, { status: 400 });
    nonces.delete(code);
    return Response.json({ access_token: "at", token_type: "Bearer", id_token: await idToken(nonce) });
  }

  async function idToken(nonce: string): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    const right = { iss: issuer, aud: clientId, sub: "ana", nonce, iat: now, exp: now + 300, sid: "s1" };
    const claims = { ...right, ...self.rogue.claims };
    for (const [name, value] of Object.entries(claims)) {
      if (value === undefined) Reflect.deleteProperty(claims, name);
    }
    const sign = (key?: Key, head?: object) => self.sign(claims, head, key);
    return await (self.rogue.token?.(claims, sign) ?? sign());
  }

  function discovery(): Record<string, unknown> {
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
      authorization_response_iss_parameter_supported: true,
      ...self.discovery,
    };
  }
  return self;
}

const PERSON = { email: "ana@acme.example", email_verified: true, name: "Ana Pérez" };
