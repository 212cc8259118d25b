/** What Deno Deploy, Neon and the environment are given: held against what LEXIA reads, and against a real PostgreSQL. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { migrate } from "#db/migrate.ts";
import { readConfig, variableNames } from "#platform/config.ts";
import { openServerDatabase } from "#platform/server/database.ts";
import { openEdgeFront } from "#tests/support/edge_front.ts";
import { startPostgres } from "#tests/support/postgres.ts";
import { isolatedRedisUrl } from "#tests/support/redis.ts";
import { silentLog } from "#tests/support/silent_log.ts";
import { createDatabase } from "#tests/support/test_server.ts";
import { databaseFaults } from "../../deploy/ops/database_faults.ts";
import config from "../../deno.json" with { type: "json" };

const ROOT = new URL("../..", import.meta.url);
const PASSWORD = "p9x2-dmq7-rk4w-zt81";
/** What has no place on the edge. */
const ELSEWHERE =
  /_FILE$|^(REDIS_|PORT$|HOST$|PROBES_PORT$|DATA_DIR$|UPLOAD_PATH$|DATABASE_WEBSOCKET_PROXY$)/;

Deno.test("deploy/edge/edge.env", async (t) => {
  const lines = Deno.readTextFileSync(new URL("deploy/edge/edge.env", ROOT)).split("\n");
  const entries = lines.flatMap((line) => {
    const [, comment, name = "", value = ""] = /^(# )?([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
    return name === "" ? [] : [{ name, value, isSet: comment === undefined }];
  });

  await t.step("names nothing but variables of LEXIA's that have a place on the edge", () => {
    const known = new Set(variableNames());
    ok(entries.length > 20);
    deepStrictEqual(entries.filter(({ name }) => !known.has(name) || ELSEWHERE.test(name)), []);
  });

  await t.step("is all that LEXIA needs to be at home there", () => {
    const values = new Map(entries.filter(({ isSet }) => isSet).map(({ name, value }) => [name, value]));
    values.set("SECRET_KEY", "0123456789abcdef".repeat(6));
    values.set("METRICS_TOKEN", "0123456789abcdef");
    const { home, files, smtp, publicUrl } = readConfig({
      get: (name) => values.get(name),
      readTextFile: () => "",
    });
    deepStrictEqual([home.kind, files?.kind, smtp?.port], ["edge", "s3", 465]);
    strictEqual(publicUrl.href, "https://lexia.example.com/");
  });

  await t.step("leaves nothing out without which LEXIA does not start there", () => {
    for (const { name } of entries.filter(({ isSet }) => isSet)) {
      if (
        !["DATABASE_URL", "UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN", "SECRET_KEY"].includes(name)
      ) continue;
      ok(lines.some((line) => line.startsWith(`${name}=`)), name);
    }
  });
});

Deno.test("deno.json's part for Deno Deploy", async (t) => {
  await t.step("names a program that is there", async () => {
    const { runtime } = config.deploy;
    deepStrictEqual([runtime.type, runtime.memoryLimit], ["dynamic", 768]);
    ok((await Deno.stat(new URL(runtime.entrypoint, ROOT))).isFile);
  });

  await t.step(
    "names one that registers its minute before it serves, and ticks when it is called",
    async () => {
      await using stack = new AsyncDisposableStack();
      const database = await createDatabase();
      stack.defer(() => database.drop());
      const redis = await isolatedRedisUrl();
      stack.defer(() => redis.close());
      const front = stack.use(await openEdgeFront({ databaseUrl: database.url, redisUrl: redis.url }));
      const said = await saidBy(front.env);
      deepStrictEqual(said.slice(0, 3), ["cron tick * * * * *", "serve", "called"]);
    },
  );
});

/** Deno Deploy's own way in its smallest form: keeps what is registered, serves, calls it once, and ends the program. */
const PRELOAD = `
  const calls = [];
  const say = (text) => Deno.stdout.writeSync(new TextEncoder().encode("deploy: " + text + "\\n"));
  Object.defineProperty(Deno, "cron", { value: (name, schedule, handler) => {
    say(["cron", name, schedule].join(" "));
    calls.push(handler);
    return new Promise(() => {});
  } });
  const serve = Deno.serve;
  Object.defineProperty(Deno, "serve", { value: (...args) => {
    say("serve");
    for (const call of calls) call().then(() => say("called")).then(() => Deno.exit(0));
    return serve(...args);
  } });
`;

async function saidBy(env: Record<string, string>): Promise<string[]> {
  const preload = await Deno.makeTempFile({ suffix: ".js" });
  try {
    await Deno.writeTextFile(preload, PRELOAD);
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--no-check", "--cached-only", "--no-prompt", "--allow-all", "--preload", preload],
        new URL(config.deploy.runtime.entrypoint, ROOT).pathname,
      ],
      cwd: ROOT,
      env: {
        PATH: Deno.env.get("PATH") ?? "",
        HOME: Deno.env.get("HOME") ?? "",
        HOST: "127.0.0.1",
        PORT: "0",
        BASE_DOMAIN: "lexia.test",
        SECRET_KEY: "0123456789abcdef".repeat(6),
        PORTAL_CONTACT: "tests@lexia.test",
        ...env,
      },
      clearEnv: true,
      signal: AbortSignal.timeout(60_000),
    }).output();
    const lines = new TextDecoder().decode(stdout).split("\n").filter((line) => line.startsWith("deploy: "));
    ok(lines.length > 0, new TextDecoder().decode(stderr));
    return lines.map((line) => line.slice("deploy: ".length));
  } finally {
    await Deno.remove(preload);
  }
}

