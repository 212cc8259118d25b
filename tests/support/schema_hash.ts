import { grantStatements } from "#db/grants.ts";
import { PRELUDE } from "#db/prelude.ts";

/** Changes with anything that migrating does, and with what is done besides. */
export async function schemaHash(besides: readonly string[] = []): Promise<string> {
  const folder = new URL("../../db/migrations/", import.meta.url);
  const names = [...Deno.readDirSync(folder)].map((entry) => entry.name).filter((name) =>
    name.endsWith(".sql")
  );
  // When each was made is how a database knows which it has.
  names.push("meta/_journal.json");
  const texts = names.sort().map((name) => Deno.readTextFileSync(new URL(name, folder)));
  const whole = new TextEncoder().encode([...texts, ...PRELUDE, ...grantStatements(), ...besides].join("\n"));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole)).toHex().slice(0, 16);
}
