import type { Lexia } from "#tests/support/lexia.ts";

/** Why the latest sign-in or demand was refused, as the audit log has it. */
export async function lastReason(lexia: Lexia): Promise<string> {
  const [result] = await lexia.database.owner.batch([{
    text: `select data->>'reason' from audit_log where action = 'session.refused' order by id desc limit 1`,
  }]);
  return String(result?.rows[0]?.[0]);
}
