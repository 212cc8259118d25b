/**
 * The Ed25519 keys that sign access tokens (RFC 8037). All instances share them: they lie in `signing_keys` with the
 * private half sealed, or come from the configuration. A new key is published first and signs only when every
 * instance has read it, and the one before it verifies until its last token has expired, so a rotation refuses nobody.
 */
import type { CryptoKey } from "jose";
import type { PlatformUse } from "#db/tenant_db.ts";
import type { Clock, Log } from "../ports.ts";
import { configuredKeys, type KeyStore, type SigningKey } from "./_key_store.ts";

export type { SigningKey } from "./_key_store.ts";

/** How long an instance believes what it read; below `PUBLISH_SECONDS`, so that nobody signs with an unknown key. */
const READ_AGAIN_SECONDS = 30;
/** From its creation until a key signs. */
export const PUBLISH_SECONDS = 60;
/** A kid that nobody knows makes at most one reading in this time. */
const UNKNOWN_KID_SECONDS = 10;
/** After a failed reading the keys known go on that long before the next try. */
const RETRY_SECONDS = 5;

/** A public key as `/.well-known/jwks.json` shows it. */
export interface PublicJwk {
  kty: "OKP";
  crv: "Ed25519";
  x: string;
  kid: string;
  use: "sig";
  alg: "EdDSA";
}

interface Known {
  keys: readonly SigningKey[];
  readAt: number;
}

export class SigningKeys {
  #known: Known | undefined;
  #reading: Promise<readonly SigningKey[]> | undefined;
  #unknownKidAt = -Infinity;

  constructor(
    private readonly store: KeyStore,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** The key that signs now. Creates the very first one. */
  async current(): Promise<SigningKey & { privateKey: CryptoKey }> {
    const now = this.clock.now();
    const signing = (await this.verificationKeys()).filter(canSign);
    const [oldest] = signing;
    const current = signing.findLast((key) => now - key.createdAt >= PUBLISH_SECONDS * 1_000) ?? oldest;
    if (!current) {
      throw new Error(
        "No signing key can be opened: SECRET_KEY is another than when they were sealed; rotate the keys",
      );
    }
    return current;
  }

  /** Keys whose signatures count now, oldest first. */
  async verificationKeys(): Promise<readonly SigningKey[]> {
    const now = this.clock.now();
    return (await this.#keys()).filter((key) => key.expiresAt === null || key.expiresAt > now);
  }

  /** By the kid of a token, reading again where it is not known, but not each time. */
  async verificationKey(kid: string): Promise<CryptoKey | undefined> {
    const known = (await this.verificationKeys()).find((key) => key.kid === kid);
    const now = this.clock.now();
    if (known || !this.store.canChange || now - this.#unknownKidAt < UNKNOWN_KID_SECONDS * 1_000) {
      return known?.publicKey;
    }
    this.#unknownKidAt = now;
    await this.#read();
    return (await this.verificationKeys()).find((key) => key.kid === kid)?.publicKey;
  }

  /** RFC 7517; public halves only. */
  async jwks(): Promise<{ keys: PublicJwk[] }> {
    const keys = await this.verificationKeys();
    return {
      keys: keys.map(({ kid, x }) => ({ kty: "OKP", crv: "Ed25519", x, kid, use: "sig", alg: "EdDSA" })),
    };
  }

  /**
   * Publishes a new key and retires those before it. Returns its kid.
   * @throws {Error} where the keys come from the configuration.
   */
  async rotate(audit?: Omit<NonNullable<PlatformUse["audit"]>, "action">): Promise<string> {
    const kid = await this.store.rotate(this.clock.now(), PUBLISH_SECONDS, audit);
    await this.#read();
    return kid;
  }

  async #keys(): Promise<readonly SigningKey[]> {
    const known = this.#known;
    if (known && this.clock.now() - known.readAt < READ_AGAIN_SECONDS * 1_000) return known.keys;
    return await this.#read();
  }

  async #read(): Promise<readonly SigningKey[]> {
    this.#reading ??= this.#readOnce().finally(() => this.#reading = undefined);
    return await this.#reading;
  }

  async #readOnce(): Promise<readonly SigningKey[]> {
    const readAt = this.clock.now();
    try {
      const keys = await this.store.read(readAt);
      this.#known = { keys, readAt };
      return keys;
    } catch (error) {
      if (!this.#known) throw error;
      this.log.warn("Cannot read the signing keys: going on with those known", { error });
      this.#known = { ...this.#known, readAt: readAt - (READ_AGAIN_SECONDS - RETRY_SECONDS) * 1_000 };
      return this.#known.keys;
    }
  }
}

/** Keys of the configuration: the first signs, all verify, none changes while the program runs. */
export async function keysFromConfiguration(jwkSet: string, clock: Clock, log: Log): Promise<SigningKeys> {
  return new SigningKeys(await configuredKeys(jwkSet), clock, log);
}

function canSign(key: SigningKey): key is SigningKey & { privateKey: CryptoKey } {
  return key.privateKey !== null;
}
