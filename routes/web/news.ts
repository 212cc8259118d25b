/** What pages ask for in the background. */
import { listNovedades } from "#domain/novedades/list_novedades.ts";
import type { LexiaContext } from "../_env.ts";

/** How many novedades wait for the reader. */
export async function unreadNews(c: LexiaContext): Promise<Response> {
  const { unread } = await listNovedades(c.var.ctx, { limit: 1 });
  const count = unread.low + unread.normal + unread.high;
  return c.json({ count }, 200, { "Cache-Control": "no-store" });
}
