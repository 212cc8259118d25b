/** Access tokens that nobody may take: each is the good one with one thing wrong. */
import { createHmac, webcrypto } from "node:crypto";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { CryptoKey } from "jose";

export interface GenuineToken {
  /** The key that signs, its kid, and the public point as base64url. */
  key: CryptoKey;
  kid: string;
  x: string;
  /** Seconds since the epoch. */
  now: number;
  issuer: string;
  audience: string;
  userId: string;
  sessionId: string;
}

export type Forgeries = Record<string, string | Promise<string>>;

type Claims = Record<string, unknown>;

export class Forger {
  readonly #claims: Claims;
  readonly #head: Claims;

  constructor(private readonly genuine: GenuineToken) {
    const { issuer, audience, userId, sessionId, now, kid } = genuine;
    this.#claims = {
      iss: issuer,
      aud: audience,
      sub: userId,
      sid: sessionId,
      jti: "1",
      iat: now,
      nbf: now,
      exp: now + 900,
    };
    this.#head = { alg: "EdDSA", typ: "at+jwt", kid };
  }

  /** The same token without a fault. */
  good(): Promise<string> {
    return this.#sign();
  }

  /** Without a fault, by the way in which heads are forged here. */
  goodByHand(): Promise<string> {
    return this.#forged(this.#head);
  }

  /** Wrong algorithms, keys, signatures and forms. */
  async heads(): Promise<Forgeries> {
    const { kid, x } = this.genuine;
    const HEAD = this.#head;
    const good = await this.good();
    const [head = "", body = "", signature = ""] = good.split(".");
    const other = await generateKeyPair("EdDSA", { extractable: true });
    const [otherJwk, publicJwk] = [await exportJWK(other.publicKey), { kty: "OKP", crv: "Ed25519", x }];
    const [rsa, ec] = [await generateKeyPair("RS256"), await generateKeyPair("ES256")];
    const pem = `-----BEGIN PUBLIC KEY-----\n${x}\n-----END PUBLIC KEY-----\n`;
    const changed = part({ ...this.#claims, sub: this.genuine.sessionId });
    return {
      "two dots": "..",
      "a word": "token",
      "text that is no base64": "%%%.%%%.%%%",
      "a head that is no object": `${part([])}.${body}.${signature}`,
      "a head that is null": `${part(null)}.${body}.${signature}`,
      "alg none": this.#unsigned({ ...HEAD, alg: "none" }),
      "alg None": this.#unsigned({ ...HEAD, alg: "None" }),
      "alg NoNe with our signature": this.#unsigned({ ...HEAD, alg: "NoNe" }, signature),
      "alg NONE": this.#unsigned({ ...HEAD, alg: "NONE" }),
      "alg none signed by our key": this.#forged({ ...HEAD, alg: "none" }),
      "an empty alg": this.#forged({ ...HEAD, alg: "" }),
      "alg null": this.#forged({ ...HEAD, alg: null }),
      "no alg": this.#forged({ typ: "at+jwt", kid }),
      "an alg of another type": this.#forged({ ...HEAD, alg: ["EdDSA"] }),
      "an alg in lower case": this.#forged({ ...HEAD, alg: "eddsa" }),
      "alg Ed25519": this.#forged({ ...HEAD, alg: "Ed25519" }),
      "no signature": `${head}.${body}.`,
      "two parts": `${head}.${body}`,
      "a cut signature": good.slice(0, -4),
      "a longer signature": `${good}AAAA`,
      "a signature of zeros": `${head}.${body}.${"A".repeat(86)}`,
      "a signature with the order added": `${head}.${body}.${withOrderAdded(signature)}`,
      "a signature of another's token": `${head}.${body}.${(await this.#sign({ jti: "2" })).split(".")[2]}`,
      "another body under our signature": `${head}.${changed}.${signature}`,
      "a fourth part": `${good}.x`,
      "another key under our kid": this.#sign({}, {}, other.privateKey),
      "another key under its own kid": this.#sign({}, { kid: "key-2" }, other.privateKey),
      "no kid": this.#forged({ alg: "EdDSA", typ: "at+jwt" }),
      "an empty kid": this.#forged({ ...HEAD, kid: "" }),
      "a kid that is a path": this.#sign({}, { kid: "../../../../dev/null" }),
      "a kid that is a path, and an empty key": hmac(
        "",
        { ...HEAD, kid: "/dev/null" },
        this.#claims,
        "HS256",
      ),
      "a kid that is SQL": this.#sign({}, { kid: `${kid}' or '1'='1` }),
      "a kid that is SQL with a key": this.#sign({}, { kid: "x' union select 'key" }, other.privateKey),
      "a kid that is a number": this.#forged({ ...HEAD, kid: 1 }),
      "a kid that is a list": this.#forged({ ...HEAD, kid: [kid] }),
      "a kid that every object has": this.#sign({}, { kid: "__proto__" }),
      "a kid of 10,000 letters": this.#sign({}, { kid: "a".repeat(2_000) }),
      "HS256 with the public key's bytes": this.#hmac(Uint8Array.fromBase64(x, { alphabet: "base64url" })),
      "HS256 with the public key's text": this.#hmac(x),
      "HS256 with the public key as PEM": this.#hmac(pem),
      "HS256 with the public JWK": this.#hmac(JSON.stringify(publicJwk)),
      "HS256 with the kid": this.#hmac(kid),
      "HS256 with an empty secret": this.#hmac(""),
      "HS384": this.#hmac(x, "HS384"),
      "HS512": this.#hmac(x, "HS512"),
      "RS256": this.#sign({}, { alg: "RS256" }, rsa.privateKey),
      "ES256": this.#sign({}, { alg: "ES256" }, ec.privateKey),
      "a jwk in the head": this.#sign({}, { jwk: otherJwk }, other.privateKey),
      "a jwk in the head, signed by us": this.#sign({}, { jwk: publicJwk }),
      "a jku": this.#sign({}, { jku: "https://evil.test/jwks.json" }),
      "an x5u": this.#sign({}, { x5u: "https://evil.test/cert.pem" }),
      "an x5c": this.#sign({}, { x5c: ["MIIB"] }),
      "an x5t": this.#sign({}, { x5t: "AAAA" }),
      "a crit": this.#sign({}, { crit: ["urn:lexia"], "urn:lexia": 1 }),
      "an empty crit": this.#forged({ ...HEAD, crit: [] }),
      "b64 false": this.#forged({ ...HEAD, b64: false }),
      "zip": this.#forged({ ...HEAD, zip: "DEF" }),
      "alg twice, the last one none": this.#forgedText(
        `{"alg":"EdDSA","typ":"at+jwt","kid":"${kid}","alg":"none"}`,
      ),
      "a nested token": this.#sign({}, { cty: "JWT" }),
      "a token within a token": `${head}.${bytesPart(new TextEncoder().encode(good))}.${signature}`,
      "an encrypted token": `${part({ alg: "dir", enc: "A256GCM" })}..AAAA.AAAA.AAAA`,
      "typ JWT": this.#sign({}, { typ: "JWT" }),
      "typ in capitals": this.#forged({ ...HEAD, typ: "AT+JWT" }),
      "no typ": this.#forged({ alg: "EdDSA", kid }),
      "a typ of refresh tokens": this.#forged({ ...HEAD, typ: "rt+jwt" }),
      "padding": `${head}.${body}.${signature}==`,
      "a last letter with other unused bits": `${head}.${body}.${withUnusedBits(signature)}`,
      "standard base64": `${head}.${body}.${standard(signature)}==`,
      "JSON with one signature": JSON.stringify({ payload: body, protected: head, signature }),
      "JSON with two signatures": JSON.stringify({
        payload: body,
        signatures: [{ protected: part({ alg: "none" }), signature: "" }, { protected: head, signature }],
      }),
      "100 kB": this.#sign({ padding: "x".repeat(75_000) }),
      "100 kB of dots": ".".repeat(100_000),
    };
  }

  /** Our signature over claims that we would not make, or that hold no longer. */
  claims(): Forgeries {
    const { audience, issuer, now } = this.genuine;
    const another = crypto.randomUUID();
    return {
      "exp past": this.#sign({ exp: now - 31 }),
      "no exp": this.#sign({ exp: undefined }),
      "exp as text": this.#sign({ exp: String(now + 900) }),
      "exp null": this.#sign({ exp: null }),
      "exp infinite": this.#forgedText(
        undefined,
        JSON.stringify(this.#claims).replace(/"exp":\d+/, '"exp":1e999'),
      ),
      "exp below zero": this.#sign({ exp: -1 }),
      "exp far ahead on an old token": this.#sign({ iat: now - 1_000, nbf: now - 1_000, exp: now + 10_000 }),
      "exp far ahead on a new token": this.#sign({ exp: now + 10_000 }),
      "no iat": this.#sign({ iat: undefined }),
      "iat ahead": this.#sign({ iat: now + 120 }),
      "iat as text": this.#sign({ iat: String(now) }),
      "nbf ahead": this.#sign({ nbf: now + 90 }),
      "nbf as text": this.#sign({ nbf: "0" }),
      "no nbf": this.#sign({ nbf: undefined }),
      "another audience": this.#sign({ aud: another }),
      "the platform's audience": this.#sign({ aud: "platform" }),
      "an empty audience": this.#sign({ aud: "" }),
      "our audience in a list": this.#sign({ aud: [audience] }),
      "two audiences": this.#sign({ aud: [audience, "platform"] }),
      "our audience in capitals": this.#sign({ aud: audience.toUpperCase() }),
      "no audience": this.#sign({ aud: undefined }),
      "another issuer": this.#sign({ iss: "https://staging.lexia.test" }),
      "our issuer with a slash": this.#sign({ iss: `${issuer}/` }),
      "our issuer in a list": this.#sign({ iss: [issuer] }),
      "no issuer": this.#sign({ iss: undefined }),
      "no subject": this.#sign({ sub: undefined }),
      "a subject that is no id": this.#sign({ sub: "admin" }),
      "another subject": this.#sign({ sub: another }),
      "no session": this.#sign({ sid: undefined }),
      "a session that is no id": this.#sign({ sid: "' or 1=1" }),
      "another session": this.#sign({ sid: another }),
      "no jti": this.#sign({ jti: undefined }),
    };
  }

  #sign(claims: Claims = {}, head: Claims = {}, by: CryptoKey = this.genuine.key): Promise<string> {
    return new SignJWT({ ...this.#claims, ...claims })
      .setProtectedHeader({ alg: "EdDSA", ...this.#head, ...head })
      .sign(by, { crit: { "urn:lexia": true } });
  }

  #unsigned(head: Claims, signature = ""): string {
    return `${part(head)}.${part(this.#claims)}.${signature}`;
  }

  #hmac(secret: string | Uint8Array, alg: HmacName = "HS256"): string {
    return hmac(secret, { ...this.#head, alg }, this.#claims, alg);
  }

  /** A head that jose itself would not sign, over a good signature of ours. */
  #forged(head: Claims): Promise<string> {
    return this.#forgedText(JSON.stringify(head));
  }

  async #forgedText(
    head: string = JSON.stringify(this.#head),
    claims: string = JSON.stringify(this.#claims),
  ): Promise<string> {
    const encode = (text: string) => bytesPart(new TextEncoder().encode(text));
    const input = `${encode(head)}.${encode(claims)}`;
    const signature = await webcrypto.subtle.sign(
      "Ed25519",
      this.genuine.key,
      new TextEncoder().encode(input),
    );
    return `${input}.${bytesPart(new Uint8Array(signature))}`;
  }
}

type HmacName = "HS256" | "HS384" | "HS512";

function hmac(secret: string | Uint8Array, head: Claims, claims: Claims, alg: HmacName): string {
  const input = `${part({ ...head, alg })}.${part(claims)}`;
  const signature = createHmac(alg.replace("HS", "sha"), secret).update(input).digest("base64url");
  return `${input}.${signature}`;
}

function part(value: unknown): string {
  return bytesPart(new TextEncoder().encode(JSON.stringify(value)));
}

function bytesPart(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

function standard(part: string): string {
  return Uint8Array.fromBase64(part, { alphabet: "base64url" }).toBase64({ omitPadding: true });
}

/** 64 bytes take 85 letters and two bits: the other four bits of the last letter mean nothing. */
function withUnusedBits(signature: string): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return signature.slice(0, -1) + letters[letters.indexOf(signature.slice(-1)) + 1];
}

/** The order of Ed25519's group (RFC 8032, 5.1): a verifier that takes S + L takes two signatures for one text. */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

function withOrderAdded(signature: string): string {
  const bytes = Uint8Array.fromBase64(signature, { alphabet: "base64url" });
  let s = 0n;
  for (let i = 63; i >= 32; i--) s = s * 256n + BigInt(bytes[i] ?? 0);
  s += ORDER;
  for (let i = 32; i < 64; i++, s /= 256n) bytes[i] = Number(s % 256n);
  return bytesPart(bytes);
}
