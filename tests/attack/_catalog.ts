/** Statements as a superuser that leave nothing behind. */
import { sqlCause, SqlError, type SqlStatement } from "#db/driver.ts";
import type { Installation } from "#tests/support/installation.ts";

export interface Outcome {
  /** Of the last statement. */
  rowCount: number;
  /** SQLSTATE, where PostgreSQL refused. */
  code?: string;
}

/** Runs them in one transaction, and rolls it back. */
export async function ended(
  { owner }: Installation,
  statements: readonly SqlStatement[],
): Promise<Outcome> {
  return await owner.session(async (connection) => {
    await connection.batch([{ text: "begin" }]);
    try {
      const results = await connection.batch(statements);
      return { rowCount: results.at(-1)?.rowCount ?? 0 };
    } catch (error) {
      const cause = sqlCause(error);
      if (cause instanceof SqlError) return { rowCount: 0, code: cause.code };
      throw error;
    } finally {
      await connection.batch([{ text: "rollback" }]);
    }
  });
}
