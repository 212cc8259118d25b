/** What a search by name looks for, as it is kept. */
import type { SearchParameters } from "#db/schema/solicitudes.ts";
import { DomainError, type FieldError } from "../errors.ts";
import { DEPARTAMENTOS } from "../radicado.ts";

export type { SearchParameters } from "#db/schema/solicitudes.ts";

export const SHORTEST_NAME = 3;
export const LONGEST_NAME = 200;

/** Tidied; refuses what the portal could not be asked. @throws {DomainError} `request_invalid` */
export function parseParameters(input: SearchParameters): SearchParameters {
  const nombre = input.nombre.normalize("NFC").replace(/\s+/g, " ").trim();
  const despacho = input.despacho?.trim() || null;
  const errors: FieldError[] = [];
  const letters = nombre.replace(/[^\p{L}\p{N}]/gu, "").length;
  if (letters < SHORTEST_NAME || nombre.length > LONGEST_NAME) {
    errors.push({
      field: "parametros.nombre",
      code: "name_length",
      message: `Give a name of at least ${SHORTEST_NAME} letters and at most ${LONGEST_NAME} characters`,
    });
  }
  if (despacho !== null && !isSearchable(despacho)) {
    errors.push({
      field: "parametros.despacho",
      code: "despacho_code",
      message: "Give the code of a departamento (2 digits), a city (5) or an office (12)",
    });
  }
  if (errors.length > 0) throw new DomainError("request_invalid", { errors });
  return { nombre, tipo_persona: input.tipo_persona, solo_recientes: input.solo_recientes, despacho };
}

/** Whether a search can be narrowed to what has that code. */
export function isSearchable(code: string): boolean {
  return /^(\d{2}|\d{5}|\d{12})$/.test(code) && Object.hasOwn(DEPARTAMENTOS, code.slice(0, 2));
}
