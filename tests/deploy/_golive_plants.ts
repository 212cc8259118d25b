/** Misconfigurations, each with the line that must find it and with those that it makes fail as well. */
import { join } from "node:path";
import { PasswordHasher } from "#domain/identity/password_hash.ts";
import type { GoliveRoom, Seen } from "./_golive_room.ts";

export interface Plant {
  what: string;
  /** The line that finds it. */
  line: string;
  /** Lines that fail by the same fault. */
  implied?: string[];
  seen?: Seen | ((made: GoliveRoom) => Promise<Seen>);
  /** Does it, and gives what undoes it. */
  plant?(made: GoliveRoom): Promise<() => Promise<void>>;
  /** The limits are tried too. */
  triesLimits?: boolean;
}

const front = (file: string, change: (text: string) => string) => (made: GoliveRoom) =>
  made.front(file, change);
const hidden = (name: string) => (text: string) => `proxy_hide_header ${name};\n${text}`;

function sql(plant: string, undo: string) {
  return async (made: GoliveRoom) => {
    await made.sql(plant);
    return async () => void await made.sql(undo);
  };
}

function setting(name: string, value: string) {
  const apply = async (made: GoliveRoom, text: string) => {
    await made.sql(text);
    await made.sql("select pg_reload_conf()");
  };
  return async (made: GoliveRoom) => {
    await apply(made, `alter system set ${name} = '${value}'`);
    return () => apply(made, `alter system reset ${name}`);
  };
}

function redis(name: string, value: string, before: string) {
  return async (made: GoliveRoom) => {
    await made.redisSays("CONFIG", "SET", name, value);
    return () => made.redisSays("CONFIG", "SET", name, before);
  };
}

function mode(pathOf: (made: GoliveRoom) => string, open: number, closed: number) {
  return async (made: GoliveRoom) => {
    await Deno.chmod(pathOf(made), open);
    return () => Deno.chmod(pathOf(made), closed);
  };
}

const OPERATOR = "(select user_id from platform_admins order by user_id limit 1)";
const LINE = "(select row_ids[1] from audit_seals order by position limit 1)";

