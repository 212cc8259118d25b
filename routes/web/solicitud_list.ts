/** The list of solicitudes, and what it looks like. */
import { COLUMNS } from "#views/solicitudes/list_columns.ts";
import { addressOf } from "#views/solicitudes/list_query.ts";
import type { LexiaContext } from "../_env.ts";
import { showList } from "./_list_page.tsx";
import { outcomeIn } from "./solicitud_many.tsx";
import { keepListLook, listQueryIn } from "./_list_query.ts";
import { readForm, textIn } from "./_page.ts";

export async function solicitudListPage(c: LexiaContext): Promise<Response> {
  const { searchParams } = new URL(c.req.url);
  const said = { outcome: outcomeIn(searchParams) };
  return await showList(c, listQueryIn(searchParams), { ...said, cursor: c.req.query("cursor") });
}

/** Which columns, and how close the rows. */
export async function submitColumns(c: LexiaContext): Promise<Response> {
  const form = await readForm(c, { all: true });
  const chosen = [form.column].flat();
  keepListLook(c, {
    columns: COLUMNS.filter((column) => chosen.includes(column)),
    isCompact: textIn(form, "density") === "compact",
    hasKeys: textIn(form, "keys") === "on",
  });
  return c.redirect(addressOf(listQueryIn(new URLSearchParams(textIn(form, "view")))), 303);
}
