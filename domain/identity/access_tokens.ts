/**
 * Access tokens: JWTs as RFC 9068 and RFC 8725 want them. Which algorithm and key count is decided here and never by
 * the token, so its head may name nothing but a kid of ours.
 */
import { createHash } from "node:crypto";
import { decodeProtectedHeader, jwtVerify, SignJWT } from "jose";
import { isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import type { Clock } from "../ports.ts";
import type { SigningKeys } from "./signing_keys.ts";
import { ACCESS_TOKEN_SECONDS, CLOCK_TOLERANCE_SECONDS } from "./token_times.ts";

/** Whom a token is for: an organization's id, or the platform's own hosts. */
export type Audience = string;
export const PLATFORM_AUDIENCE = "platform";

export interface AccessTokenSubject {
  userId: string;
  sessionId: string;
  audience: Audience;
}

export interface VerifiedToken extends AccessTokenSubject {
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

export interface IssuedToken {
  accessToken: string;
  expiresInSeconds: number;
}

const ALGORITHM = "EdDSA";
const TYPE = "at+jwt";
const MAX_TOKEN_LENGTH = 4_096;
/** Three parts; the signature's 64 bytes in the one way in which base64url writes them (RFC 7515, section 2). */
const FORM = /^[\w-]+\.[\w-]+\.[\w-]{85}[AQgw]$/;
const HEAD_MEMBERS = new Set(["alg", "typ", "kid"]);
const CACHED_TOKENS = 10_000;

interface CachedToken {
  token: VerifiedToken;
  kid: string;
}

export class AccessTokens {
  /** By SHA-256 of the token; the least recently used goes first. */
  readonly #verified = new Map<string, CachedToken>();

  /** `issuer` is the platform's public address, so that another environment's tokens are refused. */
  constructor(
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
    private readonly issuer: string,
  ) {}

  async issue({ userId, sessionId, audience }: AccessTokenSubject): Promise<IssuedToken> {
    const { kid, privateKey } = await this.keys.current();
    const now = Math.floor(this.clock.now() / 1_000);
    const accessToken = await new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid })
      .setIssuer(this.issuer)
      .setSubject(userId)
      .setAudience(audience)
      .setJti(crypto.randomUUID())
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + ACCESS_TOKEN_SECONDS)
      .sign(privateKey);
    return { accessToken, expiresInSeconds: ACCESS_TOKEN_SECONDS };
  }

  /** @throws {DomainError} `token_invalid` for everything but a live token of ours for this audience. */
  async verify(token: string, audience: Audience): Promise<VerifiedToken> {
    if (token.length > MAX_TOKEN_LENGTH) throw refusal("too long");
    if (!FORM.test(token)) throw refusal("form");
    const digest = createHash("sha256").update(token).digest("base64");
    const known = await this.#recall(digest);
    const verified = known ?? await this.#verify(token, audience);
    if (verified.token.audience !== audience) throw refusal("another audience");
    this.#remember(digest, verified);
    return verified.token;
  }

  async #verify(token: string, audience: Audience): Promise<CachedToken> {
    const kid = kidOf(token);
    const key = await this.keys.verificationKey(kid);
    if (!key) throw refusal("unknown key");
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: [ALGORITHM],
        typ: TYPE,
        issuer: this.issuer,
        audience,
        requiredClaims: ["sub", "sid", "iat", "nbf", "exp", "jti"],
        maxTokenAge: ACCESS_TOKEN_SECONDS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(this.clock.now()),
      });
      const { sub, sid, iat, exp } = payload;
      // An array would name several audiences; ours name one. A verified token is remembered until `exp`.
      const isOurs = payload.aud === audience && typeof iat === "number" && typeof exp === "number" &&
        exp - iat <= ACCESS_TOKEN_SECONDS && typeof sub === "string" && isUuid(sub) &&
        typeof sid === "string" && isUuid(sid);
      if (!isOurs) throw refusal("claims");
      return { kid, token: { userId: sub, sessionId: sid, audience, expiresAt: exp * 1_000 } };
    } catch (cause) {
      if (cause instanceof DomainError) throw cause;
      throw refusal("not verified", cause);
    }
  }

  /** A verified token, as long as it has not expired and its key was not withdrawn. */
  async #recall(digest: string): Promise<CachedToken | undefined> {
    const known = this.#verified.get(digest);
    if (!known) return undefined;
    this.#verified.delete(digest);
    if (this.clock.now() >= known.token.expiresAt) return undefined;
    return await this.keys.verificationKey(known.kid) ? known : undefined;
  }

  #remember(digest: string, verified: CachedToken): void {
    this.#verified.delete(digest);
    this.#verified.set(digest, verified);
    if (this.#verified.size <= CACHED_TOKENS) return;
    for (const leastRecent of this.#verified.keys()) {
      this.#verified.delete(leastRecent);
      break;
    }
  }
}

/**
 * The kid of a head that holds nothing else than alg, typ and kid: RFC 7515's `jku jwk x5u x5c crit` would let the
 * token choose its own key or rules.
 */
function kidOf(token: string): string {
  let head: Record<string, unknown>;
  try {
    head = { ...decodeProtectedHeader(token) };
  } catch (cause) {
    throw refusal("unreadable head", cause);
  }
  const isOurs = head.alg === ALGORITHM && head.typ === TYPE && typeof head.kid === "string" &&
    head.kid.length <= 64 &&
    Object.keys(head).every((member) => HEAD_MEMBERS.has(member));
  if (!isOurs) throw refusal("head");
  return String(head.kid);
}

/** The reason goes to the log only: who sends a bad token learns nothing from it. */
function refusal(reason: string, cause?: unknown): DomainError {
  return new DomainError("token_invalid", {}, { cause: cause ?? new Error(reason) });
}
