/** Recovery codes: ten characters of Crockford's base 32, which leaves out letters that are taken for others. */
import type { Sealer } from "./sealing.ts";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH = 10;

/** 50 random bits, as `abcde-fghjk`: what is kept of them is useless without `SECRET_KEY`, and guesses are counted. */
export function newRecoveryCode(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(LENGTH));
  // 256 is a multiple of 32: every character is as likely as the next.
  const text = [...bytes].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
  return `${text.slice(0, LENGTH / 2)}-${text.slice(LENGTH / 2)}`;
}

/** What the database knows the code by; undefined for a text that cannot be one. */
export async function recoveryCodeHash(
  sealer: Sealer,
  userId: string,
  typed: string,
): Promise<string | undefined> {
  const code = typed.toLowerCase().replace(/[\s-]/g, "").replaceAll("o", "0").replace(/[il]/g, "1");
  if (code.length !== LENGTH || [...code].some((letter) => !ALPHABET.includes(letter))) return undefined;
  return await sealer.keyedHash(`${userId} ${code}`, "recovery_code");
}
