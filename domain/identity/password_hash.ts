/**
 * Passwords at rest: Argon2id (RFC 9106) with the parameters that OWASP gives as its minimum, as a PHC string. One hash
 * takes 19 MiB, so few run at once and few may wait: a flood of sign-ins is refused instead of taking the memory.
 */
import { timingSafeEqual } from "node:crypto";
import { DomainError } from "../errors.ts";

export interface Argon2Cost {
  /** KiB. */
  memory: number;
  passes: number;
  parallelism: number;
}

export type DeriveKey = (password: Uint8Array, salt: Uint8Array, cost: Argon2Cost) => Promise<Uint8Array>;

/** Counted in Unicode characters, after `normalizePassword`. */
export const MAX_PASSWORD_LENGTH = 128;

const COST: Argon2Cost = { memory: 19_456, passes: 2, parallelism: 1 };
/** What a stored string may ask for at most, so that no row can stop the process. */
const MAX_COST: Argon2Cost = { memory: 131_072, passes: 8, parallelism: 4 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const RETRY_AFTER_SECONDS = 2;

/** Nobody's hash: the same cost as everybody's, and no password that fits. */
const NOBODY = formatPhc(COST, new Uint8Array(SALT_BYTES), new Uint8Array(KEY_BYTES));

/**
 * The one form of a password: NFC, as NIST SP 800-63B-4 (3.1.1.2) allows, so that an accent typed on another keyboard
 * is the same accent. Nothing is trimmed, folded or cut off.
 */
export function normalizePassword(password: string): string {
  return password.normalize("NFC");
}

export function passwordLength(password: string): number {
  // Composing makes at most a third of it, so this is too long anyway and need not be worked on.
  if (password.length > MAX_PASSWORD_LENGTH * 8) return password.length;
  return Array.from(normalizePassword(password)).length;
}

export interface PasswordHasherOptions {
  /** Hashes at once; half the cores where not given. */
  running?: number;
  /** Callers that may wait for their turn. */
  waiting?: number;
  derive?: DeriveKey;
}

/** Hashes and verifies, a bounded number at a time. */
export class PasswordHasher {
  readonly #running: number;
  readonly #waiting: number;
  readonly #derive: DeriveKey;
  readonly #queue: (() => void)[] = [];
  #busy = 0;

  constructor(
    { running = halfTheCores(), waiting = 32, derive = deriveArgon2id }: PasswordHasherOptions = {},
  ) {
    this.#running = running;
    this.#waiting = waiting;
    this.#derive = derive;
  }

  /** A PHC string with a fresh salt. @throws {DomainError} `sign_in_busy` */
  async hash(password: string): Promise<string> {
    const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
    return formatPhc(COST, salt, await this.#inTurn(password, salt, COST));
  }

  /** Compares in constant time. A string that is no Argon2id hash fits no password. @throws {DomainError} `sign_in_busy` */
  async verify(phc: string, password: string): Promise<boolean> {
    const stored = parsePhc(phc);
    // A longer password cannot have been set; it takes as long as any other wrong one.
    if (!stored || passwordLength(password) > MAX_PASSWORD_LENGTH) return await this.verifyNobody();
    const key = await this.#inTurn(password, stored.salt, stored.cost);
    return timingSafeEqual(key, stored.key);
  }

  /** Takes as long as a wrong password of somebody, and is always false. @throws {DomainError} `sign_in_busy` */
  async verifyNobody(): Promise<false> {
    const nobody = parsePhc(NOBODY);
    if (nobody) await this.#inTurn("", nobody.salt, nobody.cost);
    return false;
  }

  async #inTurn(password: string, salt: Uint8Array, cost: Argon2Cost): Promise<Uint8Array> {
    await this.#turn();
    try {
      return await this.#derive(new TextEncoder().encode(normalizePassword(password)), salt, cost);
    } finally {
      const next = this.#queue.shift();
      if (next) next();
      else this.#busy--;
    }
  }

  async #turn(): Promise<void> {
    if (this.#busy < this.#running) {
      this.#busy++;
      return;
    }
    if (this.#queue.length >= this.#waiting) {
      throw new DomainError("sign_in_busy", { retryAfterSeconds: RETRY_AFTER_SECONDS });
    }
    await new Promise<void>((resolve) => this.#queue.push(resolve));
  }
}

/** A hash keeps a core busy: on two of them, two at once would leave nothing to people who are at work. */
function halfTheCores(): number {
  return Math.max(1, Math.floor(navigator.hardwareConcurrency / 2));
}

/** WebCrypto's Argon2id where the runtime has it (it does not block), and hash-wasm where not. */
export async function deriveArgon2id(
  password: Uint8Array,
  salt: Uint8Array,
  cost: Argon2Cost,
): Promise<Uint8Array> {
  const algorithm = { name: "Argon2id", nonce: salt, ...cost };
  if (!isNative(algorithm)) return await deriveWithWasm(password, salt, cost);
  const secret = await crypto.subtle.importKey("raw-secret", new Uint8Array(password), "Argon2id", false, [
    "deriveBits",
  ]);
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, secret, KEY_BYTES * 8));
}

/**
 * The same function in WebAssembly. It blocks for about 45 ms: a Web Worker would not, but Deno reads a worker's file
 * under `--allow-read`, which LEXIA's server does not hold, and the edge has no workers.
 */
export async function deriveWithWasm(
  password: Uint8Array,
  salt: Uint8Array,
  cost: Argon2Cost,
): Promise<Uint8Array> {
  const { argon2id } = await import("hash-wasm");
  // hash-wasm refuses an empty password, which RFC 9106 allows; nobody can have set one.
  const secret = password.length > 0 ? password : new Uint8Array(1);
  return await argon2id({
    password: secret,
    salt,
    memorySize: cost.memory,
    iterations: cost.passes,
    parallelism: cost.parallelism,
    hashLength: KEY_BYTES,
    outputType: "binary",
  });
}

function isNative(algorithm: object): boolean {
  return typeof SubtleCrypto.supports === "function" &&
    SubtleCrypto.supports("importKey", "Argon2id") &&
    SubtleCrypto.supports("deriveBits", algorithm, KEY_BYTES * 8);
}

function formatPhc({ memory, passes, parallelism }: Argon2Cost, salt: Uint8Array, key: Uint8Array): string {
  const [s, k] = [salt, key].map((bytes) => bytes.toBase64({ omitPadding: true }));
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${s}$${k}`;
}

function parsePhc(phc: string): { cost: Argon2Cost; salt: Uint8Array; key: Uint8Array } | undefined {
  const match =
    /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{43})$/
      .exec(phc);
  if (!match) return undefined;
  const [, memory, passes, parallelism, salt = "", key = ""] = match;
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const isAffordable = cost.memory <= MAX_COST.memory && cost.passes <= MAX_COST.passes &&
    cost.parallelism <= MAX_COST.parallelism && cost.passes >= 1 && cost.memory >= 8 * cost.parallelism &&
    cost.parallelism >= 1;
  if (!isAffordable) return undefined;
  try {
    return { cost, salt: Uint8Array.fromBase64(salt), key: Uint8Array.fromBase64(key) };
  } catch {
    return undefined;
  }
}
