/** `deno task setup` from nothing: unattended and at a terminal, against real servers. */
import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import { parseEnv } from "node:util";
import { testHome } from "#tests/support/databases.ts";
import { MailServer } from "#tests/support/mail_server.ts";
import { TEST_ONLY_CA } from "#tests/support/portal_simulator/tls_fixture.ts";
import { runTask } from "./_command.ts";
import { openOpsDatabase } from "./_installation.ts";
import { Terminal } from "./_terminal.ts";

const PASSWORD = "vqzt-hjwm-kxrp-bndg-wlfc";

interface Check {
  what: string;
  state: string;
  said: string;
}

Deno.test("deno task setup, from nothing", async (t) => {
  await using database = await openOpsDatabase({ isEmpty: true, hasRedis: true });
  await using mail = await MailServer.start();
  const folder = await Deno.makeTempDir({ prefix: "lexia_setup_" });
  const [envFile, secrets, answers] = [`${folder}/.env`, `${folder}/secrets`, `${folder}/answers`];
  const isServer = testHome() !== "embedded";
  await Deno.writeTextFile(`${folder}/password`, `${PASSWORD}\n`);
  await Deno.writeTextFile(`${folder}/ca.pem`, TEST_ONLY_CA);
  const wanted: Record<string, string> = {
    ...(isServer
      ? { DATABASE_URL: database.env.DATABASE_URL ?? "", REDIS_URL: database.env.REDIS_URL ?? "" }
      : { SETUP_HOME: "embedded", DATA_DIR: database.env.DATA_DIR ?? "" }),
    BASE_DOMAIN: "lexia.localhost",
    PORTAL_CONTACT: "ops@lexia.example",
    SMTP_HOST: "localhost",
    SMTP_PORT: String(mail.port),
    SMTP_FROM: "lexia@lexia.example",
    SMTP_USER: "lexia",
    SMTP_PASSWORD: mail.password,
    SMTP_CA_FILE: `${folder}/ca.pem`,
    UPLOAD_PATH: `${folder}/files`,
    LOG_LEVEL: "warn",
    OPERATOR_EMAIL: "olga@platform.example",
    OPERATOR_NAME: "Olga",
    OPERATOR_PASSWORD_FILE: `${folder}/password`,
  };
  const write = (values: Record<string, string>) =>
    Deno.writeTextFile(
      answers,
      Object.entries(values).map(([name, value]) => `${name}='${value}'\n`).join(""),
      { mode: 0o600 },
    );
  const setup = (...args: string[]) => runTask("setup", { args: [...args, "--json"], env: {} });
  const whole = (...args: string[]) =>
    setup("--answers", answers, "--env", envFile, "--secrets-dir", secrets, ...args);
  const isThere = (path: string) => Deno.stat(path).then(() => true, () => false);

  const REFUSED: [what: string, change: Record<string, string>, code: number, outcome: string][] = [
    ["a value that is not valid", { BASE_DOMAIN: "https://lexia" }, 65, "answer_invalid"],
    ["a variable that there is not", { DATABASE_URI: "x" }, 65, "unknown_answers"],
    ["a mail server that refuses the password", { SMTP_PASSWORD: "hunter2" }, 69, "unreachable"],
    ["a mail server that nobody is at", { SMTP_PORT: "1" }, 69, "unreachable"],
    ["a folder that nobody can write to", { UPLOAD_PATH: `${folder}/password/files` }, 69, "unreachable"],
    ...(isServer
      ? [
        ["a Redis that nobody is at", { REDIS_URL: "redis://127.0.0.1:1" }, 69, "unreachable"],
        [
          "a database that nobody is at",
          { DATABASE_URL: "postgres://u:hunter2@127.0.0.1:1/d" },
          69,
          "unreachable",
        ],
      ] as [string, Record<string, string>, number, string][]
      : []),
  ];
  for (const [what, change, code, outcome] of REFUSED) {
    await t.step(`writes nothing for ${what}`, async () => {
      await write({ ...wanted, ...change });
      const ended = await whole();
      const said = JSON.parse(ended.out);
      deepStrictEqual([ended.code, said.outcome], [code, outcome], ended.out);
      ok(!ended.out.includes("hunter2"));
      deepStrictEqual([await isThere(envFile), await isThere(secrets)], [false, false]);
    });
  }
  await write(wanted);

  await t.step("takes no secret as an argument", async () => {
    const { code, out } = await whole("--set", "SMTP_PASSWORD=hunter2");
    deepStrictEqual([code, out.includes("hunter2"), await isThere(envFile)], [64, false, false]);
  });

  await t.step("says in a rehearsal what it would write, and writes nothing", async () => {
    const { code, out, err } = await whole("--dry-run");
    strictEqual(code, 0, `${out}${err}`);
    const said = JSON.parse(out);
    ok(said.variables.includes("BASE_DOMAIN") && said.made.includes("METRICS_TOKEN"));
    deepStrictEqual([await isThere(envFile), await isThere(secrets)], [false, false]);
  });

  let first: Record<string, string> = {};
  await t.step("writes, migrates, makes the operator, and checks everything", async () => {
    const { code, out, err } = await whole();
    const said = JSON.parse(out);
    const checks = Object.fromEntries(said.checks.map(({ what, state }: Check) => [what, state]));
    // The test's database belongs to the login that LEXIA uses, which is what check:database finds.
    const roles = isServer ? "failed" : "skipped";
    deepStrictEqual(checks, {
      "database": "ok",
      "clock": "ok",
      "schema": "ok",
      "database roles": roles,
      // The test's Redis keeps nothing on disk.
      "Redis": isServer ? "warning" : "skipped",
      "mail": "ok",
      "files": "ok",
      "names": "skipped",
      "TLS": "skipped",
      "secrets": "ok",
    }, out + err);
    strictEqual(code, roles === "failed" ? 1 : 0);
    const made = await database.query(
      "select u.email from users u join platform_admins a on a.user_id = u.id",
    );
    deepStrictEqual(made, [["olga@platform.example"]]);
    first = parseEnv(await Deno.readTextFile(envFile)) as Record<string, string>;
    deepStrictEqual([first.LOG_LEVEL, first.SMTP_HOST, first.METRICS_TOKEN], [
      "warn",
      "localhost",
      undefined,
    ]);
    strictEqual(first.METRICS_TOKEN_FILE, `${secrets}/metrics_token`);
    for (const path of [envFile, ...[...Deno.readDirSync(secrets)].map(({ name }) => `${secrets}/${name}`)]) {
      strictEqual(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600, path);
    }
    const token = (await Deno.readTextFile(`${secrets}/metrics_token`)).trim();
    match(token, /^[0-9a-f]{96}$/);
    ok(!`${out}${err}`.includes(token));
  });

  await t.step("keeps what is there, and with --force a copy of it and every secret", async () => {
    const before = await Deno.readTextFile(envFile);
    const token = await Deno.readTextFile(`${secrets}/metrics_token`);
    const refused = await whole();
    deepStrictEqual([refused.code, JSON.parse(refused.out).outcome], [73, "settings_exist"]);
    strictEqual(await Deno.readTextFile(envFile), before);
    const replaced = await whole("--force", "--set", "LOG_LEVEL=error", "--no-operator");
    const said = JSON.parse(replaced.out);
    deepStrictEqual(said.made, []);
    const [{ kept_as }] = said.files;
    strictEqual(await Deno.readTextFile(kept_as), before);
    strictEqual(await Deno.readTextFile(`${secrets}/metrics_token`), token);
    match(await Deno.readTextFile(envFile), /^LOG_LEVEL=error$/m);
  });

  await t.step("--check looks at everything again, and says what to do about what fails", async () => {
    await mail[Symbol.asyncDispose]();
    await Deno.chmod(`${secrets}/metrics_token`, 0o644);
    const { code, out } = await setup("--check", "--env", envFile);
    const said = JSON.parse(out);
    strictEqual(code, 1, out);
    const of = (name: string) => said.checks.find(({ what }: Check) => what === name);
    deepStrictEqual([of("mail").state, of("schema").said], ["failed", "up to date; operators: 1"]);
    match(of("mail").todo, /SMTP_HOST/);
    const { err } = await runTask("setup", { args: ["--check", "--env", envFile], env: {} });
    match(err, /^what +state +found +what to do\n/);
    doesNotMatch(err, /hunter2|for-tests-only/);
  });

  await t.step("--check says that there is nothing to check", async () => {
    const { code, out } = await setup("--check", "--env", `${folder}/nothing`);
    deepStrictEqual([code, JSON.parse(out).outcome], [66, "settings_missing"]);
  });
  await Deno.remove(folder, { recursive: true });
});

