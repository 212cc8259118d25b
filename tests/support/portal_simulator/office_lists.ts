/**
 * The portal's lists of places and offices (portal.md 1.1, 15): each step down makes the code longer. Their names and the
 * filter of the first one are not confirmed.
 */
import { type Answer, failure, ok } from "./answer.ts";
import type { Office } from "./courts.ts";
import type { Docket } from "./docket.ts";

interface ListedItem {
  codigo: string;
  nombre: string;
}

interface List {
  filter: RegExp;
  length: number;
  nameOf(office: Office): string;
}

const LISTS: Readonly<Record<string, List>> = {
  Departamentos: { filter: /^0$/, length: 2, nameOf: ({ departamento }) => departamento },
  Ciudades: { filter: /^\d{2}$/, length: 5, nameOf: ({ name }) => name.split(" DE ").at(-1) ?? name },
  Entidades: { filter: /^\d{5}$/, length: 7, nameOf: ({ code }) => `ENTIDAD ${code.slice(5, 7)} ` },
  Especialidades: { filter: /^\d{7}$/, length: 9, nameOf: ({ branch }) => branch.toUpperCase() },
  Despachos: { filter: /^\d{9}$/, length: 12, nameOf: ({ name }) => name },
};

/** `/Lista/{tipoLista}/{codigoFiltro}`, ordered by code. */
export function readOfficeList(docket: Docket, list: string, filter: string): Answer {
  const wanted = LISTS[list];
  if (!wanted?.filter.test(filter)) return failure(404, `No se encontro la lista: ${list}`);
  const prefix = filter === "0" ? "" : filter;
  const items = new Map<string, ListedItem>();
  for (const { office } of docket.cases.flatMap(({ procesos }) => procesos)) {
    if (!office.code.startsWith(prefix)) continue;
    const codigo = office.code.slice(0, wanted.length);
    items.set(codigo, { codigo, nombre: wanted.nameOf(office) });
  }
  return ok([...items.values()].sort((a, b) => a.codigo < b.codigo ? -1 : 1));
}
