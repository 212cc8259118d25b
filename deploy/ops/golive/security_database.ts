/** The database's roles, walls, connections and log. */
import { databaseFaults, type Fault } from "../database_faults.ts";
import { authenticationOf } from "../outside/postgres_door.ts";
import { databaseLogins } from "../backup/settings.ts";
import { fail, pass, type Probe, unless } from "./probe.ts";
import type { Surroundings } from "./surroundings.ts";

const OF_ROWS = /^(row_security_|open_to_all)/;
const OF_TLS = /_without_tls$/;

export const DATABASE_PROBES: readonly Probe[] = [
  {
    id: "database_roles",
    section: "security",
    severity: "high",
    needs: "server",
    async look(from) {
      const faults = (await faultsOf(from)).filter(({ fault }) =>
        !OF_ROWS.test(fault) && !OF_TLS.test(fault)
      );
      return unless(shown(faults), "lexia_app, lexia_platform, lexia_readonly, lexia_backup");
    },
  },
  {
    id: "row_security",
    section: "security",
    severity: "high",
    needs: "server",
    async look(from) {
      const [tables] = await from.catalog(
        "select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')",
      );
      const faults = (await faultsOf(from)).filter(({ fault }) => OF_ROWS.test(fault));
      return unless(shown(faults), {
        en: `${tables?.[0]} tables, all forced`,
        es: `${tables?.[0]} tablas, todas forzadas`,
      });
    },
  },
  {
    id: "database_tls",
    section: "security",
    severity: "high",
    needs: "server",
    async look(from) {
      const faults = (await faultsOf(from)).filter(({ fault }) => OF_TLS.test(fault));
      const [setting] = await from.catalog("select current_setting('ssl')");
      return unless(shown(faults), `ssl=${setting?.[0]}`);
    },
  },
  {
    id: "database_authentication",
    section: "security",
    severity: "high",
    needs: "server",
    async look(from) {
      const { service } = databaseLogins((name) => from.given.env(name));
      const ca = service.caFile === null ? undefined : await Deno.readTextFile(service.caFile);
      const way = await authenticationOf(service.url, ca);
      const [setting] = await from.catalog("select current_setting('password_encryption')");
      const evidence = `${way}; password_encryption=${setting?.[0]}`;
      return way === "scram-sha-256" && setting?.[0] === "scram-sha-256" ? pass(evidence) : fail(evidence);
    },
  },
  {
    id: "database_log",
    section: "security",
    severity: "high",
    needs: "server",
    async look(from) {
      const rows = await from.catalog("select name, setting from pg_settings where name = any ($1)", [
        Object.keys(LOG_SETTINGS),
      ]);
      const faults = rows.filter(([name, setting]) => !LOG_SETTINGS[String(name)]?.test(String(setting)));
      const all = rows.map(([name, setting]) => `${name}=${setting}`);
      return unless(faults.map(([name, setting]) => `${name}=${setting}`), all.join(", "));
    },
  },
  {
    id: "database_limits",
    section: "performance",
    severity: "medium",
    needs: "server",
    async look(from) {
      const login = loginOf(from);
      const [role] = await from.catalog(
        "select rolconnlimit, coalesce(array_to_string(rolconfig, ' '), '') from pg_roles where rolname = $1",
        [login],
      );
      const [limit, settings] = [Number(role?.[0]), String(role?.[1])];
      const faults = [
        ...(limit > 0 ? [] : ["- connection limit"]),
        ...["statement_timeout", "idle_in_transaction_session_timeout"].filter((name) =>
          !settings.includes(`${name}=`)
        )
          .map((name) => `- ${name}`),
      ];
      return unless(faults, `connection limit=${limit} ${settings}`);
    },
  },
];

/** What `log_statement = 'all'` and its like write: names and cases of people. */
const LOG_SETTINGS: Readonly<Record<string, RegExp>> = {
  log_statement: /^(none|ddl)$/,
  log_min_duration_statement: /^-1$/,
  log_min_duration_sample: /^-1$/,
  log_min_error_statement: /^(panic|fatal)$/,
  log_connections: /^(on|all|.*authentication.*)$/,
  log_disconnections: /^on$/,
};

export function loginOf(from: Surroundings): string {
  return decodeURIComponent(new URL(databaseLogins((name) => from.given.env(name)).service.url).username);
}

async function faultsOf(from: Surroundings): Promise<Fault[]> {
  return await from.once("database faults", async () => {
    const { service } = databaseLogins((name) => from.given.env(name));
    return await databaseFaults(await from.owner(), { login: loginOf(from), serviceUrl: service.url });
  });
}

function shown(faults: readonly Fault[]): string[] {
  return faults.map(({ fault, of }) => `${fault} (${of})`);
}
