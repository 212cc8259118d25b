import { PGlite } from "@electric-sql/pglite";
import { migrate } from "#db/migrate.ts";
import { SessionPool } from "#platform/embedded/session_pool.ts";
import { poolDriver } from "#platform/sql/pool_driver.ts";
import { schemaHash } from "./schema_hash.ts";

let template: Promise<Blob> | undefined;

/** A migrated PGlite as a dump, made once for each version of the schema and kept in `.test/`. */
export function embeddedTemplate(): Promise<Blob> {
  return template ??= readOrMakeTemplate();
}

async function readOrMakeTemplate(): Promise<Blob> {
  const folder = new URL("../../.test/", import.meta.url);
  const path = new URL(`pglite-${await schemaHash()}.tar`, folder);
  const kept = await Deno.readFile(path).catch(() => undefined);
  if (kept) return new Blob([kept]);
  const lite = await PGlite.create();
  const driver = poolDriver(new SessionPool(lite, "select", 2_000));
  await migrate(driver);
  const dump = await lite.dumpDataDir("none");
  await driver.close();
  // Other test processes may be at the same: a rename never shows a half-written file.
  await Deno.mkdir(folder, { recursive: true });
  const draft = new URL(`draft-${crypto.randomUUID()}`, folder);
  await Deno.writeFile(draft, dump.stream());
  await Deno.rename(draft, path);
  return dump;
}
