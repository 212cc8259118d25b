/** `deno task setup`, run as the real program against a real database. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { PasswordHasher } from "#domain/identity/password_hash.ts";
import { runTask } from "./_command.ts";
import { openOpsDatabase } from "./_installation.ts";
import { Terminal } from "./_terminal.ts";

const PASSWORD = "vqzt-hjwm-kxrp-bndg-wlfc";
const OTHER_PASSWORD = "trm-kahvo-pilz-quend-88";
const OPERATOR = ["--email", "Olga@Platform.example", "--name", "Olga Operadora"];

Deno.test("deno task setup", async (t) => {
  await using database = await openOpsDatabase();
  const { env } = database;
  const setup = (args: string[], input = `${PASSWORD}\n`) => runTask("setup", { args, env, input });
  const audit = () =>
    database.query("select action, target_id, data, request_id, actor_id from audit_log order by id");
  const sessions = () => database.query("select count(*)::int from sessions where revoked_at is null");

  await t.step("explains itself", async () => {
    const { code, out } = await setup(["--help"]);
    strictEqual(code, 0);
    match(out, /--another/);
  });

  const MISTAKES: { what: string; args: string[]; input?: string; code: number; says: RegExp }[] = [
    {
      what: "an argument that is none",
      args: ["--pasword", "x"],
      code: 64,
      says: /Cannot read the arguments/,
    },
    { what: "two wishes at once", args: ["--another", "--reset"], code: 64, says: /Choose/ },
    { what: "no address where nobody can be asked", args: ["--name", "Olga"], code: 64, says: /--email/ },
    { what: "no name where nobody can be asked", args: OPERATOR.slice(0, 2), code: 64, says: /--name/ },
    { what: "no password", args: OPERATOR, input: "", code: 64, says: /--password-file/ },
    {
      what: "a file that is not there",
      args: [...OPERATOR, "--password-file", "nowhere"],
      code: 64,
      says: /Cannot read the file/,
    },
    { what: "a weak password", args: OPERATOR, input: "password1234567\n", code: 65, says: /password: / },
    { what: "a short password", args: OPERATOR, input: "short\n", code: 65, says: /password: / },
    { what: "no address", args: ["--email", "olga", "--name", "Olga"], code: 65, says: /email: / },
    { what: "a reset of nobody", args: ["--reset", "--email", "x@y.example"], code: 67, says: /No operator/ },
  ];
  for (const { what, args, input, code, says } of MISTAKES) {
    await t.step(`refuses ${what}`, async () => {
      const { code: ended, out, err } = await setup(args, input);
      strictEqual(ended, code, err);
      match(err, says);
      strictEqual(out, "");
      ok(!err.includes("password1234567"));
    });
  }

  await t.step("says the same as JSON", async () => {
    const { code, out, err } = await setup([...OPERATOR, "--json"], "password1234567\n");
    deepStrictEqual([code, err, JSON.parse(out).outcome], [65, "", "password_too_weak"]);
    ok(!out.includes("password1234567"));
  });

  await t.step("has made nobody by all that", async () => {
    deepStrictEqual(await database.query("select 1 from users"), []);
    deepStrictEqual(await audit(), []);
  });

  await t.step(
    "makes the first operator, with the password from standard input, and says so once",
    async () => {
      const { code, out } = await setup([...OPERATOR, "--json"]);
      strictEqual(code, 0, out);
      const said = JSON.parse(out);
      strictEqual(said.outcome, "made");
      const [row] = await database.query(
        `select u.id, u.email, u.name, u.organization_id, u.password_hash from users u
       join platform_admins a on a.user_id = u.id`,
      );
      deepStrictEqual(row?.slice(0, 4), [said.id, "olga@platform.example", "Olga Operadora", null]);
      strictEqual(await new PasswordHasher().verify(String(row?.[4]), PASSWORD), true);
      deepStrictEqual(await audit(), [[
        "platform_admin.create",
        said.id,
        { is_another: false },
        "setup",
        null,
      ]]);
    },
  );

  await t.step("refuses a second one unless it is asked for", async () => {
    const second = ["--email", "otto@platform.example", "--name", "Otto"];
    const refused = await setup([...second, "--json"]);
    deepStrictEqual([refused.code, JSON.parse(refused.out).outcome], [73, "exists"]);
    const made = await setup([...second, "--another"]);
    strictEqual(made.code, 0, made.err);
    const taken = await setup([...second, "--another", "--json"]);
    deepStrictEqual([taken.code, JSON.parse(taken.out).outcome], [73, "taken"]);
    deepStrictEqual((await audit()).map(([action, , data]) => [action, data]), [
      ["platform_admin.create", { is_another: false }],
      ["platform_admin.create", { is_another: true }],
    ]);
  });

  await t.step("lets an operator in again: new password, no second factor, sessions ended", async () => {
    const [found] = await database.query("select id from users where email = 'olga@platform.example'");
    const id = String(found?.[0]);
    const expires = new Date(Date.now() + 3_600_000).toISOString();
    await database.query(
      "insert into totp_secrets (organization_id, user_id, secret, confirmed_at) values (null, $1, 's', now())",
      [id],
    );
    await database.query(
      "insert into recovery_codes (organization_id, user_id, code_hash) values (null, $1, $2)",
      [id, "a".repeat(64)],
    );
    await database.query(
      `insert into passkeys (organization_id, user_id, credential_id, public_key, name)
       values (null, $1, 'c', 'k', 'Phone')`,
      [id],
    );
    await database.query(
      "insert into sessions (organization_id, user_id, kind, expires_at) values (null, $1, 'browser', $2)",
      [id, expires],
    );
    const file = await Deno.makeTempFile();
    await Deno.writeTextFile(file, `${OTHER_PASSWORD}\nsecond line\n`);
    const { code, out, err } = await setup(
      ["--reset", "--email", "olga@platform.example", "--password-file", file, "--json"],
      "",
    );
    await Deno.remove(file);
    strictEqual(code, 0, err);
    const { outcome, sessions_ended: ended } = JSON.parse(out);
    deepStrictEqual([outcome, ended], ["reset", 1]);
    for (const table of ["totp_secrets", "recovery_codes", "passkeys"]) {
      deepStrictEqual(await database.query(`select 1 from ${table}`), [], table);
    }
    deepStrictEqual(await sessions(), [[0]]);
    const [row] = await database.query("select password_hash from users where id = $1", [id]);
    strictEqual(await new PasswordHasher().verify(String(row?.[0]), OTHER_PASSWORD), true);
    const last = (await audit()).at(-1);
    deepStrictEqual(last?.slice(0, 3), ["platform_admin.reset", id, { sessions_ended: 1 }]);
  });

  await t.step("writes no password anywhere", async () => {
    const text = JSON.stringify(await database.query("select t::text from audit_log t"));
    ok(!text.includes(PASSWORD) && !text.includes(OTHER_PASSWORD));
  });
});

Deno.test("deno task setup, at a terminal", async (t) => {
  await using database = await openOpsDatabase();
  const { env } = database;
  const operators = () =>
    database.query("select u.email, u.name from users u join platform_admins a on a.user_id = u.id");
  /** What is never shown, whatever happens. */
  const hides = (screen: string, ...secrets: string[]) => {
    for (const secret of secrets) ok(!screen.includes(secret), screen);
  };
  const FIRST = "Password: ";
  const SECOND = "The same again: ";

  const REFUSED: {
    what: string;
    answers: [question: string, typed: string][];
    code: number;
    says: RegExp;
  }[] = [
    {
      what: "two passwords that differ",
      answers: [[FIRST, `${PASSWORD}\r`], [SECOND, `${OTHER_PASSWORD}\r`]],
      code: 65,
      says: /The two passwords are not the same/,
    },
    {
      what: "a weak password",
      answers: [[FIRST, "password1234567\r"], [SECOND, "password1234567\r"]],
      code: 65,
      says: /password: /,
    },
    { what: "no password", answers: [[FIRST, "\r"]], code: 64, says: /nothing was typed/ },
    {
      what: "Ctrl-C instead of one",
      answers: [[FIRST, "\x03"]],
      code: 130,
      says: /Broken off: nothing was changed/,
    },
    {
      what: "Ctrl-C in the middle of one",
      answers: [[FIRST, `${PASSWORD.slice(0, 9)}\x03`]],
      code: 130,
      says: /Broken off/,
    },
    {
      what: "Ctrl-C instead of the same again",
      answers: [[FIRST, `${PASSWORD}\r`], [SECOND, "\x03"]],
      code: 130,
      says: /Broken off/,
    },
    { what: "Ctrl-D", answers: [[FIRST, "\x04"]], code: 130, says: /Broken off/ },
  ];
  for (const { what, answers, code, says } of REFUSED) {
    await t.step(`makes nobody after ${what}, and leaves the terminal as it was`, async () => {
      const terminal = Terminal.run("setup", { args: OPERATOR, env });
      for (const [question, typed] of answers) await terminal.answer(question, typed);
      const { code: ended, screen, isEchoing } = await terminal.end();
      deepStrictEqual([ended, isEchoing], [code, true], screen);
      match(screen, says);
      hides(screen, PASSWORD, PASSWORD.slice(0, 9), OTHER_PASSWORD, "password1234567");
      deepStrictEqual(await operators(), []);
      deepStrictEqual(await database.query("select 1 from audit_log"), []);
    });
  }

  await t.step("makes nobody after Ctrl-C at the first question", async () => {
    const terminal = Terminal.run("setup", { args: [], env });
    await terminal.answer("E-mail address: ", "\x03");
    const { code, screen, isEchoing } = await terminal.end();
    deepStrictEqual([code, isEchoing], [130, true], screen);
    deepStrictEqual(await operators(), []);
  });

  await t.step("asks for what was not given, takes corrections, and shows no password", async () => {
    const terminal = Terminal.run("setup", { args: [], env });
    await terminal.answer("E-mail address: ", "olga@platform.example\r");
    await terminal.answer("Name: ", "Olga\r");
    await terminal.answer(FIRST, `${PASSWORD.slice(0, -1)}é\x7f${PASSWORD.slice(-1)}\r`);
    await terminal.answer(SECOND, `${PASSWORD}\r`);
    const { code, screen, isEchoing } = await terminal.end();
    deepStrictEqual([code, isEchoing], [0, true], screen);
    hides(screen, PASSWORD, PASSWORD.slice(0, -1));
    deepStrictEqual(await operators(), [["olga@platform.example", "Olga"]]);
    const [row] = await database.query("select password_hash from users");
    strictEqual(await new PasswordHasher().verify(String(row?.[0]), PASSWORD), true);
  });
});

