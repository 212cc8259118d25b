/** The answers of CPNU (portal.md 1.2). Unknown fields are kept and counted; what a row cannot do without is required. */
import { z } from "zod";
import { courtDate, courtInstant } from "../bogota_time.ts";
import type { Drift } from "./drift.ts";
import { LookupFailure } from "./failures.ts";

const text = z.string();
const nullableText = z.string().nullable();
const count = z.int().nonnegative();
/** Exact up to 2^53 - 1; seen up to about 3.4e9. */
const id = z.int().positive().transform((value) => BigInt(value));
const date = z.string().transform((value, ctx) => courtDate(value) ?? refused(ctx, "a date without zone"));
const instant = z.string().transform((value, ctx) =>
  courtInstant(value) ?? refused(ctx, "a time without zone")
);

export const PAGINACION = shape("paginacion", {
  cantidadRegistros: count,
  cantidadPaginas: count,
  pagina: z.int(),
}, { registrosPagina: z.int(), paginas: z.unknown() });

export const SEARCH = shape("search", { procesos: z.array(z.unknown()), paginacion: z.unknown() }, {
  tipoConsulta: text,
  parametros: z.unknown(),
});

export const SEARCH_ROW = shape("search_row", { idProceso: id, llaveProceso: text, esPrivado: z.boolean() }, {
  idConexion: z.int(),
  fechaProceso: date.nullable(),
  fechaUltimaActuacion: date.nullable(),
  despacho: nullableText,
  departamento: nullableText,
  sujetosProcesales: nullableText,
  cantFilas: z.int(),
});

export const DETALLE = shape("detalle", { llaveProceso: text }, {
  idRegProceso: z.int(),
  idConexion: z.int(),
  esPrivado: z.boolean(),
  fechaProceso: date.nullable(),
  codDespachoCompleto: z.string().trim().regex(/^\d{12}$/).nullable(),
  despacho: nullableText,
  ponente: nullableText,
  tipoProceso: nullableText,
  claseProceso: nullableText,
  subclaseProceso: nullableText,
  recurso: nullableText,
  ubicacion: nullableText,
  contenidoRadicacion: nullableText,
  fechaConsulta: instant.nullable(),
  ultimaActualizacion: instant.nullable(),
});

export const ACTUACIONES = shape("actuaciones", {
  actuaciones: z.array(z.unknown()),
  paginacion: z.unknown(),
}, {});

export const ACTUACION = shape("actuacion", {
  idRegActuacion: id,
  consActuacion: z.int(),
  fechaActuacion: date,
  actuacion: text,
}, {
  llaveProceso: text,
  anotacion: nullableText,
  fechaInicial: date.nullable(),
  fechaFinal: date.nullable(),
  fechaRegistro: date.nullable(),
  codRegla: nullableText,
  conDocumentos: z.boolean(),
  cant: z.int(),
});

export const SUJETOS = shape("sujetos", { sujetos: z.array(z.unknown()), paginacion: z.unknown() }, {});

export const SUJETO = shape("sujeto", { idRegSujeto: id }, {
  tipoSujeto: text,
  nombreRazonSocial: text,
  esEmplazado: z.boolean(),
  identificacion: nullableText,
  cant: z.int(),
});

interface Shape<R extends z.ZodRawShape, O extends z.ZodRawShape> {
  name: string;
  required: z.ZodObject<R, z.core.$loose>;
  optional: O;
  known: ReadonlySet<string>;
}

type Fields<R extends z.ZodRawShape, O extends z.ZodRawShape> =
  & z.output<z.ZodObject<R>>
  & { [K in keyof O]: z.output<O[K]> | null };

/**
 * Reads a value by its shape; optional fields that are missing or of another type become null.
 * @throws {LookupFailure} `portal_garbled` where a required field is not as it must be.
 */
export function readShape<R extends z.ZodRawShape, O extends z.ZodRawShape>(
  { name, required, optional, known }: Shape<R, O>,
  value: unknown,
  drift: Drift,
): { fields: Fields<R, O>; raw: Record<string, unknown> } {
  const main = required.safeParse(value);
  if (!main.success) throw new LookupFailure("portal_garbled");

  const raw = value as Record<string, unknown>; // An object: z.looseObject accepted it.
  const fields: Record<string, unknown> = { ...main.data };
  for (const [field, schema] of Object.entries(optional)) {
    const parsed = z.safeParse(schema, raw[field]);
    fields[field] = parsed.success ? parsed.data ?? null : null;
    if (!(field in raw)) drift.note("missing_field", `${name}.${field}`);
    else if (!parsed.success) drift.note("wrong_type", `${name}.${field}`);
  }
  for (const field of Object.keys(raw)) {
    if (!known.has(field)) drift.note("unknown_field", `${name}.${field.slice(0, 60)}`);
  }
  // Every key of both shapes was written above, by the schema that gives it its type.
  return { fields: fields as Fields<R, O>, raw };
}

function shape<R extends z.ZodRawShape, O extends z.ZodRawShape>(
  name: string,
  required: R,
  optional: O,
): Shape<R, O> {
  const known = new Set([...Object.keys(required), ...Object.keys(optional)]);
  return { name, required: z.looseObject(required), optional, known };
}

function refused(ctx: z.RefinementCtx, expected: string): never {
  ctx.addIssue({ code: "custom", message: `Expected ${expected}` });
  return z.NEVER;
}
