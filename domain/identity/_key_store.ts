/** Where the signing keys lie: the table `signing_keys`, or the configuration. */
import { asc, isNull, lte, sql } from "drizzle-orm";
import {
  calculateJwkThumbprint,
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from "jose";
import { signingKeys } from "#db/schema/signing_keys.ts";
import type { Db, PlatformDb, PlatformUse } from "#db/tenant_db.ts";
import type { Log } from "../ports.ts";
import type { Sealer } from "./sealing.ts";
import { ACCESS_TOKEN_SECONDS } from "./token_times.ts";

export interface SigningKey {
  kid: string;
  /** The public point, base64url. */
  x: string;
  publicKey: CryptoKey;
  /** Null where it cannot be opened: such a key only verifies. */
  privateKey: CryptoKey | null;
  /** Milliseconds since the epoch, as `expiresAt`. */
  createdAt: number;
  /** Its signatures count until then; null: for as long as it is current. */
  expiresAt: number | null;
}

export interface KeyStore {
  /** False where reading again cannot bring other keys. */
  canChange: boolean;
  /** Keys that sign or verify at that time, oldest first; makes the first one where there is none. */
  read(now: number): Promise<readonly SigningKey[]>;
  rotate(
    now: number,
    publishSeconds: number,
    audit?: Omit<NonNullable<PlatformUse["audit"]>, "action">,
  ): Promise<string>;
}

/** Instances' clocks may be that far apart before a rotation could refuse somebody. */
const CLOCK_SKEW_SECONDS = 300;

type Row = typeof signingKeys.$inferSelect;

export function databaseKeys(platformDb: PlatformDb, sealer: Sealer, log: Log): KeyStore {
  async function create(tx: Db, now: number): Promise<string> {
    const { publicKey, privateKey } = await generateKeyPair("EdDSA", { extractable: true });
    const publicJwk = await exportJWK(publicKey);
    const kid = await calculateJwkThumbprint(publicJwk);
    const privateJwkSealed = await sealer.seal(JSON.stringify(await exportJWK(privateKey)), "signing_key");
    const createdAt = new Date(now);
    await tx.insert(signingKeys).values({ kid, publicJwk: { ...publicJwk }, privateJwkSealed, createdAt });
    return kid;
  }

  return {
    canChange: true,
    async read(now) {
      const rows = await platformDb.one({ purpose: "signing_keys.read" }, selectKeys);
      const live = rows.filter((row) => row.expiresAt === null || row.expiresAt.getTime() > now);
      if (live.length > 0) return await Promise.all(live.map((row) => openRow(row, sealer, log)));
      const created = await platformDb.tx({ purpose: "signing_keys.create_first" }, async (tx) => {
        await lock(tx);
        const others = await selectKeys(tx);
        if (!others.some((row) => row.expiresAt === null)) await create(tx, now);
        return await selectKeys(tx);
      });
      return await Promise.all(created.map((row) => openRow(row, sealer, log)));
    },
    async rotate(now, publishSeconds, audit) {
      const signsUntil = now + publishSeconds * 1_000;
      const verifiesUntil = signsUntil + (ACCESS_TOKEN_SECONDS + CLOCK_SKEW_SECONDS) * 1_000;
      const use: PlatformUse = { purpose: "signing_keys.rotate" };
      if (audit) use.audit = { ...audit, action: "signing_keys.rotate" };
      return await platformDb.tx(use, async (tx) => {
        await lock(tx);
        await tx.delete(signingKeys).where(lte(signingKeys.expiresAt, new Date(now)));
        await tx.update(signingKeys)
          .set({ retiredAt: new Date(signsUntil), expiresAt: new Date(verifiesUntil) })
          .where(isNull(signingKeys.expiresAt));
        return await create(tx, now);
      });
    },
  };
}

/** @throws {Error} for anything but a set of private Ed25519 keys. */
export async function configuredKeys(jwkSet: string): Promise<KeyStore> {
  const parsed: unknown = JSON.parse(jwkSet);
  const list = isRecord(parsed) && Array.isArray(parsed.keys) ? parsed.keys : [];
  if (list.length === 0) throw new Error("JWT_PRIVATE_KEYS holds no keys: expected a JWK set");
  const keys = await Promise.all(list.map(importConfigured));
  if (new Set(keys.map((key) => key.kid)).size < keys.length) {
    throw new Error("JWT_PRIVATE_KEYS repeats a kid");
  }
  const oldestFirst = keys.toReversed();
  return {
    canChange: false,
    read: () => Promise.resolve(oldestFirst),
    rotate: () => Promise.reject(new Error("JWT_PRIVATE_KEYS holds the keys: rotate them there")),
  };
}

async function importConfigured(jwk: unknown, position: number): Promise<SigningKey> {
  const isPrivate = isRecord(jwk) && jwk.kty === "OKP" && jwk.crv === "Ed25519" &&
    typeof jwk.x === "string" && typeof jwk.d === "string";
  if (!isPrivate) throw new Error(`JWT_PRIVATE_KEYS, key ${position + 1}: expected a private Ed25519 key`);
  const pair = { kty: "OKP", crv: "Ed25519", x: String(jwk.x), d: String(jwk.d) };
  const kid = typeof jwk.kid === "string" ? jwk.kid : await calculateJwkThumbprint(pair);
  return {
    kid,
    x: pair.x,
    publicKey: await importKey({ ...pair, d: undefined }),
    privateKey: await importKey(pair),
    // The first is the youngest that is old enough, hence the one that signs.
    createdAt: -position,
    expiresAt: null,
  };
}

/** Two instances that start at once wait for each other here, until the transaction ends. */
async function lock(tx: Db): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('lexia.signing_keys'))`);
}

function selectKeys(db: Db): Promise<Row[]> {
  return db.select().from(signingKeys).orderBy(asc(signingKeys.createdAt), asc(signingKeys.kid)).execute();
}

async function openRow(row: Row, sealer: Sealer, log: Log): Promise<SigningKey> {
  return {
    kid: row.kid,
    x: String(row.publicJwk.x),
    publicKey: await importKey(row.publicJwk),
    privateKey: await openPrivate(row, sealer, log),
    createdAt: row.createdAt.getTime(),
    expiresAt: row.expiresAt?.getTime() ?? null,
  };
}

async function openPrivate(row: Row, sealer: Sealer, log: Log): Promise<CryptoKey | null> {
  try {
    const jwk: unknown = JSON.parse(await sealer.open(row.privateJwkSealed, "signing_key"));
    return isRecord(jwk) ? await importKey(jwk) : null;
  } catch (error) {
    log.error("Cannot open a signing key: is SECRET_KEY another than before?", { kid: row.kid, error });
    return null;
  }
}

async function importKey(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK({ ...jwk, alg: "EdDSA" }, "EdDSA");
  if (key instanceof Uint8Array) throw new Error("Expected an asymmetric key");
  return key;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
