import type { PasswordHasher } from "#domain/identity/password_hash.ts";

const hashes = new Map<string, Promise<string>>();

/** With the product's full cost, but once in a test file: who has that password has the same hash. */
export function hashedPassword(hasher: PasswordHasher, password: string): Promise<string> {
  const hash = hashes.get(password) ?? hasher.hash(password);
  hashes.set(password, hash);
  return hash;
}
