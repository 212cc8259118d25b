/** Whether it answers in time, and what could make it stop doing so. */
import { assetFaults } from "../outside/answers.ts";
import { fail, pass, type Probe, unless } from "./probe.ts";
import { loginOf } from "./security_database.ts";

/** As the setup guide has it. */
const MOST_P95_MS = 500;
const SAMPLE = 24;
const PATHS = ["/health", "/sign-in", "/api/openapi.json"];
/** Below that many rows reading a whole table is what PostgreSQL should do. */
const LARGE_ROWS = 20_000;
const MOST_CONNECTION_SHARE = 0.8;

export const PERFORMANCE_PROBES: readonly Probe[] = [
  {
    id: "response_times",
    section: "performance",
    severity: "high",
    async look(from) {
      const times: number[] = [];
      for (let asked = 0; asked < SAMPLE; asked++) {
        const { milliseconds } = await from.site.ask(PATHS[asked % PATHS.length] ?? "/health", {
          host: "admin",
        });
        times.push(milliseconds);
      }
      times.sort((a, b) => a - b);
      const p95 = times[Math.ceil(times.length * 0.95) - 1] ?? 0;
      const evidence = `p95 ${p95.toFixed(0)} ms (${SAMPLE})`;
      return p95 < MOST_P95_MS ? pass(evidence) : fail(evidence);
    },
  },
  {
    id: "response_times_measured",
    section: "performance",
    severity: "high",
    needs: "prometheus",
    async look(from) {
      const [sample] = await from.prometheus("lexia:request_duration_seconds:p95_5m");
      if (sample === undefined || Number.isNaN(sample.value)) {
        return pass({ en: "no requests in 5 min", es: "sin solicitudes en 5 min" });
      }
      const evidence = `p95 ${(sample.value * 1_000).toFixed(0)} ms`;
      return sample.value * 1_000 < MOST_P95_MS ? pass(evidence) : fail(evidence);
    },
  },
  {
    id: "indexes_valid",
    section: "performance",
    severity: "high",
    needs: "server",
    async look(from) {
      const rows = await from.catalog(
        "select indexrelid::regclass::text from pg_index where not (indisvalid and indisready)",
      );
      const [all] = await from.catalog("select count(*) from pg_indexes where schemaname = 'public'");
      return unless(rows.map(([name]) => String(name)), `${all?.[0]} ok`);
    },
  },
  {
    id: "sequential_scans",
    section: "performance",
    severity: "medium",
    needs: "server",
    async look(from) {
      const rows = await from.catalog(
        `select relname, seq_scan, coalesce(idx_scan, 0), n_live_tup from pg_stat_user_tables
          where n_live_tup > $1 and seq_scan > 1000 and seq_scan > coalesce(idx_scan, 0) order by seq_tup_read desc`,
        [LARGE_ROWS],
      );
      return unless(
        rows.map(([name, sequential, indexed]) => `${name} ${sequential}/${indexed}`),
        { en: `none above ${LARGE_ROWS} rows`, es: `ninguna de más de ${LARGE_ROWS} filas` },
      );
    },
  },
  {
    id: "connection_pool",
    section: "performance",
    severity: "high",
    needs: "server",
    async look(from) {
      const processes = Math.max(1, (await from.instances()).length);
      const wanted = processes * from.config.databasePoolSize;
      const [row] = await from.catalog(
        `select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
          coalesce((select rolconnlimit from pg_roles where rolname = $1), -1)`,
        [loginOf(from)],
      );
      const [server, login] = [Number(row?.[0]), Number(row?.[1])];
      const most = login < 0 ? server : Math.min(server, login);
      const evidence =
        `${processes} × DATABASE_POOL_SIZE=${from.config.databasePoolSize} = ${wanted} / ${most}`;
      return wanted <= most * MOST_CONNECTION_SHARE ? pass(evidence) : fail(evidence);
    },
  },
  {
    id: "redis_policy",
    section: "performance",
    severity: "high",
    needs: "server",
    async look(from) {
      const info = await from.redisInfo();
      const evidence = `maxmemory_policy=${info.get("maxmemory_policy")}`;
      return info.get("maxmemory_policy") === "noeviction" ? pass(evidence) : fail(evidence);
    },
  },
  {
    id: "redis_memory",
    section: "performance",
    severity: "medium",
    needs: "server",
    async look(from) {
      const info = await from.redisInfo();
      const [used, most] = [Number(info.get("used_memory")), Number(info.get("maxmemory"))];
      const evidence = `maxmemory=${most}, used_memory=${used}`;
      return most > 0 && used < most * 0.8 ? pass(evidence) : fail(evidence);
    },
  },
  {
    id: "redis_persistence",
    section: "operations",
    severity: "medium",
    needs: "server",
    async look(from) {
      const info = await from.redisInfo();
      const isKept = info.get("aof_enabled") === "1";
      const isWell = info.get("aof_last_write_status") !== "err" &&
        info.get("rdb_last_bgsave_status") !== "err";
      const evidence = `aof_enabled=${info.get("aof_enabled")}, rdb_last_bgsave_status=${
        info.get("rdb_last_bgsave_status")
      }`;
      return isKept && isWell ? pass(evidence) : fail(evidence);
    },
  },
  {
    id: "assets_cached",
    section: "performance",
    severity: "low",
    async look(from) {
      const { seen, faults } = await assetFaults(from.site);
      return unless(faults, `${seen} × immutable`);
    },
  },
];
