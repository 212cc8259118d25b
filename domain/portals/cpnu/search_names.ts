/** CPNU's search by a party's name (portal.md 1.1, 2), all pages of it. */
import { foldText } from "../../fold_text.ts";
import { DEPARTAMENTOS } from "../../radicado.ts";
import { MOST_HITS, type NameQuery, type SearchHit } from "../name_search.ts";
import { readSearchPage, refuse, type SearchRow } from "./calls.ts";
import { LookupFailure } from "./failures.ts";
import { confirmEmpty, type LookupScope } from "./lookup.ts";
import { tidyOrNull } from "./normalize.ts";
import { type Page, readPages } from "./pages.ts";

/** Empty where an empty answer was confirmed. */
export type NameFindings = { isTooMany: true } | { isTooMany: false; hits: SearchHit[] };

const ROWS_ON_PAGE = 20;
const TOO_MANY: NameFindings = { isTooMany: true };

/** @throws {LookupFailure} and never answers in part. */
export async function searchNames(query: NameQuery, scope: LookupScope): Promise<NameFindings> {
  try {
    const rows = await searchTwice(query, scope);
    return { isTooMany: false, hits: rows.filter((row) => liesIn(row, query.officeCode)).map(hitOf) };
  } catch (error) {
    if (error instanceof MoreThanShown) return TOO_MANY;
    throw error;
  }
}

class MoreThanShown extends Error {}

/** As for a radicado, an empty list is looked at again, and believed only while the portal finds what it must know. */
async function searchTwice(query: NameQuery, scope: LookupScope): Promise<SearchRow[]> {
  const first = await readRows(query, scope);
  if (first.length > 0) return first;
  const emptySince = scope.clock.now();
  const second = await readRows(query, scope);
  if (second.length === 0) await confirmEmpty("", emptySince, scope);
  return second;
}

async function readRows(query: NameQuery, scope: LookupScope): Promise<SearchRow[]> {
  const { rows } = await readPages<SearchRow>({
    name: "name_search",
    maxPages: MOST_HITS / ROWS_ON_PAGE,
    drift: scope.run.drift,
    idOf: ({ fields }) => fields.idProceso,
    ask: (page, pages) => askPage(query, { page, pages }, scope),
  });
  return rows;
}

async function askPage(
  query: NameQuery,
  { page, pages }: { page: number; pages: number },
  { run, client }: LookupScope,
): Promise<Page<SearchRow> | null> {
  const answer = await client.get<Page<SearchRow>>({
    path: "/Procesos/Consulta/NombreRazonSocial",
    query: {
      nombre: query.nombre,
      tipoPersona: query.tipoPersona === "natural" ? "nat" : "jur",
      SoloActivos: String(query.soloRecientes),
      codificacionDespacho: sentCode(query.officeCode),
      pagina: String(page),
    },
    stage: page === 1 ? { stage: "asking_portal" } : { stage: "reading_hits", page, pages },
    read: (body) => readSearchPage(body, run),
    isDoubtful: ({ rows }) => rows.length === 0,
  }, run);
  if ("value" in answer) {
    if (answer.value.total > MOST_HITS) throw new MoreThanShown();
    return answer.value;
  }
  if (answer.meaning === "too_many") throw new MoreThanShown();
  return answer.meaning === "page_out_of_range" ? null : refuse(answer.meaning);
}

/** Of a departamento it takes no code: LEXIA asks everywhere, and leaves out what lies elsewhere. */
function sentCode(officeCode: string | null): string {
  if (officeCode === null || officeCode.length === 2) return "";
  if (officeCode.length === 5 || officeCode.length === 12) return officeCode;
  throw new RangeError(`Cannot search in "${officeCode}": the portal takes 5 or 12 digits`);
}

function liesIn({ fields }: SearchRow, officeCode: string | null): boolean {
  if (officeCode?.length !== 2) return true;
  const named = fields.departamento === null ? undefined : CODES.get(lettersOf(fields.departamento));
  // Of one that the portal writes in another way, the radicado says where the case began.
  return (named ?? fields.llaveProceso.slice(0, 2)) === officeCode;
}

const CODES = new Map([
  ...Object.entries(DEPARTAMENTOS).map(([code, name]) => [lettersOf(name), code] as const),
  ["bogota", "11"],
]);

function lettersOf(text: string): string {
  return foldText(text).replace(/[^a-z]/g, "");
}

function hitOf({ fields }: SearchRow): SearchHit {
  const radicado = fields.llaveProceso.trim();
  if (radicado === "" || radicado.length > 40) throw new LookupFailure("portal_garbled");
  return {
    idProceso: fields.idProceso,
    radicado,
    despacho: tidyOrNull(fields.despacho),
    departamento: tidyOrNull(fields.departamento),
    filedOn: fields.fechaProceso,
    lastActuacionOn: fields.fechaUltimaActuacion,
    sujetosSummary: tidyOrNull(fields.sujetosProcesales),
    isPrivate: fields.esPrivado,
  };
}