Deno.test("deno task setup, at the same moment twice", async () => {
  await using database = await openOpsDatabase();
  if (database.env.DATABASE_URL === undefined) return;
  const { env } = database;
  const both = await Promise.all(
    ["a", "b"].map((name) =>
      runTask("setup", {
        args: ["--email", `${name}@platform.example`, "--name", name],
        env,
        input: PASSWORD,
      })
    ),
  );
  deepStrictEqual(both.map(({ code }) => code).sort(), [0, 73]);
  deepStrictEqual(await database.query("select count(*)::int from platform_admins"), [[1]]);
});

Deno.test("deno task setup, where the database is not ready", async (t) => {
  await t.step("says that it must be migrated, and changes nothing", async () => {
    await using database = await openOpsDatabase({ isEmpty: true });
    const { code, err } = await runTask("setup", { args: OPERATOR, env: database.env, input: PASSWORD });
    strictEqual(code, 69, err);
    match(err, /deno task migrate/);
  });

  await t.step("says that it cannot be reached", async () => {
    const env = {
      DATABASE_URL: "postgres://lexia:secret@127.0.0.1:1/lexia",
      REDIS_URL: "redis://127.0.0.1:1",
      SECRET_KEY: "s".repeat(64),
    };
    const { code, out, err } = await runTask("setup", {
      args: [...OPERATOR, "--json"],
      env,
      input: PASSWORD,
    });
    strictEqual(code, 69, err);
    strictEqual(JSON.parse(out).outcome, "database_unavailable");
    ok(!`${out}${err}`.includes("secret"));
  });
});
