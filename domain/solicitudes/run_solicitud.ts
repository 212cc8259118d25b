import type { JobCtx } from "../ctx.ts";
import { beginRun, type RunInput } from "./_begin_run.ts";
import { runLookup } from "./run_lookup.ts";
import { runSearch } from "./run_search.ts";

/** One execution of a solicitud, as a job: every effect and the job's end share a transaction. */
export async function runSolicitud(ctx: JobCtx, input: RunInput): Promise<void> {
  const begun = await beginRun(ctx, input);
  if (!begun) return;
  const { radicado, parametros } = begun.solicitud;
  if (radicado !== null) return await runLookup(ctx, { ...begun, radicado });
  if (parametros !== null) return await runSearch(ctx, { ...begun, parametros });
  throw new Error("A solicitud has either a radicado or parameters: its table says so");
}
