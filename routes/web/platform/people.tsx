/** People of all organizations, for operators. */
import { isUuid } from "#domain/cursor.ts";
import { findPeople } from "#domain/operations/find_people.ts";
import { People } from "#views/platform/people.tsx";
import type { LexiaContext } from "../../_env.ts";
import { frameOf, show } from "../_page.ts";
import { pagesOf, typedIn } from "./_asked.ts";

const ROWS = 50;

export async function peoplePage(c: LexiaContext): Promise<Response> {
  const organizationId = typedIn(c, "organization_id").toLowerCase();
  const fields = { q: typedIn(c, "q"), organization_id: isUuid(organizationId) ? organizationId : "" };
  const { items, nextCursor } = await findPeople(c.var.platformCtx, {
    search: fields.q,
    organizationId: fields.organization_id || undefined,
    limit: ROWS,
    cursor: c.req.query("cursor"),
  });
  return show(
    c,
    <People
      frame={frameOf(c)}
      fields={fields}
      organization={items[0]?.organization?.name ?? null}
      rows={items}
      {...pagesOf(c, "/people", fields, nextCursor)}
    />,
  );
}
