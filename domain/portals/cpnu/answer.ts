/** A lookup's findings as JSON: the rows as the portal sent them, so that ids stay exact; read anew when taken out. */
import { z } from "zod";
import type { ProcesoSnapshot } from "../portal.ts";
import type { Codec } from "../shared_answers.ts";
import { SILENT_DRIFT } from "./drift.ts";
import { LookupFailure } from "./failures.ts";
import { actuacionSnapshot, procesoSnapshot, sujetoSnapshot } from "./normalize.ts";

export interface CpnuFindings {
  /** None: an empty answer that was confirmed. */
  procesos: ProcesoSnapshot[];
  evidence: string | null;
}

const Kept = z.object({
  evidence: z.string().nullable(),
  procesos: z.array(z.object({
    radicado: z.string(),
    search: z.unknown(),
    detail: z.unknown(),
    isComplete: z.boolean(),
    actuaciones: z.array(z.unknown()),
    sujetos: z.array(z.unknown()),
  })),
});

export const ANSWER_CODEC: Codec<CpnuFindings> = { encode, decode };

function encode({ procesos, evidence }: CpnuFindings): z.input<typeof Kept> {
  return {
    evidence,
    procesos: procesos.map(({ radicado, raw, isComplete, actuaciones, sujetos }) => ({
      radicado,
      isComplete,
      search: raw.search,
      detail: raw.detail,
      actuaciones: actuaciones.map((actuacion) => actuacion.raw),
      sujetos: sujetos.map((sujeto) => sujeto.raw),
    })),
  };
}

function decode(stored: unknown): CpnuFindings | undefined {
  const kept = Kept.safeParse(stored);
  if (!kept.success) return undefined;
  try {
    return { evidence: kept.data.evidence, procesos: kept.data.procesos.map(reread) };
  } catch (error) {
    if (error instanceof LookupFailure) return undefined;
    throw error;
  }
}

function reread(
  { radicado, search, detail, isComplete, actuaciones, sujetos }: z.output<typeof Kept>["procesos"][number],
) {
  return procesoSnapshot(
    {
      search,
      detail: detail ?? null,
      isComplete,
      actuaciones: actuaciones.map((row) => actuacionSnapshot(row, radicado, SILENT_DRIFT)),
      sujetos: sujetos.map((row) => sujetoSnapshot(row, SILENT_DRIFT)),
    },
    radicado,
    SILENT_DRIFT,
  );
}
