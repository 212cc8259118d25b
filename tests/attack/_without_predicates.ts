/** A driver that sends LEXIA's own statements without what they say about the organization. */
import type { SqlDriver, SqlStatement } from "#db/driver.ts";

export interface Dropped {
  /** Statements that lost a predicate. */
  statements: number;
  predicates: number;
  /** Takes the role that sees everything, where the wall asks for the one that sees one organization. */
  isWallOff: boolean;
}

/** The parameter stays in the statement, since PostgreSQL wants to know its type. */
const AGAINST_VALUE = /(?:"?\w+"?\.)?"?organization_id"? = (\$\d+)(?:::uuid)?/g;
const AGAINST_COLUMN = /"?\w+"?\."?organization_id"? = "?\w+"?\."?organization_id"?/g;

export function withoutPredicates(driver: SqlDriver, dropped: Dropped): SqlDriver {
  function change(statement: SqlStatement): SqlStatement {
    const found =
      [AGAINST_VALUE, AGAINST_COLUMN].flatMap((form) => [...statement.text.matchAll(form)]).length;
    if (found > 0) dropped.statements++;
    dropped.predicates += found;
    const text = statement.text.replace(AGAINST_VALUE, (_, parameter) => `(${parameter}::uuid is not null)`)
      .replace(AGAINST_COLUMN, "true");
    return { ...statement, text: dropped.isWallOff ? text.replace("'lexia_app'", "'lexia_platform'") : text };
  }
  return {
    batch: (statements, options) => driver.batch(statements.map(change), options),
    session: (work, options) =>
      driver.session(
        (connection) => work({ batch: (statements) => connection.batch(statements.map(change)) }),
        options,
      ),
    stats: () => driver.stats(),
    close: () => driver.close(),
  };
}
