/** `deno task org:…`, run as the real programs against a real database. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { MACHINE_ID } from "#domain/operations/machine_actor.ts";
import { runTask, type Task } from "./_command.ts";
import { openOpsDatabase } from "./_installation.ts";

Deno.test("deno task org:…", async (t) => {
  await using database = await openOpsDatabase({ hasRedis: true });
  const { env } = database;
  const folder = await Deno.makeTempDir({ prefix: "lexia_org_" });
  const run = (task: Task, ...args: string[]) => runTask(task, { args, env });
  const json = async (task: Task, ...args: string[]) => {
    const { code, out, err } = await run(task, ...args, "--json");
    return { code, err, said: JSON.parse(out) };
  };
  const acts = async () =>
    await database.query(
      "select action, actor_id, request_id from audit_log where action not like '%.read' and action not like '%.list' order by id",
    );
  const organization = async () =>
    (await database.query("select subdomain, plan, is_active, delete_after is null from organizations"))[0];

  await t.step("org:create, rehearsed, says what would come of it and keeps nothing", async () => {
    const { code, said } = await json("org:create", "acme", "--name", "Acme", "--dry-run");
    deepStrictEqual([code, said.outcome, said.dry_run, said.organization.subdomain], [
      0,
      "created",
      true,
      "acme",
    ]);
    deepStrictEqual(await database.query("select 1 from organizations"), []);
    deepStrictEqual(await database.query("select 1 from audit_log"), []);
  });

  await t.step("org:create makes it, and leaves the invitation of its administrator", async () => {
    const args = [
      "acme",
      "--name",
      "Acme Abogados",
      "--plan",
      "pro",
      "--max-users",
      "7",
      "--admin-email",
      "ana@acme.example",
    ];
    const { code, err, said } = await json("org:create", ...args);
    strictEqual(code, 0, err);
    deepStrictEqual([said.organization.plan, said.organization.max_users], ["pro", 7]);
    deepStrictEqual(await database.query("select email, role from invitations"), [[
      "ana@acme.example",
      "org_admin",
    ]]);
    deepStrictEqual(await database.query("select task, status from jobs"), [["mail.send", "ready"]]);
    deepStrictEqual(await acts(), [
      ["invitation.create", MACHINE_ID, "org:create"],
      ["organization.create", MACHINE_ID, "org:create"],
    ]);
  });

  const REFUSED: [what: string, task: Task, args: string[], code: number, says: RegExp][] = [
    ["a subdomain that is taken", "org:create", ["acme", "--name", "B"], 73, /subdomain/i],
    ["a subdomain that is none", "org:create", ["a_b", "--name", "B"], 65, /subdomain: /],
    [
      "a plan that there is not",
      "org:create",
      ["beta", "--name", "B", "--plan", "gold"],
      65,
      /plan: Choose one of/,
    ],
    ["no name", "org:create", ["beta"], 64, /Give --name/],
    ["two subdomains", "org:create", ["a", "b"], 64, /Expected SUBDOMAIN/],
    ["an option that is none", "org:list", ["--all"], 64, /Cannot read the arguments/],
    ["an organization that there is not", "org:show", ["nobody"], 66, /no such organization/],
    ["no change", "org:plan", ["acme"], 64, /Give --plan or a limit/],
    ["a limit that is none", "org:plan", ["acme", "--max-users", "many"], 64, /whole number/],
    ["a suspension without a reason", "org:suspend", ["acme"], 64, /Give --reason/],
    ["to open what is open", "org:resume", ["acme", "--reason", "x"], 73, /active already/],
    ["a deletion with neither copy nor word", "org:delete", ["acme", "--confirm", "acme"], 64, /--export-to/],
    ["another confirmation", "org:delete", ["acme", "--confirm", "acm", "--without-export"], 73, /confirm/],
  ];
  for (const [what, task, args, code, says] of REFUSED) {
    await t.step(`${task} refuses ${what}`, async () => {
      const ended = await run(task, ...args);
      deepStrictEqual([ended.code, ended.out], [code, ""], ended.err);
      match(ended.err, says);
    });
  }

  await t.step("org:list and org:show tell what is used of the plan", async () => {
    const { said } = await json("org:list", "--plan", "pro");
    deepStrictEqual(
      said.organizations.map((one: Record<string, unknown>) => [one.subdomain, one.users, one.max_users]),
      [
        ["acme", 0, 7],
      ],
    );
    deepStrictEqual((await json("org:list", "--state", "suspended")).said.organizations, []);
    const { out } = await run("org:show", "acme");
    match(out, /max users +7/);
    match(out, /http:\/\/acme\.lexia\.localhost/);
  });

  await t.step("org:plan changes the plan with its limits, and one limit alone", async () => {
    const { said } = await json(
      "org:plan",
      "acme",
      "--plan",
      "free",
      "--max-queries",
      "none",
      "--reason",
      "asked",
    );
    deepStrictEqual([said.organization.max_users, said.organization.max_queries_per_month], [5, null]);
  });

  await t.step("org:suspend and org:resume close and open it", async () => {
    strictEqual((await run("org:suspend", "acme", "--reason", "no payment")).code, 0);
    deepStrictEqual(await organization(), ["acme", "free", false, true]);
    strictEqual((await run("org:suspend", "acme", "--reason", "again")).code, 73);
    strictEqual((await run("org:resume", "acme", "--reason", "paid")).code, 0);
    deepStrictEqual(await organization(), ["acme", "free", true, true]);
  });

  await t.step("org:delete shows what would go, and goes on only for who types it again", async () => {
    const { code, said } = await json("org:delete", "acme", "--without-export");
    deepStrictEqual([code, said.outcome, said.rows.invitations], [64, "unconfirmed", 1]);
    deepStrictEqual(await organization(), ["acme", "free", true, true]);
  });

  await t.step(
    "org:delete suspends it, makes a copy for its owner's eyes alone, and lets days pass",
    async () => {
      const file = `${folder}/acme.jsonl`;
      const { code, err, said } = await json("org:delete", "acme", "--confirm", "acme", "--export-to", file);
      strictEqual(code, 0, err);
      deepStrictEqual(await organization(), ["acme", "free", false, false]);
      const days = (Date.parse(said.organization.delete_after) - Date.now()) / 86_400_000;
      ok(days > 29.9 && days <= 30, String(days));
      const lines = (await Deno.readTextFile(file)).trimEnd().split("\n");
      strictEqual(JSON.parse(lines.at(-1) ?? "").end, true);
      strictEqual(((await Deno.stat(file)).mode ?? 0) & 0o777, 0o600);
      const copied = await database.query(
        "select count(*)::int from audit_log where action in ('organization.export_begin', 'organization.export')",
      );
      deepStrictEqual(copied, [[2]]);
    },
  );

  await t.step("org:delete never writes over a file, and says what stands", async () => {
    const file = `${folder}/acme.jsonl`;
    const before = await Deno.readTextFile(file);
    const { code, err } = await run("org:delete", "acme", "--confirm", "acme", "--export-to", file);
    strictEqual(code, 74, err);
    match(err, /waits: run this again with another file/);
    strictEqual(await Deno.readTextFile(file), before);
  });

  await t.step("org:resume takes the deletion back", async () => {
    const { said } = await json("org:resume", "acme");
    deepStrictEqual([said.outcome, said.organization.is_active], ["taken_back", true]);
    deepStrictEqual(await organization(), ["acme", "free", true, true]);
  });
  await Deno.remove(folder, { recursive: true });
});

Deno.test("deno task org:list, where it cannot work", async (t) => {
  await t.step("says that the database must be migrated", async () => {
    await using empty = await openOpsDatabase({ isEmpty: true });
    const { code, err } = await runTask("org:list", { env: empty.env });
    strictEqual(code, 69, err);
    match(err, /deno task migrate/);
  });

  await t.step("names every setting that is wrong, and no value", async () => {
    const { code, out } = await runTask("org:list", {
      args: ["--json"],
      env: { PORT: "eighty-secret", DATABASE_URL: "x" },
    });
    strictEqual(code, 78);
    match(JSON.parse(out).message, /PORT: [^]*DATABASE_URL: /);
    ok(!out.includes("eighty-secret"));
  });
});
