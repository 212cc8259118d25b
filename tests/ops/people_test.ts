/** `deno task user:…`, run as the real programs against a real database. */
import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import { testHome } from "#tests/support/databases.ts";
import { runTask, type Task } from "./_command.ts";
import { openOpsDatabase } from "./_installation.ts";

Deno.test("deno task user:…", async (t) => {
  await using database = await openOpsDatabase({ hasRedis: true });
  const { env } = database;
  const run = (task: Task, ...args: string[]) => runTask(task, { args, env });
  const json = async (task: Task, ...args: string[]) => {
    const { code, out, err } = await run(task, ...args, "--json");
    return { code, err, said: JSON.parse(out) };
  };
  const IN = ["--organization", "acme"];
  const members = () =>
    database.query(
      `select u.email, m.role, m.is_active from organization_users m join users u on u.id = m.user_id order by 1`,
    );
  const lastAct = async () =>
    (await database.query("select action, request_id from audit_log order by id desc limit 1"))[0];
  const signIn = (email: string) =>
    database.query(
      `insert into sessions (organization_id, user_id, kind, expires_at)
       select organization_id, id, 'browser', now() + interval '1 hour' from users where email = $1`,
      [email],
    );
  const openSessions = () => database.query("select count(*)::int from sessions where revoked_at is null");
  await database.query("insert into organizations (name, subdomain) values ('Acme', 'acme')");

  await t.step("user:create makes accounts of every kind, with a link in place of a password", async () => {
    for (const [email, role] of [["ana@acme.example", "org_admin"], ["una@acme.example", "user"]] as const) {
      const { code, err, said } = await json(
        "user:create",
        email,
        ...IN,
        "--name",
        "Someone",
        "--role",
        role,
      );
      strictEqual(code, 0, err);
      match(said.link, /^http:\/\/acme\.lexia\.localhost:8000\/password-reset\?token=lxo_\w+/);
    }
    for (const email of ["olga@platform.example", "omar@platform.example"]) {
      const { code, err, said } = await json("user:create", email, "--platform", "--name", "Operator");
      strictEqual(code, 0, err);
      match(said.link, /^http:\/\/admin\.lexia\.localhost:8000\/password-reset\?token=lxo_/);
    }
    deepStrictEqual(await members(), [["ana@acme.example", "org_admin", true], [
      "una@acme.example",
      "user",
      true,
    ]]);
    deepStrictEqual(await database.query("select count(*)::int from platform_admins"), [[2]]);
    deepStrictEqual(await lastAct(), ["password.make_link", "user:create"]);
    const tokens = await database.query(
      "select purpose, expires_at < now() + interval '61 minutes' from one_time_tokens",
    );
    deepStrictEqual(tokens, Array(4).fill(["password_reset", true]));
  });

  await t.step("user:invite leaves a mail", async () => {
    const { code, err, said } = await json(
      "user:invite",
      "ivo@acme.example",
      ...IN,
      "--role",
      "viewer",
      "--days",
      "3",
    );
    strictEqual(code, 0, err);
    ok(Date.parse(said.expires_at) - Date.now() < 3 * 86_400_000 + 60_000);
    deepStrictEqual(await database.query("select email, role from invitations"), [[
      "ivo@acme.example",
      "viewer",
    ]]);
  });

  await t.step("user:list shows people of one place or of all", async () => {
    const emails = async (...args: string[]) =>
      (await json("user:list", ...args)).said.people.map((one: { email: string }) => one.email);
    deepStrictEqual(await emails(...IN), ["ana@acme.example", "una@acme.example"]);
    deepStrictEqual(await emails("--platform"), ["olga@platform.example", "omar@platform.example"]);
    deepStrictEqual((await emails("--search", "una")).length, 1);
  });

  const UNA = "una@acme.example";
  const REFUSED: [what: string, task: Task, args: string[], code: number, says: RegExp][] = [
    ["an address that is there", "user:create", [UNA, ...IN, "--name", "U", "--role", "user"], 73, /./],
    [
      "an operator's address that is there",
      "user:create",
      ["olga@platform.example", "--platform", "--name", "O"],
      73,
      /reset-password/,
    ],
    [
      "an address that is none",
      "user:create",
      ["una", ...IN, "--name", "U", "--role", "user"],
      65,
      /email: /,
    ],
    [
      "a role of the platform's",
      "user:create",
      ["x@acme.example", ...IN, "--name", "X", "--role", "super_admin"],
      64,
      /choose one of org_admin/,
    ],
    [
      "a password as an argument",
      "user:create",
      ["x@acme.example", ...IN, "--name", "X", "--password", "hunter2"],
      64,
      /Cannot read the arguments/,
    ],
    ["no place", "user:unlock", [UNA], 64, /Choose --organization SUBDOMAIN or --platform/],
    ["two places", "user:unlock", [UNA, ...IN, "--platform"], 64, /Choose/],
    ["somebody whom nobody knows", "user:reset-password", ["nobody@acme.example", ...IN], 66, /./],
    [
      "another organization's person",
      "user:role",
      ["olga@platform.example", ...IN, "--role", "user"],
      66,
      /./,
    ],
    ["to leave no administrator", "user:disable", ["ana@acme.example", ...IN], 73, /administrator/],
    [
      "to demote the last administrator",
      "user:role",
      ["ana@acme.example", ...IN, "--role", "user"],
      73,
      /administrator/,
    ],
  ];
  for (const [what, task, args, code, says] of REFUSED) {
    await t.step(`${task} refuses ${what}`, async () => {
      const ended = await run(task, ...args);
      deepStrictEqual([ended.code, ended.out], [code, ""], ended.err);
      match(ended.err, says);
      doesNotMatch(ended.err, /hunter2/);
    });
  }

  await t.step("user:role changes it, and a rehearsal does not", async () => {
    strictEqual((await run("user:role", UNA, ...IN, "--role", "manager", "--dry-run")).code, 0);
    deepStrictEqual((await members())[1], [UNA, "user", true]);
    strictEqual((await run("user:role", UNA, ...IN, "--role", "manager")).code, 0);
    deepStrictEqual((await members())[1], [UNA, "manager", true]);
    deepStrictEqual(await lastAct(), ["user.update", "user:role"]);
  });

  await t.step("user:sessions:end ends those of one person", async () => {
    await signIn(UNA);
    await signIn("ana@acme.example");
    const { said } = await json("user:sessions:end", UNA, ...IN);
    deepStrictEqual([said.sessions_ended, await openSessions()], [1, [[1]]]);
  });

  await t.step("user:disable and user:enable close and open the door to a member", async () => {
    await signIn(UNA);
    strictEqual((await run("user:disable", UNA, ...IN)).code, 0);
    deepStrictEqual([(await members())[1], await openSessions()], [[UNA, "manager", false], [[1]]]);
    const { code, err } = await run("user:reset-password", UNA, ...IN);
    strictEqual(code, 73, err);
    strictEqual((await run("user:enable", UNA, ...IN)).code, 0);
    deepStrictEqual((await members())[1], [UNA, "manager", true]);
  });

  await t.step("they do so to an operator, but for the last", async () => {
    await signIn("omar@platform.example");
    strictEqual((await run("user:disable", "omar@platform.example", "--platform")).code, 0);
    deepStrictEqual(await openSessions(), [[1]]);
    deepStrictEqual(await lastAct(), ["platform_admin.disable", "user:disable"]);
    const { code, err } = await run("user:disable", "olga@platform.example", "--platform");
    strictEqual(code, 73, err);
    match(err, /One active operator must be left/);
    strictEqual((await run("user:enable", "omar@platform.example", "--platform")).code, 0);
  });

  await t.step("user:reset-2fa takes all factors, ends sessions, and tells the person", async () => {
    for (const [table, columns, values] of FACTORS) {
      await database.query(
        `insert into ${table} (organization_id, user_id, ${columns}) select organization_id, id, ${values} from users where email = $1`,
        [UNA],
      );
    }
    await signIn(UNA);
    const mails = "select count(*)::int from jobs where task = 'mail.send'";
    const [[before]] = await database.query(mails) as [[number]];
    const { code, err, said } = await json("user:reset-2fa", UNA, ...IN);
    strictEqual(code, 0, err);
    deepStrictEqual([said.totp, said.passkeys, said.sessions_ended], [true, 1, 1]);
    for (const [table] of FACTORS) deepStrictEqual(await database.query(`select 1 from ${table}`), [], table);
    deepStrictEqual(await database.query(mails), [[before + 1]]);
    const again = await json("user:reset-2fa", "olga@platform.example", "--platform");
    deepStrictEqual([again.code, again.said.totp], [0, false]);
  });

  await t.step("user:reset-password makes a new link, and ends the one before", async () => {
    const { said } = await json("user:reset-password", UNA, ...IN);
    match(said.link, /token=lxo_/);
    const open = await database.query(
      "select count(*)::int from one_time_tokens t join users u on u.id = t.user_id where u.email = $1 and used_at is null",
      [UNA],
    );
    deepStrictEqual(open, [[1]]);
  });

  await t.step("user:unlock lets somebody try again", async () => {
    const { code, err } = await run("user:unlock", UNA, ...IN);
    strictEqual(code, 0, err);
    deepStrictEqual(await lastAct(), ["sign_in.unlock", "user:unlock"]);
    if (testHome() === "embedded") return;
    const without = await runTask("user:unlock", {
      args: [UNA, ...IN],
      env: { ...env, REDIS_URL: "redis://127.0.0.1:1" },
    });
    deepStrictEqual([without.code, /shared store/.test(without.err)], [69, true], without.err);
  });

  await t.step("no link and no password is in the audit log", async () => {
    doesNotMatch(
      JSON.stringify(await database.query("select t::text from audit_log t")),
      /lxo_|lxi_|password_hash/,
    );
  });
});

const FACTORS = [
  ["totp_secrets", "secret, confirmed_at", "'s', now()"],
  ["recovery_codes", "code_hash", `'${"a".repeat(64)}'`],
  ["passkeys", "credential_id, public_key, name", "'c', 'k', 'Phone'"],
] as const;
