/** What a drill needs beside a backup: rows without end, and whether LEXIA answers on what was restored. */
import { migrate } from "#db/migrate.ts";
import type { SqlConnection } from "#db/driver.ts";
import type { Log } from "#domain/ports.ts";
import { rowsOf, within } from "./sessions.ts";
import type { DatabaseLogin } from "./settings.ts";

const ROWS_AT_ONCE = 100_000;
const ROWS_OF_A_CASE = 100;

/** A migrated database with an organization that has as many court entries as were asked for. */
export async function plantRows(database: DatabaseLogin, rows: number, log: Log): Promise<void> {
  await within(database, log, async (driver) => {
    await migrate(driver);
    await driver.session(async (connection) => {
      await connection.batch([{ text: "set role lexia_platform" }]);
      const [row] = await rowsOf(
        connection,
        "insert into organizations (name, subdomain) values ('Drill', 'drill') returning id",
      );
      const organization = String(row?.[0]);
      for (let from = 0; from < rows; from += ROWS_AT_ONCE) {
        await plantSome(connection, organization, from, Math.min(rows, from + ROWS_AT_ONCE));
      }
    });
  });
}

async function plantSome(
  connection: SqlConnection,
  organization: string,
  from: number,
  to: number,
): Promise<void> {
  await rowsOf(
    connection,
    `insert into procesos (organization_id, source, id_proceso, radicado, first_seen_at, last_verified_at, raw)
     select $1, 'cpnu', n, lpad(n::text, 23, '1'), now(), now(), '{}'
     from generate_series($2::int / ${ROWS_OF_A_CASE}, ($3::int - 1) / ${ROWS_OF_A_CASE}) n
     on conflict do nothing`,
    [organization, from, to],
  );
  await rowsOf(
    connection,
    `insert into actuaciones (organization_id, proceso_id, id_reg_actuacion, cons_actuacion, actuacion, anotacion, filed_on,
       content_hash, is_baseline, first_seen_at, raw)
     select $1, p.id, n, n % ${ROWS_OF_A_CASE}, 'Auto interlocutorio', md5(n::text) || md5((-n)::text), '2026-11-23',
       md5(n::text) || md5((n + 1)::text), true, now(), '{}'
     from generate_series($2::int, $3::int - 1) n
     join procesos p on p.organization_id = $1 and p.id_proceso = n / ${ROWS_OF_A_CASE}`,
    [organization, from, to],
  );
}

export interface Answer {
  what: string;
  status: number;
  expected: number;
}

/** LEXIA in this process, on that database: what it answers, or why it could not be asked. */
export async function smoke(database: DatabaseLogin, log: Log): Promise<Answer[] | string> {
  const { ConfigError, openMetrics, openPlatform, readConfig } = await import("#platform/mod.ts");
  const { assemble } = await import("#main");
  const read = (name: string) => name === "DATABASE_URL" ? database.url : Deno.env.get(name);
  try {
    const config = readConfig({ get: read, readTextFile: (path) => Deno.readTextFileSync(path) });
    const metrics = openMetrics();
    const platform = await openPlatform(config, { log, metrics });
    try {
      const lexia = await assemble(config, platform, { log, metrics });
      const answers = await askAll(lexia, await oneSubdomain(database, log));
      lexia.stop();
      return answers;
    } finally {
      await platform.close();
    }
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

interface Asked {
  config: { baseDomain: string };
  app: { fetch(request: Request, env: { remoteAddress: string }): Response | Promise<Response> };
}

async function askAll({ config, app }: Asked, subdomain: string | null): Promise<Answer[]> {
  const api = `api.${config.baseDomain}`;
  const asked: [host: string, path: string, expected: number][] = [
    [config.baseDomain, "/health", 200],
    [config.baseDomain, "/ready", 200],
    [api, "/api/openapi.json", 200],
    ...(subdomain === null
      ? []
      : [[`${subdomain}.${config.baseDomain}`, "/auth/me", 401] as [string, string, number]]),
  ];
  const answers: Answer[] = [];
  for (const [host, path, expected] of asked) {
    const request = new Request(`http://${host}${path}`, { headers: { host } });
    const response = await app.fetch(request, { remoteAddress: "127.0.0.1" });
    await response.body?.cancel();
    answers.push({ what: path, status: response.status, expected });
  }
  return answers;
}

/** Of an organization that is there, so that a tenant is found in what was restored. */
async function oneSubdomain(database: DatabaseLogin, log: Log): Promise<string | null> {
  return await within(database, log, async (driver) => {
    const results = await driver.batch([
      { text: "select set_config('role', 'lexia_platform', true)" },
      { text: "select subdomain from organizations where is_active order by created_at limit 1" },
    ]);
    const name = results.at(-1)?.rows[0]?.[0];
    return name === undefined ? null : String(name);
  });
}
