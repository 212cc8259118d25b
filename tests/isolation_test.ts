/**
 * The proof of the tenant wall, for every table of the live database that has an `organization_id`: the tests name no
 * table to be tested, so that a new one is held to the same. Acme attacks; Beta must not notice.
 */
import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { sql } from "drizzle-orm";
import { sqlCause, SqlError } from "#db/driver.ts";
import { tenantDb } from "#db/tenant_db.ts";
import { anotherRow } from "#tests/support/tenant_rows.ts";
import { insertion, insertStatement, openTwoTenants, type TwoTenants } from "#tests/support/two_tenants.ts";

const BY_ROW_SECURITY = /violates row-level security policy/;
const BY_PRIVILEGE = /permission denied/;

function refusedWith(code: string, sentence: RegExp) {
  return (error: unknown) => {
    const cause = sqlCause(error);
    ok(cause instanceof SqlError, String(error));
    strictEqual(cause.code, code, cause.message);
    ok(sentence.test(cause.message), cause.message);
    return true;
  };
}

const LEFT_ON_CONNECTION =
  "select current_user::text, coalesce(current_setting('app.organization_id', true), '')";

const WAYS_TO_END = ["commit", "statement fails", "commit", "work fails", "commit"];

/** These take rows and give none back: there the privilege is missing before any policy is asked. */
const APPEND_ONLY = ["audit_log", "legal_acceptances"];

function isAppendOnly(table: string): boolean {
  return APPEND_ONLY.includes(table);
}

Deno.test("The tenant wall", async (t) => {
  await using tenants = await openTwoTenants();
  const { acme, beta, tables, attack } = tenants;
  const untouched = await tenants.fingerprint(beta.organization);

  await t.step("is tried on every table, each with rows of two organizations", async () => {
    ok(tables.length > 0);
    for (const table of tables) {
      const owners = await tenants.query(`select distinct organization_id from ${table}`);
      strictEqual(owners.length, 2, `Table "${table}": add a row to tests/support/tenant_rows.ts`);
    }
  });

  for (const table of tables) {
    const name = sql.identifier(table);

    await t.step(`${table}: shows an organization its own rows and no others`, async () => {
      const rows = await attack(sql`select organization_id from ${name}`);
      ok(rows.length > 0);
      for (const row of rows) strictEqual(row.organization_id, acme.organization);
      deepStrictEqual(
        await attack(sql`select 1 from ${name} where organization_id = ${beta.organization}`),
        [],
      );
    });

    await t.step(`${table}: shows nothing while no organization is set`, async () => {
      deepStrictEqual(await tenants.asRole("lexia_app", "", `select 1 from ${table}`), []);
      if (tenants.isLoginWalled) deepStrictEqual(await tenants.asLogin(`select 1 from ${table}`), []);
    });

    await t.step(`${table}: takes no row for another organization, nor for none`, async () => {
      await rejects(attack(insertion(table, anotherRow(table, beta))), refusedWith("42501", BY_ROW_SECURITY));
      const { text, values = [] } = insertStatement(table, {
        ...anotherRow(table, acme),
        organization_id: null,
      });
      await rejects(
        tenants.asRole("lexia_app", "", text, [...values]),
        refusedWith("42501", BY_ROW_SECURITY),
      );
    });

    await t.step(`${table}: changes and removes nothing of another organization`, async () => {
      const theirs = sql`where organization_id = ${beta.organization} returning 1`;
      const statements = [
        sql`update ${name} set organization_id = organization_id ${theirs}`,
        sql`delete from ${name} ${theirs}`,
      ];
      for (const statement of statements) {
        if (isAppendOnly(table)) await rejects(attack(statement), refusedWith("42501", BY_PRIVILEGE));
        else deepStrictEqual(await attack(statement), []);
      }
    });

    await t.step(`${table}: gives no row away`, async () => {
      const move = sql`update ${name} set organization_id = ${beta.organization}`;
      await rejects(attack(move), refusedWith("42501", isAppendOnly(table) ? BY_PRIVILEGE : BY_ROW_SECURITY));
    });

    await t.step(`${table}: lets no row of another organization be taken over by its key`, async () => {
      const key = await primaryKey(tenants, table);
      // Where the key begins with the organization, theirs is not in the way.
      if (key.includes("organization_id")) return;
      const [theirs] = await tenants.query(
        `select ${key} from ${table} where organization_id = $1`,
        [beta.organization],
      );
      const taken = Object.fromEntries(key.map((column, i) => [column, theirs?.[i]]));
      const row = insertion(table, { ...anotherRow(table, acme), ...taken });
      const upsert = sql`${row} on conflict (${
        sql.raw(key.join())
      }) do update set organization_id = excluded.organization_id`;
      await rejects(
        attack(upsert),
        refusedWith("42501", isAppendOnly(table) ? BY_PRIVILEGE : BY_ROW_SECURITY),
      );
    });

    for (const reference of await references(tenants, table)) {
      await t.step(
        `${table}: refuses ${reference.columns} of another organization's ${reference.target}`,
        async () => {
          const mine = { ...anotherRow(table, acme) };
          const [theirs] = await tenants.query(
            `select ${reference.targetColumns} from ${reference.target} where organization_id = $1`,
            [beta.organization],
          );
          const stolen = Object.fromEntries(reference.columns.map((column, i) => [column, theirs?.[i]]));
          // The same row with parents of its own is taken, so nothing else can be what is refused.
          await holdsAndRollsBack(tenants, table, mine);
          await rejects(attack(insertion(table, { ...mine, ...stolen })), (error) => {
            const cause = sqlCause(error);
            return cause instanceof SqlError && cause.code === "23503";
          });
        },
      );
    }
  }

  await t.step("keeps each caller to its own rows while both ask at once, and some fail", async () => {
    const walls = [acme, beta].map(({ organization }) => ({
      organization,
      wall: tenantDb(tenants.driver, organization),
    }));
    for (let round = 0; round < 20; round++) {
      await Promise.all(walls.flatMap(({ organization, wall }) =>
        WAYS_TO_END.map(async (end) => {
          const work = wall.tx(async (tx) => {
            const rows = await tx.execute(sql`select organization_id from solicitudes`);
            deepStrictEqual(rows, [{ organization_id: organization }]);
            if (end === "statement fails") await tx.execute(sql`select 1 / 0`);
            if (end === "work fails") throw new RangeError("The work failed");
          });
          if (end === "commit") await work;
          else if (end === "work fails") await rejects(work, RangeError);
          else await rejects(work, (error) => sqlCause(error) instanceof SqlError);
        })
      ));
    }
  });

  await t.step("leaves neither its role nor its organization on the connection", async () => {
    await tenants.driver.session(async (connection) => {
      const left = async () => (await connection.batch([{ text: LEFT_ON_CONNECTION }]))[0]?.rows;
      const before = await left();
      strictEqual(before?.[0]?.[1], "", "as other uses have left it");
      const wall = tenantDb({
        ...tenants.driver,
        batch: (statements) => connection.batch(statements),
        session: (work) => work(connection),
      }, acme.organization);
      const statement = sql`select organization_id from solicitudes`;
      await wall.one((db) => db.execute(statement));
      deepStrictEqual(await left(), before);
      await wall.tx((tx) => tx.execute(statement));
      deepStrictEqual(await left(), before);
      await rejects(wall.tx((tx) => tx.execute(sql`select 1 / 0`)));
      deepStrictEqual(await left(), before);
    });
  });

  await t.step(
    "lets an organization remove all it can, while another keeps every row as it was",
    async () => {
      strictEqual(await tenants.fingerprint(beta.organization), untouched);
      const order = ["solicitudes", "organization_users", ...tables];
      for (const table of order.filter((name) => !isAppendOnly(name))) {
        await attack(sql`delete from ${sql.identifier(table)}`);
      }
      const left = JSON.parse(await tenants.fingerprint(acme.organization));
      deepStrictEqual(left.map(([table]: [string]) => table), ["audit_log"]);
      strictEqual(await tenants.fingerprint(beta.organization), untouched);
    },
  );
});

