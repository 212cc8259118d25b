/** Makes the schema `lexia_dw` and brings it up to date, one numbered file after the other. */
import type { SqlConnection } from "#db/driver.ts";
import { Ending, EXIT } from "../backup/ending.ts";
import { rowsOf } from "../backup/sessions.ts";

export interface SchemaStep {
  version: number;
  statements: string[];
}

const BREAK = "--> statement-breakpoint";

export async function readSteps(folder = `${import.meta.dirname}/schema`): Promise<SchemaStep[]> {
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
  return await Promise.all(names.map(async (name, at) => {
    const version = Number(/^(\d{4})_[a-z_]+\.sql$/.exec(name)?.[1]);
    if (version !== at + 1) throw new Error(`The warehouse's schema has a gap before ${name}`);
    return { version, statements: (await Deno.readTextFile(`${folder}/${name}`)).split(BREAK) };
  }));
}

/**
 * Each step is a transaction. Returns the versions that were missing.
 * @throws {Ending} `schema_newer` where a newer LEXIA has been here, `role_missing` where the login may not make roles.
 */
export async function upgradeSchema(
  connection: SqlConnection,
  steps: readonly SchemaStep[],
): Promise<number[]> {
  await makeReaderRole(connection);
  await connection.batch([
    { text: "set client_min_messages = warning" },
    { text: "create schema if not exists lexia_dw" },
    { text: MAKE_VERSIONS },
  ]);
  const [known] = await rowsOf(connection, "select coalesce(max(version), 0) from lexia_dw.schema_versions");
  const has = Number(known?.[0]);
  const newest = steps.at(-1)?.version ?? 0;
  if (has > newest) {
    const message = `The warehouse has version ${has}, made by a newer LEXIA; this one knows ${newest}`;
    throw new Ending(EXIT.data, "schema_newer", message);
  }
  const missing = steps.filter(({ version }) => version > has);
  for (const { version, statements } of missing) {
    await connection.batch([
      ...statements.map((text) => ({ text })),
      { text: "insert into lexia_dw.schema_versions (version) values ($1)", values: [version] },
    ]);
  }
  return missing.map(({ version }) => version);
}

const MAKE_VERSIONS = `create table if not exists lexia_dw.schema_versions (
  version integer primary key, applied_at timestamptz not null default now())`;

async function makeReaderRole(connection: SqlConnection): Promise<void> {
  const there = "select from pg_roles where rolname = 'lexia_dw_reader'";
  if ((await rowsOf(connection, `${there} and not (rolsuper or rolbypassrls)`)).length > 0) return;
  if ((await rowsOf(connection, there)).length > 0) {
    const message = "The role lexia_dw_reader can step over the wall: ask an administrator to run: " +
      "alter role lexia_dw_reader nosuperuser nobypassrls";
    throw new Ending(EXIT.noPermission, "role_powerful", message);
  }
  try {
    await connection.batch([{ text: "create role lexia_dw_reader nologin" }]);
  } catch (cause) {
    const message = "Cannot make the role lexia_dw_reader: ask an administrator of the warehouse to run: " +
      "create role lexia_dw_reader nologin";
    throw new Ending(EXIT.noPermission, "role_missing", message, {}, { cause });
  }
}
