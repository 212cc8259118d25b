/** One organization is taken out and put back, and every row of the others stays what it was. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Room } from "./_room.ts";

const MEANT = ["--yes-i-mean", "acme"];
const NOT_CARRIED = ["sessions", "refresh_tokens", "one_time_tokens", "idempotency_keys"];

Deno.test("deno task org:restore", async (t) => {
  await using room = await Room.open();
  if (!room) return;
  const file = `${room.folder}/acme.age`;
  const { acme, beta } = room;
  const tables = await tenantTables(room);
  // A novedad that points to another one of its table.
  await room.query(
    `insert into novedades select (json_populate_record(n, json_build_object('id', gen_random_uuid(),
       'key', 'later', 'leader_id', n.id))).* from novedades n where organization_id = $1`,
    [acme.organization],
  );
  const whole = await sums(room, tables, acme.organization);
  const others = await sums(room, tables, beta.organization);

  await t.step("needs the organization's name, and says when there is none", async () => {
    const { code } = await room.run("org:export", ["nobody", "--to", file]);
    strictEqual(code, 66);
    strictEqual((await room.run("org:export", ["acme", "--to", file])).code, 0);
    const refused = await room.run("org:restore", [file, "--yes-i-mean", "beta"]);
    strictEqual(refused.said.outcome, "not_confirmed");
    ok(!new TextDecoder("latin1").decode(await Deno.readFile(file)).includes("ana@example.com"));
  });

  await t.step("refuses where the organization is there", async () => {
    const { code, said } = await room.run("org:restore", [file, ...MEANT]);
    deepStrictEqual([code, said.outcome], [73, "organization_exists"]);
    deepStrictEqual(await sums(room, tables, acme.organization), whole);
  });

  await t.step("replaces its rows, and no other's", async () => {
    await room.query("delete from actuaciones where organization_id = $1", [acme.organization]);
    await room.query("update users set name = 'Nobody' where organization_id = $1", [acme.organization]);
    await room.query("update audit_log set created_at = created_at where organization_id = $1", [
      acme.organization,
    ]);
    const changed = await sums(room, tables, acme.organization);
    const dry = await room.run("org:restore", [file, "--replace", "--dry-run"]);
    deepStrictEqual([dry.code, dry.said.outcome], [0, "would_restore"], dry.err + dry.said.message);
    deepStrictEqual(await sums(room, tables, acme.organization), changed);
    const { code, said, err } = await room.run("org:restore", [file, "--replace", ...MEANT]);
    strictEqual(code, 0, err + said.message);
    deepStrictEqual(await sums(room, tables, acme.organization), without(whole));
    deepStrictEqual(await sums(room, tables, beta.organization), others);
    const lines = await room.query("select action from audit_log where organization_id = $1 order by 1", [
      acme.organization,
    ]);
    deepStrictEqual(lines, [["organization.restore"], ["solicitud.create"]]);
  });

  await t.step("brings back what was deleted, out of a whole backup", async () => {
    strictEqual((await room.run("backup")).code, 0);
    await erase(room, tables, acme.organization);
    const exported = await room.run("org:export", [
      "acme",
      "--from",
      "latest",
      "--to",
      `${room.folder}/old.age`,
    ]);
    strictEqual(exported.code, 0, exported.err);
    const { code, err } = await room.run("org:restore", [`${room.folder}/old.age`, ...MEANT]);
    strictEqual(code, 0, err);
    deepStrictEqual(await sums(room, tables, acme.organization), without(whole));
    deepStrictEqual(await sums(room, tables, beta.organization), others);
    deepStrictEqual(await room.databases(), ["lexia"]);
  });

  await t.step("refuses where others have its ids or names", async () => {
    const idIn = async (table: string) => {
      const text = `select id from ${table} where organization_id = $1 order by created_at limit 1`;
      return String((await room.query(text, [acme.organization]))[0]?.[0]);
    };
    const taken: [table: string, column: string, value: string][] = [
      ["organizations", "subdomain", "acme"],
      ["solicitud_notes", "id", await idIn("solicitud_notes")],
      ["audit_log", "id", await idIn("audit_log")],
    ];
    await erase(room, tables, acme.organization);
    for (const [table, column, value] of taken) {
      const owner = table === "organizations" ? "id" : "organization_id";
      const own = (await room.query(`select ${column} from ${table} where ${owner} = $1`, [
        beta.organization,
      ]))[0]?.[0];
      const change = `update ${table} set ${column} = $1 where ${owner} = $2 and ${column}::text = $3::text`;
      await room.query(change, [value, beta.organization, own]);
      const { code, said } = await room.run("org:restore", [file, ...MEANT]);
      deepStrictEqual([code, said.outcome], [73, "ids_clash"], table);
      await room.query(change, [own, beta.organization, value]);
    }
    deepStrictEqual(await sums(room, tables, beta.organization), others);
  });

  await t.step(
    "refuses a file that was changed, cut off or made under another schema, and changes nothing",
    async () => {
      const bytes = await Deno.readFile(file);
      for (const at of [0, 200, bytes.length >> 1, bytes.length - 1]) {
        const changed = bytes.slice();
        changed[at] = (changed[at] ?? 0) ^ 1;
        await Deno.writeFile(file, changed);
        ok((await room.run("org:restore", [file, ...MEANT])).code !== 0, `changed at ${at}`);
      }
      await Deno.writeFile(file, bytes.subarray(0, bytes.length - 100));
      ok((await room.run("org:restore", [file, ...MEANT])).code !== 0, "cut off");
      await Deno.writeFile(file, bytes);
      await room.query(
        "update drizzle.__drizzle_migrations set hash = 'another' where created_at = " +
          "(select max(created_at) from drizzle.__drizzle_migrations)",
      );
      const { said } = await room.run("org:restore", [file, ...MEANT]);
      strictEqual(said.outcome, "schema_other");
      match(String(said.message), /another schema/);
      deepStrictEqual(await sums(room, tables, beta.organization), others);
    },
  );
});

async function tenantTables(room: Room): Promise<string[]> {
  const rows = await room.query(
    "select relname from pg_class c join pg_attribute on attrelid = c.oid where attname = 'organization_id' " +
      "and relkind = 'r' and relnamespace = 'public'::regnamespace order by 1",
  );
  return ["organizations", ...rows.map(([name]) => String(name))];
}

type Sums = Record<string, string>;

/** All columns of all rows of one organization, but what its restore adds to the log. */
async function sums(room: Room, tables: string[], id: string): Promise<Sums> {
  const found: Sums = {};
  for (const table of tables) {
    const owner = table === "organizations" ? "id" : "organization_id";
    const own = table === "audit_log" ? "and action <> 'organization.restore'" : "";
    const text = `select coalesce(string_agg(md5(t::text), ' ' order by md5(t::text)), '') from ${table} t
      where ${owner} = $1 ${own}`;
    found[table] = String((await room.query(text, [id]))[0]?.[0]);
  }
  return found;
}

function without(all: Sums): Sums {
  return { ...all, ...Object.fromEntries(NOT_CARRIED.map((table) => [table, ""])) };
}

/** As a superuser, whom neither keys nor policies stop. */
async function erase(room: Room, tables: string[], id: string): Promise<void> {
  const statements = tables.toReversed().map((table) =>
    `delete from ${table} where ${table === "organizations" ? "id" : "organization_id"} = '${id}'`
  );
  await room.query(
    `do $$ begin set local session_replication_role = replica; ${statements.join("; ")}; end $$`,
  );
}
