/** Each connection that LEXIA needs, tried as LEXIA itself would make it. */
import { DatabaseUnavailable, type SqlDriver, SqlError } from "#db/driver.ts";
import { pendingMigrations } from "#db/migrate.ts";
import type { Log } from "#domain/ports.ts";
import { type Config, openFiles, openMaintenanceDatabase } from "#platform/mod.ts";
import { checkSmtp } from "#platform/mail/smtp.ts";
import { redisLink } from "#platform/server/redis.ts";
import { databaseFaults } from "../database_faults.ts";
import { doubtful, failed, type Finding, looking, reasonOf, skipped, sound } from "./findings.ts";

const OLDEST_POSTGRES = 140_000;
const OLDEST_REDIS = 7;
const CLOCK_WARNS_MS = 1_000;
const CLOCK_FAILS_MS = 5_000;

const LOG: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** What PostgreSQL's own codes mean to who sets LEXIA up. */
const SQL_REASONS: Readonly<Record<string, string>> = {
  "28P01": "the password is wrong: see DATABASE_URL",
  "28000": "PostgreSQL lets this login in neither from here nor without TLS: see pg_hba.conf",
  "3D000": "there is no such database: make it with createdb",
};

/** Reached, of a version that will do, and with a clock that agrees with this machine's. */
export async function tryDatabase(config: Config): Promise<Finding[]> {
  let driver: SqlDriver | undefined;
  try {
    driver = await openMaintenanceDatabase(config, { log: LOG });
    const askedAt = Date.now();
    const [answer] = await driver.batch([{
      text:
        "select current_setting('server_version_num')::int, extract(epoch from clock_timestamp())::float8 * 1000",
    }]);
    const [version, at] = (answer?.rows[0] ?? []).map(Number);
    return [versionOf(version ?? 0), clockOf((at ?? 0) - (askedAt + Date.now()) / 2)];
  } catch (error) {
    return [failed("database", whyNot(error), todoOf(config))];
  } finally {
    await driver?.close();
  }
}

function todoOf({ home }: Config): string {
  return home.kind === "embedded"
    ? "Give a folder in DATA_DIR that this user may write to and no other LEXIA has open"
    : "See host, port, name and password in DATABASE_URL, that PostgreSQL listens there, and the firewall between";
}

function whyNot(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = cause instanceof SqlError || "code" in cause ? String(Object(cause).code) : "";
    if (SQL_REASONS[code]) return SQL_REASONS[code];
  }
  return error instanceof DatabaseUnavailable ? `it cannot be reached: ${reasonOf(error)}` : reasonOf(error);
}

function versionOf(number: number): Finding {
  const version = `PostgreSQL ${Math.floor(number / 10_000)}.${number % 10_000}`;
  if (number >= OLDEST_POSTGRES) return sound("database", version);
  return failed("database", `${version} is too old`, "Take PostgreSQL 14 or later");
}

function clockOf(difference: number): Finding {
  const apart = Math.abs(Math.round(difference));
  const said = `${apart} ms between this machine and the database`;
  const todo = "Set both clocks by NTP: terms and sign-ins go by them";
  if (apart >= CLOCK_FAILS_MS) return failed("clock", said, todo);
  return apart >= CLOCK_WARNS_MS ? doubtful("clock", said, todo) : sound("clock", said);
}

/** Migrated, and with an operator in it. */
export async function trySchema(config: Config): Promise<Finding[]> {
  const finding = await looking("schema", todoOf(config), async () => {
    const driver = await openMaintenanceDatabase(config, { log: LOG });
    try {
      const pending = await pendingMigrations(driver);
      if (pending > 0) return failed("schema", `${pending} migrations are pending`, "Run deno task migrate");
      const [, answer] = await driver.batch([
        { text: "select set_config('role', 'lexia_platform', true)" },
        {
          text:
            "select count(*)::int from platform_admins a join users u on u.id = a.user_id where u.is_active",
        },
      ]);
      const operators = Number(answer?.rows[0]?.[0]);
      if (operators === 0) return failed("schema", "up to date, without an operator", "Run deno task setup");
      return sound("schema", `up to date; operators: ${operators}`);
    } finally {
      await driver.close();
    }
  });
  return [finding];
}

/** What `deno task check:database` finds, in a line. */
export async function tryRoles(config: Config): Promise<Finding[]> {
  const { home } = config;
  if (home.kind !== "server") return [skipped("database roles", "only where a server's PostgreSQL is used")];
  const finding = await looking("database roles", "Run deno task check:database", async () => {
    const driver = await openMaintenanceDatabase(config, { log: LOG });
    try {
      const login = decodeURIComponent(new URL(home.databaseUrl).username);
      const faults = await databaseFaults(driver, { login, serviceUrl: home.databaseUrl });
      if (faults.length === 0) return sound("database roles", "they can do what they should, and no more");
      const named = [...new Set(faults.map(({ fault }) => fault))].join(", ");
      const todo = "Run deno task check:database, and see deploy/server/postgres/roles.sql";
      return failed("database roles", `${faults.length} faults: ${named}`, todo);
    } finally {
      await driver.close();
    }
  });
  return [finding];
}