Deno.test("deploy/edge/neon_roles.sql", async (t) => {
  const server = await startPostgres();
  await using stack = new AsyncDisposableStack();
  stack.defer(() => server.stop());
  const urlOf = (user: string, database: string, password = PASSWORD) => {
    const url = new URL(server.url);
    [url.username, url.password, url.pathname] = [user, password, `/${database}`];
    return url.href;
  };
  const run = async (url: string, text: string) => {
    const driver = openServerDatabase({ url, max: 1, statementTimeoutSeconds: 0, log: silentLog });
    try {
      for (const statement of statementsOf(text)) await driver.batch([{ text: statement }]);
    } finally {
      await driver.close();
    }
  };
  // What a project of Neon's begins with: an owner that may much, and is no superuser.
  await run(
    server.url,
    "create role neondb_owner login createdb createrole bypassrls password '" + PASSWORD + "'",
  );
  await run(server.url, "create database neondb owner neondb_owner");
  const project = urlOf("neondb_owner", "neondb");
  const file = Deno.readTextFileSync(new URL("deploy/edge/neon_roles.sql", ROOT));

  await t.step("is run by who is no superuser, and may be run again", async () => {
    await run(project, file);
    await run(project, file);
    for (const role of ["lexia_owner", "lexia_service"]) {
      await run(project, `alter role ${role} password '${PASSWORD}'`);
    }
  });

  await t.step("lets the owner migrate, and leaves nothing that check:database finds", async () => {
    const owner = openServerDatabase({
      url: urlOf("lexia_owner", "neondb"),
      max: 1,
      statementTimeoutSeconds: 0,
      log: silentLog,
    });
    try {
      ok((await migrate(owner)).applied.length > 0);
      const serviceUrl = urlOf("lexia_service", "neondb");
      deepStrictEqual(await databaseFaults(owner, { login: "lexia_service", serviceUrl }), []);
    } finally {
      await owner.close();
    }
  });

  await t.step("says nothing that Neon's owner may not say, nor what its editor does not read", () => {
    const code = file.replaceAll(/^\s*--.*$/gm, "");
    ok(!/\bsuperuser\b|nobypassrls|noreplication|^\\/m.test(code));
    match(code, /lexia_service login noinherit/);
  });
});

/** Statement by statement, as an editor sends them; blocks between dollars are one. */
function statementsOf(text: string): string[] {
  const parts = text.replaceAll(/^\s*--.*$/gm, "").split(/(\$\$)/);
  let isBlock = false;
  let statement = "";
  const statements: string[] = [];
  for (const part of parts) {
    if (part === "$$") {
      isBlock = !isBlock;
      statement += part;
      continue;
    }
    const pieces = isBlock ? [part] : part.split(";");
    for (const [at, piece] of pieces.entries()) {
      if (at > 0) {
        statements.push(statement);
        statement = "";
      }
      statement += piece;
    }
  }
  return [...statements, statement].map((one) => one.trim()).filter(Boolean);
}
