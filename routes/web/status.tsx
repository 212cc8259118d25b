/** How LEXIA is, for everybody, on the platform's own host. */
import { StatusPage } from "#views/status/status_page.tsx";
import type { LexiaContext } from "../_env.ts";
import { frameOf, show } from "./_page.ts";

export async function statusPage(c: LexiaContext): Promise<Response> {
  const status = await c.var.deps.status.status();
  return show(c, <StatusPage frame={frameOf(c)} status={status} />);
}
