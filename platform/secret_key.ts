import type { Home } from "./config.ts";

const FILE = "secret_key";

/**
 * The embedded home's own secret: made at first start, kept beside its database, readable by its user alone.
 * @throws {Error} in the other homes, whose instances must share a configured one.
 */
export async function ownSecretKey(home: Home): Promise<string> {
  if (home.kind !== "embedded") throw new Error("SECRET_KEY is needed outside the embedded home");
  const path = `${home.dataDir}/${FILE}`;
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const key = crypto.getRandomValues(new Uint8Array(64)).toHex();
  await Deno.writeTextFile(path, key, { mode: 0o600, createNew: true });
  return key;
}
