/** Which processes are alive, for operators. */
import { listInstances } from "#domain/operations/instances.ts";
import { Instances } from "#views/platform/instances.tsx";
import type { LexiaContext } from "../../_env.ts";
import { frameOf, show } from "../_page.ts";
import { LIVE_SCRIPT } from "../assets.ts";
import { whereKnown } from "./overview.tsx";

export async function instancesPage(c: LexiaContext): Promise<Response> {
  const ctx = c.var.platformCtx;
  const instances = await whereKnown(listInstances(ctx));
  const now = new Date(ctx.clock.now());
  return show(c, <Instances frame={frameOf(c)} script={LIVE_SCRIPT.path} now={now} instances={instances} />);
}
