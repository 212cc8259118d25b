/** Reads what a request asks for, and refuses as the portal does. */
import { failure, MESSAGES, problem, Refusal } from "./answer.ts";
import { hashOf } from "./random.ts";
import type { Paginacion } from "./wire.ts";

/** @throws {Refusal} for what is not a number (400) or does not fit into 32 bits (404). */
export function readIdProceso(text: string): number {
  if (!/^-?\d+$/.test(text)) throw notValid("IdProceso", text);
  const id = BigInt(text);
  if (BigInt.asIntN(64, id) !== id) throw new Refusal(failure(404, MESSAGES.idTooLarge("numeric")));
  if (BigInt.asIntN(32, id) !== id) throw new Refusal(failure(404, MESSAGES.idTooLarge("bigint")));
  return Number(id);
}

/** @throws {Refusal} for what is not a number. */
export function readIdRegActuacion(text: string): number {
  if (!/^\d{1,18}$/.test(text)) throw notValid("IdRegActuacion", text);
  return Number(text);
}

/** @throws {Refusal} for what is neither true nor false. */
export function readSoloActivos(query: URLSearchParams): boolean {
  const text = query.get("SoloActivos")?.toLowerCase() || "false";
  if (text !== "true" && text !== "false") throw notValid("SoloActivos", text);
  return text === "true";
}

/** The days of `fechaIni` and `fechaFin`, both ends included. */
export function readPeriod(query: URLSearchParams): { from: string; to: string } {
  const [from, to] = ["fechaIni", "fechaFin"].map((name) => {
    const text = query.get(name) ?? "";
    if (text !== "" && !/^\d{4}-\d{2}-\d{2}$/.test(text)) throw notValid(name, text);
    return text;
  });
  return { from: from || "0000-00-00", to: to || "9999-99-99" };
}

/**
 * The rows of the page asked for; an empty list has page 1.
 * @throws {Refusal} for a page that there is not (500), or that is no number (400).
 */
export function pageOf<T>(
  rows: readonly T[],
  size: number,
  query: URLSearchParams,
): { rows: T[]; paginacion: Paginacion } {
  const text = query.get("pagina") || "1";
  if (!/^-?\d{1,9}$/.test(text)) throw notValid("pagina", text);
  const pagina = Number(text);
  const pages = Math.ceil(rows.length / size);
  if (pagina < 1 || pagina > Math.max(1, pages)) throw new Refusal(failure(500, MESSAGES.pageOutOfRange));
  return {
    rows: rows.slice((pagina - 1) * size, pagina * size),
    paginacion: {
      cantidadRegistros: rows.length,
      registrosPagina: size,
      cantidadPaginas: pages,
      pagina,
      paginas: null,
    },
  };
}

function notValid(field: string, value: string): Refusal {
  const span = hashOf(field + value).toString(16).padStart(8, "0");
  return new Refusal(problem(field, value, `00-${span.repeat(4)}-${span.repeat(2)}-00`));
}
