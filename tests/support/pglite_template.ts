import { PGlite } from "@electric-sql/pglite";
import { migrate } from "#db/migrate.ts";
import { SessionPool } from "#platform/embedded/session_pool.ts";
import { poolDriver } from "#platform/sql/pool_driver.ts";
import { schemaHash } from "./schema_hash.ts";

let template: Promise<Blob> | undefined;

/** A migrated PGlite as a dump, made once for each version of schema and recipe, and kept in `.test/`. */
export function embeddedTemplate(): Promise<Blob> {
  return template ??= readOrMakeTemplate();
}

// Each test opens a copy, and most of the time that takes goes with the bytes it has: 128 MB of shared buffers that
// are filled with zeros, and files that nobody reads.
const SMALL = {
  initDbStartParams: ["--wal-segsize=1"],
  postgresqlconf: ["shared_buffers = 4MB", "wal_buffers = 64kB", "min_wal_size = 2MB"],
};

/** One session connects to one database; the last one leaves no log to be gone through. */
const STRIPPED = [
  "alter database template1 is_template false",
  "alter database template0 is_template false",
  "drop database template1",
  "drop database template0",
  "checkpoint",
];

async function readOrMakeTemplate(): Promise<Blob> {
  const folder = new URL("../../.test/", import.meta.url);
  const path = new URL(`pglite-${await schemaHash([JSON.stringify(SMALL), ...STRIPPED])}.tar`, folder);
  const kept = await Deno.readFile(path).catch(() => undefined);
  if (kept) return new Blob([kept]);
  const lite = await PGlite.create(SMALL);
  const driver = poolDriver(new SessionPool(lite, "select", 2_000));
  await migrate(driver);
  for (const statement of STRIPPED) await lite.exec(statement);
  const dump = await lite.dumpDataDir("none");
  await driver.close();
  // Other test processes may be at the same: a rename never shows a half-written file.
  await Deno.mkdir(folder, { recursive: true });
  const draft = new URL(`draft-${crypto.randomUUID()}`, folder);
  await Deno.writeFile(draft, dump.stream());
  await Deno.rename(draft, path);
  return dump;
}
