/** Who may read the star: logins of the warehouse, each with the organizations that it sees. */
import type { SqlConnection } from "#db/driver.ts";
import { Ending, EXIT } from "../backup/ending.ts";
import { quoted } from "../backup/scratch.ts";
import { rowsOf } from "../backup/sessions.ts";

/** @throws {Ending} `login_unknown`, or `login_powerful` for one whom no wall would stop. */
export async function checkLogin(connection: SqlConnection, login: string): Promise<void> {
  const text = "select rolsuper or rolbypassrls or pg_has_role(oid, " +
    "(select nspowner from pg_namespace where nspname = 'lexia_dw'), 'member') from pg_roles where rolname = $1";
  const [found] = await rowsOf(connection, text, [login]);
  if (!found) {
    throw new Ending(EXIT.unknown, "login_unknown", "The warehouse has no such login: make it first");
  }
  if (found[0] === true) {
    const message =
      "That login owns the warehouse or can step over its walls: choose one that can do neither";
    throw new Ending(EXIT.noPermission, "login_powerful", message);
  }
}

/** Lets a login that was checked read one organization's rows, or with null those of all. */
export async function addReader(
  connection: SqlConnection,
  login: string,
  organizationId: string | null,
): Promise<void> {
  await connection.batch([
    { text: `grant lexia_dw_reader to ${quoted(login)}` },
    {
      text: "insert into lexia_dw.readers (login, organization_id) values ($1, $2) on conflict do nothing",
      values: [login, organizationId],
    },
  ]);
}

/** Takes all of it away from a login. */
export async function removeReader(connection: SqlConnection, login: string): Promise<void> {
  const [known] = await rowsOf(connection, "select from pg_roles where rolname = $1", [login]);
  await connection.batch([
    { text: "delete from lexia_dw.readers where login = $1", values: [login] },
    ...(known ? [{ text: `revoke lexia_dw_reader from ${quoted(login)}` }] : []),
  ]);
}