async function primaryKey(tenants: TwoTenants, table: string): Promise<string[]> {
  const rows = await tenants.query(
    `select a.attname::text from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
     where i.indrelid = $1::regclass and i.indisprimary`,
    [table],
  );
  return rows.map(([column]) => String(column));
}

interface Reference {
  columns: string[];
  target: string;
  targetColumns: string[];
}

/** The foreign keys to tables of tenants, without the organization itself. */
async function references(tenants: TwoTenants, table: string): Promise<Reference[]> {
  const rows = await tenants.query(
    `select c.conname::text, c.confrelid::regclass::text, mine.attname::text, theirs.attname::text
     from pg_constraint c, unnest(c.conkey, c.confkey) as pair (mine, theirs), pg_attribute mine, pg_attribute theirs
     where c.contype = 'f' and c.conrelid = $1::regclass
       and mine.attrelid = c.conrelid and mine.attnum = pair.mine
       and theirs.attrelid = c.confrelid and theirs.attnum = pair.theirs
       and mine.attname <> 'organization_id'`,
    [table],
  );
  const byName = new Map<unknown, Reference>();
  for (const [name, target, mine, theirs] of rows) {
    const known = byName.get(name) ?? { columns: [], target: String(target), targetColumns: [] };
    known.columns.push(String(mine));
    known.targetColumns.push(String(theirs));
    byName.set(name, known);
  }
  return [...byName.values()];
}

async function holdsAndRollsBack(
  tenants: TwoTenants,
  table: string,
  row: Record<string, unknown>,
): Promise<void> {
  const enough = new Error("Enough");
  const work = tenantDb(tenants.driver, tenants.acme.organization).tx(async (tx) => {
    await tx.execute(insertion(table, row));
    throw enough;
  });
  await rejects(work, enough);
}
