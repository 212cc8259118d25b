import type { SqlDriver, SqlStatement } from "./driver.ts";

/**
 * Removes seals and the lines under them, and leaves a line in their place: all of it or nothing. No role of LEXIA's may
 * do that, so the owner does, for whom the forced policies are lifted within this transaction alone; whoever writes to
 * the log waits meanwhile, and nobody waits longer than the lock's patience.
 */
export async function removeAudit(
  driver: SqlDriver,
  stretch: { first: number; last: number; action: string; data: Record<string, unknown> },
): Promise<{ lines: number }> {
  const range = [stretch.first, stretch.last];
  const work: SqlStatement[] = [
    ...TABLES.map((table) => ({ text: `alter table ${table} no force row level security` })),
    {
      text: `delete from public.audit_log where id in
        (select unnest(row_ids) from public.audit_seals where position between $1 and $2)`,
      values: range,
    },
    { text: "delete from public.audit_seals where position between $1 and $2", values: range },
    {
      text: `insert into public.audit_log (organization_id, action, target_id, data, request_id)
        values (null, $1, $2, $3, 'audit:trim')`,
      values: [stretch.action, String(stretch.last), JSON.stringify(stretch.data)],
    },
    ...TABLES.map((table) => ({ text: `alter table ${table} force row level security` })),
  ];
  return await driver.session(async (connection) => {
    try {
      await connection.batch(OPENING.map((text) => ({ text })));
      const results = await connection.batch(work);
      await connection.batch([{ text: "commit" }]);
      return { lines: results[TABLES.length]?.rowCount ?? 0 };
    } catch (error) {
      await connection.batch([{ text: "rollback" }]).catch(() => {});
      throw error;
    }
  });
}

const TABLES = ["public.audit_log", "public.audit_seals"];

const OPENING = [
  "begin",
  // The session may stand in a role of its home's choice: the owner is whoever logged in.
  "set local role none",
  "set local lock_timeout = '5s'",
  "set local statement_timeout = 0",
];
