import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { platformDb } from "#db/tenant_db.ts";
import { sealAudit, verifyAudit } from "#domain/audit_seals.ts";
import { sealer } from "#domain/identity/sealing.ts";
import { openTestDatabase } from "#tests/support/databases.ts";

const KEY = sealer("k".repeat(64));

Deno.test("sealAudit and verifyAudit", async (t) => {
  await using database = await openTestDatabase();
  const db = platformDb(database.driver, () => {});
  const change = async (text: string, ...values: unknown[]) =>
    (await database.owner.batch([{ text, values }])).at(-1)?.rows ?? [];
  const add = async (action: string, age = "0 s") =>
    String(
      (await change(
        `insert into audit_log (action, data, created_at)
       values ($1, '{"b": 1, "a": [true, null]}', now() - $2::interval) returning id`,
        action,
        age,
      ))[0]?.[0],
    );
  const verify = (head?: string) => verifyAudit(db, KEY, head);
  /** What is found broken by that change, which is taken back afterwards. */
  async function brokenBy(text: string, undo: string, ...values: unknown[]) {
    await change(text, ...values);
    const { broken } = await verify();
    await change(undo, ...values);
    strictEqual((await verify()).broken, undefined);
    return broken;
  }

  await t.step("seals nothing where there is nothing", async () => {
    strictEqual(await sealAudit(db, KEY), undefined);
    deepStrictEqual((await verify()).broken, undefined);
  });

  const first = await add("first", "1 hour");
  const second = await add("second", "20 min");
  await t.step("seals what is there, then what is new, and what is there is whole", async () => {
    strictEqual((await sealAudit(db, KEY))?.lines, 2);
    strictEqual(await sealAudit(db, KEY), undefined);
    await add("third");
    strictEqual((await verify()).waiting, 1);
    const seal = await sealAudit(db, KEY);
    deepStrictEqual([seal?.position, seal?.lines], [2, 1]);
    const { seals, lines, waiting, head, broken } = await verify();
    deepStrictEqual([seals, lines, waiting, head, broken], [2, 3, 0, seal?.hash, undefined]);
  });

  await t.step(
    "takes in a line whose transaction began before the last seal and ended after it",
    async () => {
      const late = await add("late", "1 min");
      strictEqual((await sealAudit(db, KEY))?.lines, 1);
      const [seal] = await change("select row_ids::text from audit_seals order by position desc limit 1");
      strictEqual(seal?.[0], `{${late}}`);
    },
  );

  await t.step("finds a line that was changed", async () => {
    const broken = await brokenBy(
      "update audit_log set action = 'other' where id = $1",
      "update audit_log set action = 'second' where id = $1",
      second,
    );
    strictEqual(broken?.seal, 1);
    ok(broken?.ids.includes(second));
  });

  await t.step("finds a line that was removed, and names it", async () => {
    await change("create table kept as select * from audit_log");
    const broken = await brokenBy(
      "delete from audit_log where id = $1",
      "insert into audit_log select * from kept where id = $1",
      first,
    );
    deepStrictEqual(broken, { seal: 1, reason: "lines were removed", ids: [first] });
  });

  await t.step("finds a line that was slipped in, and names it", async () => {
    const forged = await add("forged", "2 hours");
    deepStrictEqual((await verify()).broken, { seal: null, reason: "lines were slipped in", ids: [forged] });
    await change("delete from audit_log where id = $1", forged);
  });

  await t.step("finds a seal that was removed, changed, or made without the key", async () => {
    await change("create table kept_seals as select * from audit_seals");
    const removed = await brokenBy(
      "delete from audit_seals where position = 2",
      "insert into audit_seals select * from kept_seals where position = 2",
    );
    strictEqual(removed?.seal, 2);
    const changed = await brokenBy(
      "update audit_seals set hash = repeat('a', 64) where position = 2",
      "update audit_seals s set hash = k.hash from kept_seals k where k.position = s.position",
    );
    strictEqual(changed?.seal, 2);
    strictEqual((await verifyAudit(db, sealer("z".repeat(64)))).broken?.seal, 1);
  });

  await t.step("finds that an end was cut off, by a hash that was kept", async () => {
    const { head } = await verify();
    const [last] = await change("select max(position) from audit_seals");
    await change(
      "delete from audit_log where id in (select unnest(row_ids) from audit_seals where position = $1)",
      last?.[0],
    );
    await change("delete from audit_seals where position = $1", last?.[0]);
    strictEqual((await verify()).broken, undefined);
    strictEqual((await verify(head)).broken?.reason, "no seal has the given hash");
  });

  await t.step("lets two instances seal at once without doing it twice", async () => {
    for (let i = 0; i < 20; i++) await add(`many ${i}`);
    await Promise.all([sealAudit(db, KEY), sealAudit(db, KEY), sealAudit(db, KEY)]);
    await sealAudit(db, KEY);
    const { waiting, broken } = await verify();
    deepStrictEqual([waiting, broken], [0, undefined]);
  });
});
