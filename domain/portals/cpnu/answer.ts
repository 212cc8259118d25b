/** A lookup's findings as JSON: the rows as the portal sent them, so that ids stay exact; read anew when taken out. */
import { z } from "zod";
import type { Codec } from "../shared_answers.ts";
import { SILENT_DRIFT } from "./drift.ts";
import { LookupFailure } from "./failures.ts";
import { actuacionSnapshot, readingOf, sujetoSnapshot } from "./normalize.ts";
import type { ProcesoReading } from "./reading.ts";
import { readShape, SEARCH_ROW } from "./schemas.ts";

export interface CpnuFindings {
  /** None: an empty answer that was confirmed. */
  readings: readonly ProcesoReading[];
  evidence: string | null;
  /** When the search was answered, milliseconds since the epoch: what was read later makes it no younger. */
  askedAt: number;
}

const Kept = z.object({
  evidence: z.string().nullable(),
  asked_at: z.number(),
  procesos: z.array(z.object({
    radicado: z.string(),
    search: z.unknown(),
    detail: z.unknown().optional(),
    depth: z.enum(["none", "news", "all"]),
    is_complete: z.boolean(),
    actuaciones: z.array(z.unknown()),
    sujetos: z.array(z.unknown()),
  })),
});

export const ANSWER_CODEC: Codec<CpnuFindings> = { encode, decode, madeAt: ({ askedAt }) => askedAt };

function encode({ readings, evidence, askedAt }: CpnuFindings): z.input<typeof Kept> {
  return {
    evidence,
    asked_at: askedAt,
    procesos: readings.map(({ row, detail, depth, snapshot }) => ({
      radicado: snapshot.radicado,
      search: row.raw,
      detail,
      depth,
      is_complete: snapshot.isComplete,
      actuaciones: snapshot.actuaciones.map((actuacion) => actuacion.raw),
      sujetos: snapshot.sujetos.map((sujeto) => sujeto.raw),
    })),
  };
}

function decode(stored: unknown): CpnuFindings | undefined {
  const kept = Kept.safeParse(stored);
  if (!kept.success) return undefined;
  const { evidence, asked_at: askedAt, procesos } = kept.data;
  try {
    return { evidence, askedAt, readings: procesos.map(reread) };
  } catch (error) {
    if (error instanceof LookupFailure) return undefined;
    throw error;
  }
}

function reread(
  { radicado, search, detail, depth, is_complete, actuaciones, sujetos }: z.output<
    typeof Kept
  >["procesos"][number],
): ProcesoReading {
  return readingOf(readShape(SEARCH_ROW, search, SILENT_DRIFT), {
    detail,
    depth,
    isComplete: is_complete,
    actuaciones: actuaciones.map((row) => actuacionSnapshot(row, radicado, SILENT_DRIFT)),
    sujetos: sujetos.map((row) => sujetoSnapshot(row, SILENT_DRIFT)),
  }, SILENT_DRIFT);
}