Deno.test("deno task setup, from nothing at a terminal", async () => {
  // The questions differ from home to home, the way they are asked does not.
  if (testHome() !== "embedded") return;
  await using database = await openOpsDatabase({ isEmpty: true });
  const folder = await Deno.makeTempDir({ prefix: "lexia_setup_" });
  const terminal = Terminal.run("setup", {
    args: ["--home", "embedded", "--env", `${folder}/.env`],
    env: {},
  });
  await terminal.answer("organizations live", "https://no\r");
  await terminal.answer("expected a host name", "");
  await terminal.answer("organizations live", "\r");
  await terminal.answer("court portal may write to", "\r");
  await terminal.answer("Folder of the database", `${database.env.DATA_DIR}\r`);
  await terminal.answer("Mail server", "\r");
  await terminal.answer("S3 service", "\r");
  await terminal.answer("Folder, where no bucket is", `${folder}/files\r`);
  await terminal.answer("E-mail address: ", "olga@platform.example\r");
  await terminal.answer("Name: ", "Olga\r");
  await terminal.answer("Password: ", `${PASSWORD}\r`);
  await terminal.answer("The same again: ", `${PASSWORD}\r`);
  const { code, screen, isEchoing } = await terminal.end();
  deepStrictEqual([code, isEchoing], [0, true], screen);
  ok(!screen.includes(PASSWORD));
  match(screen, /The operator can sign in/);
  const written = parseEnv(await Deno.readTextFile(`${folder}/.env`));
  strictEqual(written.DATA_DIR, database.env.DATA_DIR);
  await Deno.remove(folder, { recursive: true });
});
