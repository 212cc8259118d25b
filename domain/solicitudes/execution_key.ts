import { type SQL, sql } from "drizzle-orm";

/** The key that keeps a solicitud from having two unfinished executions. */
export function executionKey(solicitudId: string): string {
  return `${PREFIX}${solicitudId}`;
}

/** The same, of an expression that is a solicitud's id. */
export function executionKeyOf(solicitudId: SQL): SQL {
  return sql`${sql.raw(`'${PREFIX}'`)} || ${solicitudId}`;
}

const PREFIX = "solicitud.execute:";
