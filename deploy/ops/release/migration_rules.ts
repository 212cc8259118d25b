/**
 * What a migration may do while the release before goes on working: add first, remove a release later, and hold no lock
 * for as long as a large table takes. Sources: PostgreSQL documentation, "ALTER TABLE", "CREATE INDEX", "Explicit Locking".
 */
import { isAtMost } from "./version.ts";

/** Migrations that were there before these rules, and the release that they make up. */
export const FIRST_RELEASE: Readonly<Record<string, string>> = Object.fromEntries(
  [
    "0000_first",
    "0001_last_execution",
    "0002_jobs_in_turns",
    "0003_audit_seals",
    "0004_identity",
    "0005_following",
    "0006_web",
  ].map((tag) => [tag, "0.1.0"]),
);

export interface MigrationFault {
  /** A constant, such as `index_blocks_writes`. */
  fault: string;
  /** The beginning of the statement. */
  statement: string;
  /** What to do instead. */
  advice: string;
}

interface Rule {
  fault: string;
  /** Its first group is the table, where that matters. */
  pattern: RegExp;
  advice: string;
  /** Tables that the same migration makes are empty, and nobody knows them. */
  holdsForNewTables?: boolean;
  /** May be done once no release that still runs uses it. */
  isContraction?: boolean;
  unless?: RegExp;
}

const TABLE = String.raw`(?:if\s+exists\s+)?(?:only\s+)?(?:"?public"?\.)?"?(\w+)"?`;
/** What is worked out anew for each row. */
const EACH_ROW = String
  .raw`(?:\w+\.)?(?:lexia_uuidv7|gen_random_uuid|uuidv7|random|clock_timestamp|nextval)\b`;
const ALTER = String.raw`^alter\s+table\s+${TABLE}\s+`;

const RULES: readonly Rule[] = [
  {
    fault: "column_needs_value",
    pattern: new RegExp(
      String.raw`${ALTER}.*\badd\s+(?:column\s+)?(?!constraint\b)"?\w+"?\s+[^,]*\bnot\s+null`,
      "is",
    ),
    unless: /\bdefault\b|\bgenerated\b/i,
    advice: "the release before writes no such column: give it a constant default, or let it be null",
  },
  {
    fault: "table_rewritten",
    pattern: new RegExp(
      String.raw`${ALTER}.*\badd\s+(?:column\s+)?(?!constraint\b).*\bdefault\s+\(?\s*${EACH_ROW}`,
      "is",
    ),
    advice:
      "each row gets a value of its own: add the column without a default, set the default, fill in steps",
  },
  {
    fault: "table_rewritten",
    pattern: new RegExp(
      String.raw`${ALTER}.*\badd\s+(?:column\s+)?.*\bgenerated\s+always\s+as\s+\(.*\)\s+stored`,
      "is",
    ),
    advice: "a stored generated column writes every row: add a plain column and fill it in steps",
  },
  {
    fault: "type_changed",
    pattern: new RegExp(
      String.raw`${ALTER}.*\balter\s+(?:column\s+)?"?\w+"?\s+(?:set\s+data\s+)?type\b`,
      "is",
    ),
    advice: "add a column of the new type, write both for a release, and drop the old one with the next",
  },
  {
    fault: "null_refused",
    pattern: new RegExp(String.raw`${ALTER}.*\balter\s+(?:column\s+)?"?\w+"?\s+set\s+not\s+null`, "is"),
    advice:
      "reads the whole table under a lock, and the release before may write null: a check, not valid at first",
  },
  {
    fault: "index_blocks_writes",
    pattern: new RegExp(
      String.raw`^create\s+(?:unique\s+)?index\s+(?!concurrently\b).*?\bon\s+${TABLE}`,
      "is",
    ),
    advice:
      "say concurrently (in the schema: .concurrently()); deno task migrate builds it beside those who write",
  },
  {
    fault: "constraint_reads_all",
    pattern: new RegExp(String.raw`${ALTER}.*\badd\s+constraint\b.*\b(?:foreign\s+key|check)\b`, "is"),
    unless: /\bnot\s+valid\s*$/i,
    advice: "add it not valid, and validate it with the next release",
  },
  {
    fault: "constraint_builds_index",
    pattern: new RegExp(
      String.raw`${ALTER}.*\badd\s+constraint\b.*\b(?:unique|primary\s+key|exclude)\b(?!.*\busing\s+index\b)`,
      "is",
    ),
    advice: "build a unique index concurrently, and use it for the constraint with the next release",
  },
  {
    fault: "still_used",
    pattern: new RegExp(
      String.raw`${ALTER}.*\bdrop\s+(?:column\s+)?(?!constraint\b|default\b|not\b|identity\b)"?\w+"?`,
      "is",
    ),
    advice: "the release before reads it: stop using it, and drop it a release later",
    isContraction: true,
  },
  {
    fault: "still_used",
    pattern: /^drop\s+(?:table|view|function|schema)\b/i,
    advice: "the release before reads it: stop using it, and drop it a release later",
    isContraction: true,
  },
  {
    fault: "renamed",
    pattern: new RegExp(String.raw`${ALTER}.*\brename\b|^alter\s+(?:index|view|schema)\s+.*\brename\b`, "is"),
    advice:
      "the release before knows the old name: add the new one, write both, drop the old one a release later",
    holdsForNewTables: true,
  },
  {
    fault: "rows_written_at_once",
    pattern: new RegExp(String.raw`^(?:update\s+${TABLE}\s+set|delete\s+from\b)`, "is"),
    advice: "locks every row until the end: let a job fill or remove them in steps",
  },
  {
    fault: "locks_table",
    pattern: /^(?:lock|truncate|cluster|vacuum|reindex(?!.*\bconcurrently\b))\b/i,
    advice: "keeps everybody out for as long as it takes",
    holdsForNewTables: true,
  },
];

const BREAK = "--> statement-breakpoint";
const CREATED = /^create\s+table\s+(?:if\s+not\s+exists\s+)?(?:"?public"?\.)?"?(\w+)"?/i;
/** Above a statement that takes something away: the last release that used it is older than this one. */
const UNUSED = /^--\s*unused since (\d+\.\d+\.\d+)\s*$/im;

/** What is wrong with a migration. `released` is the version that runs while it is applied. */
export function migrationFaults(sql: string, released: string): MigrationFault[] {
  const written = sql.split(BREAK).flatMap(statementsOf);
  const made = new Set(written.flatMap(({ text }) => CREATED.exec(text)?.[1] ?? []));
  return written.flatMap(({ text, unusedSince }) => {
    const mayGo = unusedSince !== null && isAtMost(unusedSince, released);
    const broken = RULES.filter((rule) => breaks(rule, text, made) && !(rule.isContraction && mayGo));
    return broken.map(({ fault, advice }) => ({ fault, statement: text.slice(0, 120), advice }));
  });
}

function breaks(
  { pattern, unless, holdsForNewTables = false }: Rule,
  text: string,
  made: Set<string>,
): boolean {
  const found = pattern.exec(text);
  if (!found || unless?.test(text)) return false;
  return holdsForNewTables || !made.has(found[1] ?? "");
}

/** Without comments; a body between dollars is one statement. */
function statementsOf(part: string): { text: string; unusedSince: string | null }[] {
  const pieces = /\$\w*\$/.test(part) ? [part] : part.split(";");
  return pieces.map((piece) => ({
    text: piece.replace(/^[ \t]*--.*$/gm, "").trim(),
    unusedSince: UNUSED.exec(piece.trim())?.[1] ?? null,
  })).filter(({ text }) => text !== "");
}
