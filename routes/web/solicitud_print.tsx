/** A case as one document, for paper. */
import { DomainError } from "#domain/errors.ts";
import { readCase } from "#domain/procesos/read_case.ts";
import { formatRadicado } from "#domain/radicado.ts";
import { getSolicitud } from "#domain/solicitudes/get_solicitud.ts";
import { caseWords } from "#views/solicitudes/case_words.ts";
import { CasePrint } from "#views/solicitudes/print.tsx";
import type { LexiaContext } from "../_env.ts";
import { checkRowOf, entryOf, partiesTitle, procesoOf } from "./_case_props.ts";
import { frameOf, show } from "./_page.ts";
import { checkOf } from "./_solicitud_props.ts";
import { CASE_SCRIPT } from "./assets.ts";
import { idOf } from "./solicitud_detail.tsx";

/** More is for files. */
const ENTRIES = 500;
const CHECKS = 10;

/** Of a search by name there is no such document: its hits are a table, and go into a file. */
export async function solicitudPrintPage(c: LexiaContext): Promise<Response> {
  const { ctx } = c.var;
  const solicitud = await getSolicitud(ctx, idOf(c));
  const { id, radicado, alias, status, lastExecution } = solicitud;
  if (radicado === null) throw new DomainError("not_found");
  const contents = await readCase(ctx, { id, radicado }, {
    docket: { limit: ENTRIES },
    executions: CHECKS,
    notes: { limit: 1 },
  });
  const { procesos, sujetos, counts, docket, executions } = contents;
  const frame = frameOf(c);
  const printed = formatRadicado(radicado);
  const several = procesos.length > 1;
  return show(
    c,
    <CasePrint
      frame={frame}
      script={CASE_SCRIPT.path}
      id={id}
      title={alias ?? partiesTitle(sujetos, caseWords(frame.reader.locale).against) ?? printed}
      radicado={printed}
      status={status}
      lastCheck={lastExecution && checkOf(lastExecution, false)}
      procesos={procesos.map((proceso) => procesoOf(proceso, sujetos, counts))}
      entries={docket.items.map((item) => entryOf(item, contents))
        .map((entry) => several ? entry : { ...entry, despacho: null })}
      isPart={docket.nextCursor !== null}
      checks={executions.map((execution) => checkRowOf(execution, false))}
      printedAt={new Date(ctx.clock.now())}
    />,
  );
}