export const PLANTS: readonly Plant[] = [
  {
    what: "old versions of TLS, with ciphers to match",
    line: "tls_old_protocols",
    implied: ["tls_weak_ciphers"],
    plant: front(
      "tls.conf",
      (text) =>
        text.replace(/^ssl_protocols.*$/m, "ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;")
          .replace(/^ssl_ciphers.*$/m, "ssl_ciphers ALL:@SECLEVEL=0;"),
    ),
  },
  {
    what: "weak ciphers alone",
    line: "tls_weak_ciphers",
    plant: front(
      "tls.conf",
      (text) => text.replace(/^ssl_ciphers (.*);$/m, "ssl_ciphers $1:ECDHE-ECDSA-AES128-SHA;"),
    ),
  },
  {
    what: "TLS 1.3 switched off",
    line: "tls_modern",
    plant: front("tls.conf", (text) => text.replace("TLSv1.2 TLSv1.3", "TLSv1.2")),
  },
  { what: "HSTS taken out", line: "hsts", plant: front("proxy.conf", hidden("Strict-Transport-Security")) },
  {
    what: "a security header taken out",
    line: "security_headers",
    plant: front("proxy.conf", hidden("X-Frame-Options")),
  },
  {
    what: "a content policy of somebody else's",
    line: "content_policy",
    plant: front(
      "proxy.conf",
      (text) =>
        hidden("Content-Security-Policy")(
          `add_header Content-Security-Policy "default-src 'self' 'unsafe-inline'";\n${text}`,
        ),
    ),
  },
  {
    what: "a version told",
    line: "no_leaks",
    plant: front("nginx.conf", (text) => text.replace("server_tokens off", "server_tokens on")),
  },
  {
    what: "metrics open to everybody",
    line: "metrics_closed",
    plant: (made) =>
      made.front("site.conf", (text) =>
        text.replace(
          "    return 404;\n",
          `    include proxy.conf;\n    proxy_set_header Authorization "Bearer ${made.metricsToken}";\n`,
        )),
  },
  {
    what: "plain HTTP without a redirect",
    line: "http_redirects",
    plant: (made) =>
      made.front(
        "sites/base_domain.conf",
        (text) => text.replaceAll(/return 301 [^;]+;/g, "return 200 plain;"),
      ),
  },
  {
    what: "any origin let in",
    line: "cors_closed",
    plant: front("proxy.conf", (text) => `add_header Access-Control-Allow-Origin "*" always;\n${text}`),
  },
  {
    what: "cookies rewritten",
    line: "cookie_flags",
    plant: front("proxy.conf", (text) => `proxy_cookie_flags ~ nosecure nohttponly;\n${text}`),
  },
  {
    what: "no limit of bodies",
    line: "body_limit",
    plant: async (made) => {
      const undo = [
        await made.front(
          "nginx.conf",
          (text) => text.replace("client_max_body_size 2m", "client_max_body_size 0"),
        ),
        await made.front(
          "site.conf",
          (text) => text.replaceAll(/client_max_body_size \d+/g, "client_max_body_size 0"),
        ),
      ];
      return async () => {
        for (const one of undo) await one();
      };
    },
  },
  {
    what: "no limit of calls",
    line: "api_rate_limit",
    implied: ["sign_in_rate_limit"],
    triesLimits: true,
    plant: front("limits.conf", (text) => text.replaceAll(/^limit_req zone.*$/gm, "")),
  },
  {
    what: "a certificate that soon expires",
    line: "certificate_expiry",
    plant: async (made) => {
      await made.certificate(5);
      return () => made.certificate(60);
    },
  },
  {
    what: "a certificate that nobody vouches for",
    line: "certificate_trusted",
    // No password is sent there.
    implied: ["sign_in_journey"],
    seen: { knowsAuthority: false },
  },
  {
    what: "a role that steps over row security",
    line: "database_roles",
    plant: sql("alter role lexia_app bypassrls", "alter role lexia_app nobypassrls"),
  },
  {
    what: "a table without its wall",
    line: "row_security",
    plant: sql("alter table users no force row level security", "alter table users force row level security"),
  },
  {
    what: "logins without a password",
    line: "database_authentication",
    plant: async (made) => {
      const path = join(made.room.postgres.folder, "data/pg_hba.conf");
      const before = await Deno.readTextFile(path);
      await Deno.writeTextFile(path, `host lexia lexia_service 127.0.0.1/32 trust\n${before}`);
      await made.sql("select pg_reload_conf()");
      return async () => {
        await Deno.writeTextFile(path, before);
        await made.sql("select pg_reload_conf()");
      };
    },
  },
  {
    what: "passwords kept as MD5",
    line: "database_authentication",
    plant: setting("password_encryption", "md5"),
  },
  {
    what: "every statement in the database's log",
    line: "database_log",
    plant: setting("log_statement", "all"),
  },
  {
    what: "a login without a time limit",
    line: "database_limits",
    plant: sql(
      "alter role lexia_service reset statement_timeout",
      "alter role lexia_service set statement_timeout = '15s'",
    ),
  },
  {
    what: "Redis without a password",
    line: "redis_password",
    // Redis that wants no password refuses whoever brings one: the exporter, and LEXIA where it connects anew.
    implied: ["redis_metrics", "connection_pool", "instances", "portal_breaker", "version", "workers"],
    plant: (made) => redis("requirepass", "", made.redisPassword)(made),
  },
  {
    what: "Redis that throws away",
    line: "redis_policy",
    plant: redis("maxmemory-policy", "allkeys-lru", "noeviction"),
  },
  { what: "Redis that forgets", line: "redis_persistence", plant: redis("appendonly", "no", "yes") },
  {
    what: "a weak secret",
    line: "secret_strength",
    seen: { env: { BACKUP_SEAL_KEY: "changeme-changeme-changeme-changeme" } },
  },
  {
    what: "a secret that everybody reads",
    line: "secret_files",
    plant: mode((made) => made.env.SECRET_KEY_FILE ?? "", 0o644, 0o600),
  },
  {
    what: "people's files open to everybody",
    line: "files_private",
    plant: mode((made) => made.env.UPLOAD_PATH ?? "", 0o755, 0o700),
  },
  { what: "a backup that is too old", line: "backup_fresh", seen: oldShelf },
  {
    what: "a backup that was never verified",
    line: "backup_verified",
    plant: async (made) => {
      const name = [...Deno.readDirSync(made.shelf)].find((file) => file.name.endsWith(".verified"))?.name ??
        "";
      await Deno.rename(join(made.shelf, name), join(made.folder, name));
      return () => Deno.rename(join(made.folder, name), join(made.shelf, name));
    },
  },
  {
    what: "no copy elsewhere",
    line: "backup_offsite",
    seen: {
      env: {
        BACKUP_S3_ENDPOINT: "",
        BACKUP_S3_BUCKET: "",
        BACKUP_S3_ACCESS_KEY_ID: "",
        BACKUP_S3_SECRET_ACCESS_KEY: "",
      },
    },
  },
  {
    what: "backups that go too soon",
    line: "backup_retention",
    seen: { env: { BACKUP_RETENTION_DAYS: "3" } },
  },
  {
    what: "a worker that is missing",
    line: "workers",
    implied: ["application_metrics", "targets_up"],
    plant: async (made) => {
      await made.stopWorker();
      return () => Promise.resolve(made.startWorker());
    },
  },
  {
    what: "a migration that is missing",
    line: "migrations",
    implied: ["ready", "uptime_probes"],
    plant: async (made) => {
      const kept = "golive_kept";
      await made.sql(
        `create table drizzle.${kept} as select * from drizzle.__drizzle_migrations order by created_at desc limit 1`,
      );
      await made.sql(`delete from drizzle.__drizzle_migrations where id in (select id from drizzle.${kept})`);
      return async () => {
        await made.sql(`insert into drizzle.__drizzle_migrations select * from drizzle.${kept}`);
        await made.sql(`drop table drizzle.${kept}`);
      };
    },
  },
  {
    what: "a line of the audit log that was changed",
    line: "audit_seal",
    plant: sql(
      `update audit_log set action = action || 'x' where id = ${LINE}`,
      `update audit_log set action = left(action, -1) where id = ${LINE}`,
    ),
  },
  {
    what: "an operator without a second factor",
    line: "operators_second_factor",
    plant: sql(
      `update totp_secrets set confirmed_at = null where user_id = ${OPERATOR}`,
      `update totp_secrets set confirmed_at = now() where user_id = ${OPERATOR}`,
    ),
  },
  {
    what: "an account of the demo",
    line: "demo_accounts",
    plant: sql(
      "insert into users (email, name) values ('operator@lexia.example', 'Olga Operadora')",
      "delete from users where email = 'operator@lexia.example'",
    ),
  },
  {
    what: "an operator with a password that everybody knows",
    line: "published_passwords",
    plant: async (made) => {
      const [row] = await made.sql(`select password_hash from users where id = ${OPERATOR}`);
      const set = (hash: unknown) =>
        made.room.query(`update users set password_hash = $1 where id = ${OPERATOR}`, [hash]);
      await set(await new PasswordHasher().hash("changeme"));
      return async () => void await set(row?.[0]);
    },
  },
  {
    what: "a target of Prometheus that is down",
    line: "targets_up",
    implied: ["redis_metrics"],
    plant: async (made) => {
      await made.stopRedisExporter();
      return () => made.startRedisExporter();
    },
  },
  { what: "a clock that is wrong", line: "clocks", seen: { skewMs: 60_000 } },
  { what: "a log at debug", line: "log_level", seen: { env: { LOG_LEVEL: "debug" } } },
  { what: "a setting of a trial", line: "settings_leftovers", seen: { env: { SSO_ALLOW_HTTP: "true" } } },
  {
    what: "pools larger than the database",
    line: "connection_pool",
    seen: { env: { DATABASE_POOL_SIZE: "60" } },
  },
  { what: "a mail server that does not answer", line: "mail_server", seen: { env: { SMTP_PORT: "1" } } },
  {
    what: "a sender whose domain says nothing",
    line: "mail_records",
    seen: { env: { SMTP_FROM: "a@elsewhere.test" } },
  },
  {
    what: "a job that was given up",
    line: "jobs_buried",
    plant: sql(
      `insert into jobs (task, payload, lane, status, max_attempts, finished_at) values ('mail.send', '{}', 0, 'buried', 1, now())`,
      "delete from jobs where status = 'buried'",
    ),
  },
];

/** The same backup, three days older by its name. */
async function oldShelf(made: GoliveRoom): Promise<Seen> {
  const old = join(made.folder, "old_shelf");
  await Deno.mkdir(old, { mode: 0o700 });
  const day = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10).replaceAll("-", "");
  for await (const { name, isFile } of Deno.readDir(made.shelf)) {
    if (isFile) {
      await Deno.copyFile(join(made.shelf, name), join(old, name.replace(/^lexia-\d{8}/, `lexia-${day}`)));
    }
  }
  return { env: { BACKUP_STORAGE_PATH: old } };
}
