import { foldText } from "../fold_text.ts";

interface Searchable {
  despacho: string | null;
  sujetosSummary: string | null;
}

/** What a text filter finds a solicitud by: radicado, alias, and the offices and parties of its procesos. */
export function searchText(
  radicado: string | null,
  alias: string | null,
  procesos: readonly Searchable[],
): string {
  const parts = [
    radicado,
    alias,
    ...procesos.flatMap((proceso) => [proceso.despacho, proceso.sujetosSummary]),
  ];
  return foldText(parts.filter((part) => part !== null).join(" "));
}

/** What a search by name is found by; none for a solicitud that is no search. */
export function soughtBy(parametros: { nombre: string } | null): Searchable[] {
  return parametros ? [{ despacho: null, sujetosSummary: parametros.nombre }] : [];
}
