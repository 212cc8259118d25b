import { listPage } from "#domain/solicitudes/list_page.ts";
import { type ListProps, SolicitudList } from "#views/solicitudes/list.tsx";
import { addressOf, type ListQuery } from "#views/solicitudes/list_query.ts";
import type { ManyAct } from "#views/solicitudes/list_words.ts";
import { canReadAllSolicitudes } from "#domain/authz.ts";
import type { Ctx } from "#domain/ctx.ts";
import type { LexiaContext } from "../_env.ts";
import type { ProblemStatus } from "../_middleware/problem.ts";
import { LIST_SCRIPT } from "./assets.ts";
import { listRowOf } from "./_list_props.ts";
import { filesOf, filterOf, listLookOf } from "./_list_query.ts";
import { frameOf, show } from "./_page.ts";

const ROWS = 50;

type Said = Partial<Pick<ListProps, "viewForm" | "outcome" | "complaint">>;

/** The list as its address says, with what a form was told. */
export async function showList(
  c: LexiaContext,
  query: ListQuery,
  { status = 200, cursor, ...said }: Said & { status?: 200 | ProblemStatus; cursor?: string } = {},
): Promise<Response> {
  const { ctx } = c.var;
  const { items, nextCursor, views } = await listPage(ctx, { ...filterOf(ctx, query), cursor, limit: ROWS });
  const frame = frameOf(c);
  const now = ctx.clock.now();
  // The script asks while somebody types: the address is that of the list, without what the form leaves empty.
  if (c.req.header("hx-request") !== undefined) c.header("HX-Push-Url", addressOf(query, cursor));
  return show(
    c,
    <SolicitudList
      frame={frame}
      now={new Date(now)}
      script={LIST_SCRIPT.path}
      query={query}
      look={listLookOf(c)}
      rows={items.map((item) => listRowOf(item, now))}
      isFirstPage={cursor === undefined}
      nextPage={nextCursor && addressOf(query, nextCursor)}
      seesAll={canReadAllSolicitudes(ctx)}
      views={views.map(({ id, name, query }) => ({ id, name, query }))}
      acts={actsOf(ctx)}
      mayFollow={ctx.actor.permissions.has("create_solicitudes")}
      files={filesOf(ctx, query, frame.reader.locale)}
      viewForm={said.viewForm ?? null}
      outcome={said.outcome ?? null}
      complaint={said.complaint ?? null}
    />,
    status,
  );
}

/** What the person may do with the chosen ones; who only reads takes the list as a file. */
function actsOf({ actor: { permissions } }: Ctx): ManyAct[] {
  const moves = permissions.has("update_solicitudes") ? ["execute", "pause", "resume"] as const : [];
  const removal = permissions.has("delete_solicitudes") ? ["delete"] as const : [];
  return moves.length + removal.length === 0 ? [] : [...moves, "export", ...removal];
}
