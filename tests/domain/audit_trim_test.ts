import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { removeAudit } from "#db/remove_audit.ts";
import { platformDb } from "#db/tenant_db.ts";
import { sealAudit, verifyAudit } from "#domain/audit_seals.ts";
import { findStretch, TRIM_ACTION } from "#domain/audit_trim.ts";
import { sealer } from "#domain/identity/sealing.ts";
import { openTestDatabase } from "#tests/support/databases.ts";

const KEY = sealer("k".repeat(64));

Deno.test("findStretch and removeAudit", async (t) => {
  await using database = await openTestDatabase();
  const db = platformDb(database.driver, () => {});
  const change = async (text: string, ...values: unknown[]) =>
    (await database.owner.batch([{ text, values }])).at(-1)?.rows ?? [];
  const add = (action: string, days: number) =>
    change(
      "insert into audit_log (action, created_at) values ($1, now() - make_interval(days => $2))",
      action,
      days,
    );
  const verify = (head?: string) => verifyAudit(db, KEY, head);
  const trim = async (days: number) => {
    const stretch = await findStretch(db, KEY, new Date(Date.now() - days * 86_400_000));
    // As LEXIA logs in, which is the owner and no superuser.
    return stretch && await removeAudit(database.driver, { ...stretch, action: TRIM_ACTION });
  };
  const actions = async () =>
    (await change("select action from audit_log order by created_at")).map(([action]) => action);

  await t.step("finds nothing in an empty log, nor in one that is young", async () => {
    strictEqual(await trim(365), undefined);
    for (const [action, days] of [["oldest", 900], ["older", 800], ["old", 400], ["young", 100]] as const) {
      await add(action, days);
      ok(await sealAudit(db, KEY));
    }
    strictEqual(await trim(1_000), undefined);
  });

  let head = "";
  await t.step("removes whole seals that are older, and the chain is whole from there", async () => {
    head = (await verify()).head;
    deepStrictEqual(await trim(365), { lines: 3 });
    deepStrictEqual(await actions(), ["young", TRIM_ACTION]);
    const { seals, lines, trimmed, waiting, broken } = await verify(head);
    deepStrictEqual([seals, lines, trimmed, waiting, broken], [1, 1, 3, 1, undefined]);
    strictEqual(await trim(365), undefined);
  });

  await t.step("is itself sealed, and sealing goes on where it was", async () => {
    await add("new", 0);
    const seal = await sealAudit(db, KEY);
    deepStrictEqual([seal?.position, seal?.lines], [5, 2]);
    strictEqual((await verify(head)).broken, undefined);
  });

  await t.step("keeps the last seal, however old", async () => {
    await change("update audit_seals set through = through - interval '2 years'");
    ok(await trim(365));
    strictEqual(await trim(365), undefined);
    const [left] = await change("select count(*)::int, max(position) from audit_seals");
    deepStrictEqual(left, [1, 5]);
    await change("update audit_seals set through = through + interval '2 years'");
    strictEqual((await verify()).broken, undefined);
    strictEqual((await verify()).trimmed, 4);
  });

  await t.step("leaves the roles of LEXIA as powerless as before", async () => {
    const rows = await change(
      `select relname::text, relrowsecurity, relforcerowsecurity from pg_class
       where relname in ('audit_log', 'audit_seals') order by 1`,
    );
    deepStrictEqual(rows, [["audit_log", true, true], ["audit_seals", true, true]]);
    const [allowed] = await change(
      `select bool_or(has_table_privilege(r, t, 'delete')) from unnest(array['lexia_app', 'lexia_platform']) r,
       unnest(array['audit_log', 'audit_seals']) t`,
    );
    deepStrictEqual(allowed, [false]);
  });

  /** What is found broken by that change, which is taken back afterwards. */
  async function brokenBy(...texts: string[]) {
    await change("create table kept_log as select * from audit_log");
    await change("create table kept_seals as select * from audit_seals");
    for (const text of texts) await change(text);
    const { broken } = await verify();
    await change("truncate audit_log, audit_seals");
    await change("insert into audit_log select * from kept_log");
    await change("insert into audit_seals select * from kept_seals");
    await change("drop table kept_log, kept_seals");
    strictEqual((await verify()).broken, undefined);
    return broken?.reason;
  }

  const NEWER = `update audit_log set action = 'other' where action = 'new'`;
  const TAMPERINGS: [what: string, changes: string[], reason: string][] = [
    ["a line that was changed", [NEWER], "a line or the seal was changed"],
    ["a line that was removed", ["delete from audit_log where action = 'new'"], "lines were removed"],
    [
      "a line that was slipped in",
      ["insert into audit_log (action, created_at) values ('x', now() - interval '1 day')"],
      "lines were slipped in",
    ],
    [
      "that the place of what was removed is gone",
      ["delete from audit_log where action = 'audit.trim' and target_id = '4'"],
      "the seal was removed",
    ],
    [
      "a place that somebody else wrote",
      [
        `update audit_log set data = data || '{"proof": "${"0".repeat(64)}"}' where action = 'audit.trim'`,
      ],
      "the seal was removed",
    ],
  ];
  for (const [what, changes, reason] of TAMPERINGS) {
    await t.step(`finds ${what}`, async () => strictEqual(await brokenBy(...changes), reason));
  }

  await t.step("finds seals that were removed by hand, with a place that was copied", async () => {
    await add("newest", 0);
    await sealAudit(db, KEY);
    const reason = await brokenBy(
      `insert into audit_log (action, target_id, data)
       select 'audit.trim', '5', jsonb_build_object('hash', hash, 'proof', (select data->>'proof' from audit_log
         where action = 'audit.trim' and target_id = '4')) from audit_seals where position = 5`,
      "delete from audit_log where id in (select unnest(row_ids) from audit_seals where position = 5)",
      "delete from audit_seals where position = 5",
    );
    strictEqual(reason, "the seal was removed");
  });

  await t.step("takes no place that another SECRET_KEY made", async () => {
    strictEqual((await verifyAudit(db, sealer("z".repeat(64)))).broken?.reason, "the seal was removed");
  });
});

Deno.test("AUDIT_RETENTION_DAYS", async (t) => {
  const { readConfig, ConfigError } = await import("#platform/config.ts");
  const read = (days: string) =>
    readConfig({ get: (name) => name === "AUDIT_RETENTION_DAYS" ? days : undefined, readTextFile: () => "" });
  await t.step("is for ever, or a year at least", () => {
    strictEqual(read("").auditRetentionDays, 0);
    strictEqual(read("365").auditRetentionDays, 365);
    for (const days of ["1", "364", "-1", "a"]) {
      let isRefused = false;
      try {
        read(days);
      } catch (error) {
        isRefused = error instanceof ConfigError;
      }
      ok(isRefused, days);
    }
  });
});
