/** What pages ask for in the background. */
import { countUnread } from "#domain/notifications/count_unread.ts";
import type { LexiaContext } from "../_env.ts";
import { requireMember } from "../_middleware/require.ts";

const HEADERS = { "Cache-Control": "no-store" };

/** How much waits for the reader. That nobody is signed in any more is an answer, too: the page says so by itself. */
export async function unreadNews(c: LexiaContext): Promise<Response> {
  if (!c.var.actor && c.var.credentialProblem?.kind !== "forbidden") {
    return c.json({ signed_in: false }, 200, HEADERS);
  }
  await requireMember(c, () => Promise.resolve());
  return c.json({ signed_in: true, ...await countUnread(c.var.ctx) }, 200, HEADERS);
}