/** Reached, of a version that will do, forgets nothing by itself, and writes down what it holds. */
export async function tryStore(config: Config): Promise<Finding[]> {
  const { home } = config;
  if (home.kind === "embedded") return [skipped("Redis", "the embedded home needs none")];
  const todo = "See address and password in REDIS_URL, that Redis listens there, and the firewall between";
  const link = home.kind === "edge" ? upstash(home) : overTcp(home);
  try {
    return [await looking("Redis", todo, async () => redisOf(await link.info()))];
  } finally {
    link.close();
  }
}

function overTcp(home: Extract<Config["home"], { kind: "server" }>) {
  const { redisUrl: url, redisPassword, redisCa } = home;
  const link = redisLink({ url, password: redisPassword ?? undefined, ca: redisCa ?? undefined, log: LOG });
  return {
    async info() {
      await link.firstConnection;
      return String(await link.exchange((client) => client.sendCommand(["INFO"])));
    },
    close: link.close,
  };
}

function upstash({ upstashUrl, upstashToken }: { upstashUrl: string; upstashToken: string }) {
  return {
    async info() {
      const response = await fetch(upstashUrl, {
        method: "POST",
        headers: { authorization: `Bearer ${upstashToken}` },
        body: JSON.stringify(["INFO"]),
        redirect: "manual",
      });
      if (!response.ok) {
        await response.body?.cancel();
        throw new Error(`HTTP ${response.status}: see UPSTASH_REDIS_REST_URL and its token`);
      }
      return String(Object(await response.json()).result);
    },
    close() {},
  };
}

function redisOf(info: string): Finding {
  const value = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1] ?? "";
  const version = value("redis_version");
  if (version !== "" && Number(version.split(".", 1)[0]) < OLDEST_REDIS) {
    return failed("Redis", `${version} is too old`, "Take Redis 7 or later, or Valkey");
  }
  const policy = value("maxmemory_policy");
  if (policy !== "" && policy !== "noeviction") {
    return failed(
      "Redis",
      `its policy is ${policy}, so that it may forget limits`,
      "Set maxmemory-policy noeviction",
    );
  }
  if (value("aof_enabled") === "0") {
    const todo =
      "Set appendonly yes: what is lost is counts of limits and the pace of the portal, and no work";
    return doubtful("Redis", `${version} writes nothing down between snapshots`, todo);
  }
  return sound("Redis", [version, policy].filter(Boolean).join(", "));
}

/** Speaks with the mail server as far as its answer to the login; no mail is sent. */
export async function tryMail({ smtp, mailFrom }: Config): Promise<Finding[]> {
  if (smtp === null) {
    return [
      doubtful("mail", "no mail server is configured: nobody can be invited", "Set SMTP_HOST and SMTP_FROM"),
    ];
  }
  const todo = "See SMTP_HOST, SMTP_PORT, SMTP_USER and SMTP_PASSWORD; LEXIA sends over TLS alone";
  const finding = await looking("mail", todo, async () => {
    await checkSmtp({ ...smtp, from: mailFrom });
    return sound("mail", `${smtp.host}:${smtp.port} lets LEXIA in, over TLS`);
  });
  return [finding];
}

/** Writes a small file, reads it, and takes it away again. */
export async function tryFiles(config: Config): Promise<Finding[]> {
  const { files } = config;
  if (files === null) {
    return [doubtful("files", "nothing keeps files: no uploads, no exports", "Set the variables of S3_")];
  }
  const todo = files.kind === "folder"
    ? "Give a folder in UPLOAD_PATH that LEXIA may write to"
    : "See S3_ENDPOINT, S3_BUCKET, S3_REGION and the keys, and that these may write, read and delete";
  const finding = await looking("files", todo, async () => {
    const store = await openFiles(config);
    const key = `setup/${crypto.randomUUID()}`;
    const written = crypto.randomUUID();
    await store.put(key, new Blob([written]).stream(), { maxBytes: 1_024 });
    try {
      const read = await new Response(await store.get(key)).text();
      if (read !== written) return failed("files", "what was read is not what was written", todo);
    } finally {
      await store.delete(key);
    }
    const where = files.kind === "folder" ? files.folder : `bucket ${files.bucket}`;
    return sound("files", `written, read and deleted in ${where}`);
  });
  return [finding];
}
