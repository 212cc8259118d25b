/** An authenticator app, as people have it on their phone. */
import { TOTP } from "otpauth";

/** The code that it shows, at that time in milliseconds since the epoch. */
export function codeOf(secret: string, at: number): string {
  return new TOTP({ secret }).generate({ timestamp: at });
}

/** A code of six digits that is none of those that count around that time. */
export function wrongCodeOf(secret: string, at: number): string {
  const right = [-60_000, -30_000, 0, 30_000, 60_000].map((offset) => codeOf(secret, at + offset));
  for (let guess = 0; guess < 10; guess++) {
    const code = String(guess).repeat(6);
    if (!right.includes(code)) return code;
  }
  throw new Error("Every guess is right");
}
