/** The words of the list of solicitudes. `#` stands for a number or a name. */
import type { Locale } from "../ui/reader.ts";
import { EN } from "./list_words_en.ts";
import type { Column } from "./list_columns.ts";
import type { Verdict } from "./list_query.ts";
import type { Status } from "./words.ts";

export type ManyAct = "execute" | "pause" | "resume" | "delete" | "export";

export interface ListWords {
  title: string;
  lead: { all: string; own: string };
  export: string;
  views: string;
  quick: { all: string; unread: string; doubt: string; held: string };
  search: string;
  searchHint: string;
  show: string;
  filters: string;
  filtered: string;
  clear: string;
  remove: string;
  fields: {
    q: string;
    tipo: string;
    status: string;
    verdict: string;
    frequency: string;
    owner: string;
    unread: string;
    sort: string;
    ids: string;
  };
  any: string;
  mine: string;
  everybody: string;
  onlyUnread: string;
  verdicts: Readonly<Record<Verdict, string>>;
  sorts: readonly (readonly [value: string, label: string])[];
  columns: string;
  column: Readonly<Record<Column | "subject" | "status", string>>;
  ownerShort: string;
  density: string;
  comfortable: string;
  compact: string;
  keys: string;
  keysHint: string;
  apply: string;
  saveView: string;
  editView: string;
  viewName: string;
  viewHint: string;
  save: string;
  rename: string;
  deleteView: string;
  deleteViewSure: string;
  nameMissing: string;
  nameLong: string;
  table: string;
  choose: string;
  chooseAll: string;
  byName: string;
  against: string;
  moreProcesos: { one: string; many: string };
  unread: { one: string; many: string; most: string };
  never: string;
  noDate: Readonly<Record<Status, string>>;
  none: string;
  chosen: { one: string; many: string };
  acts: Readonly<Record<ManyAct, string>>;
  did: Readonly<Record<Exclude<ManyAct, "export">, { one: string; many: string }>>;
  refused: { one: string; many: string };
  noneChosen: string;
  unknown: string;
  deleteTitle: { one: string; many: string };
  deleteLead: string;
  deleteAnswer: { one: string; many: string };
  cancel: string;
  emptyTitle: string;
  emptyAdvice: string;
  emptyReader: string;
  ways: readonly { href: string; title: string; text: string; act: string }[];
  noMatchTitle: string;
  noMatchText: string;
  noMatchFilters: string;
  shown: { one: string; many: string };
  running: { one: string; many: string };
  settled: string;
}

const ES: ListWords = {
  title: "Solicitudes",
  lead: {
    all: "Todo lo que su organización sigue, con su última verificación.",
    own: "Todo lo que usted sigue, con su última verificación.",
  },
  export: "Exportar",
  views: "Vistas",
  quick: { all: "Todas", unread: "Con novedades", doubt: "Sin poder verificar", held: "Retenidas por cupo" },
  search: "Buscar en las solicitudes",
  searchHint: "Radicado, alias, parte o despacho",
  show: "Mostrar",
  filters: "Filtros",
  filtered: "Filtros activos",
  clear: "Quitar todos",
  remove: "Quitar el filtro",
  fields: {
    q: "Texto",
    tipo: "Tipo",
    status: "Estado",
    verdict: "Última verificación",
    frequency: "Frecuencia",
    owner: "Responsable",
    unread: "Novedades",
    sort: "Orden",
    ids: "Elegidas",
  },
  any: "Todas",
  mine: "Solo las mías",
  everybody: "De todos",
  onlyUnread: "Con novedades sin leer",
  verdicts: {
    doubt: "No se pudo verificar",
    found: "Proceso encontrado",
    unchanged: "Sin novedades",
    not_found: "El portal no tiene procesos",
    private: "Proceso reservado",
    too_many: "Demasiados resultados",
  },
  sorts: [
    ["", "Más recientes primero"],
    ["created", "Más antiguas primero"],
    ["-changed", "Última actuación, la más reciente"],
    ["changed", "Última actuación, la más antigua"],
    ["-checked", "Última verificación, la más reciente"],
    ["checked", "Última verificación, la más antigua"],
    ["next", "Próxima verificación, la más cercana"],
    ["-next", "Próxima verificación, la más lejana"],
    ["radicado", "Radicado, de menor a mayor"],
    ["-radicado", "Radicado, de mayor a menor"],
    ["alias", "Alias, de la A a la Z"],
    ["-alias", "Alias, de la Z a la A"],
  ],
  columns: "Columnas",
  column: {
    subject: "Radicado y despacho",
    parties: "Partes",
    moved: "Última actuación",
    checked: "Última verificación",
    next: "Próxima",
    frequency: "Frecuencia",
    owner: "Responsable",
    created: "Registrada",
    status: "Estado",
  },
  ownerShort: "Resp.",
  density: "Filas",
  comfortable: "Cómodas",
  compact: "Compactas",
  keys: "Atajos de teclado",
  keysHint: "J y K pasan de fila, X la elige, Intro la abre y / busca.",
  apply: "Aplicar",
  saveView: "Guardar vista",
  editView: "Editar vista",
  viewName: "Nombre de la vista",
  viewHint: "Guarda los filtros y el orden de ahora. Solo usted la ve.",
  save: "Guardar",
  rename: "Cambiar el nombre",
  deleteView: "Eliminar la vista",
  deleteViewSure: "Se elimina la vista, no las solicitudes.",
  nameMissing: "Escriba un nombre.",
  nameLong: "Escriba un nombre de 60 caracteres como máximo.",
  table: "Solicitudes en seguimiento",
  choose: "Elegir #",
  chooseAll: "Elegir todas las de esta página",
  byName: "Búsqueda por nombre",
  against: "contra",
  moreProcesos: { one: "1 proceso", many: "# procesos" },
  unread: { one: "1 nueva", many: "# nuevas", most: "# nuevas o más" },
  never: "Aún no se ha verificado",
  noDate: {
    pending: "En cola",
    processing: "En curso",
    completed: "No se repite",
    failed: "No se repite",
    paused: "En pausa",
    held: "Cuando haya cupo",
  },
  none: "Sin datos",
  chosen: { one: "1 elegida", many: "# elegidas" },
  acts: {
    execute: "Verificar ahora",
    pause: "Pausar",
    resume: "Reanudar",
    delete: "Eliminar",
    export: "Exportar",
  },
  did: {
    execute: { one: "1 solicitud se verifica ahora.", many: "# solicitudes se verifican ahora." },
    pause: { one: "1 solicitud quedó en pausa.", many: "# solicitudes quedaron en pausa." },
    resume: { one: "1 solicitud se reanudó.", many: "# solicitudes se reanudaron." },
    delete: { one: "1 solicitud se eliminó.", many: "# solicitudes se eliminaron." },
  },
  refused: { one: "Con 1 no se pudo:", many: "Con # no se pudo:" },
  noneChosen: "Elija al menos una solicitud de la tabla.",
  unknown: "Una que ya no está",
  deleteTitle: { one: "¿Eliminar 1 solicitud?", many: "¿Eliminar # solicitudes?" },
  deleteLead:
    "LEXIA deja de seguirlas y borra sus verificaciones. Lo guardado de cada proceso se conserva solo si alguien más lo sigue. No se puede deshacer.",
  deleteAnswer: { one: "Eliminar 1 solicitud", many: "Eliminar # solicitudes" },
  cancel: "Cancelar",
  emptyTitle: "Todavía no sigue ningún proceso",
  emptyAdvice:
    "Hay tres maneras de comenzar. LEXIA consulta el portal enseguida, y después le avisa de cada novedad.",
  emptyReader:
    "Todavía no hay solicitudes que usted pueda ver. Las registran los abogados y coordinadores de su organización.",
  ways: [
    {
      href: "/solicitudes/new",
      title: "Un radicado",
      text: "Escriba o pegue los 23 dígitos y LEXIA le explica qué dicen.",
      act: "Seguir un radicado",
    },
    {
      href: "/solicitudes/search",
      title: "Por nombre",
      text: "Busque los procesos de una persona o empresa y siga los que quiera.",
      act: "Buscar por nombre",
    },
    {
      href: "/solicitudes/bulk",
      title: "Desde un archivo",
      text: "Suba una lista de Excel, CSV o PDF con cientos de radicados.",
      act: "Subir un archivo",
    },
  ],
  noMatchTitle: "Ninguna solicitud coincide",
  noMatchText: "Nada coincide con «#». Pruebe con parte del radicado, el alias, una parte o el despacho.",
  noMatchFilters: "Ninguna cumple todos los filtros a la vez. Quite alguno para ver más.",
  shown: { one: "1 solicitud en esta página", many: "# solicitudes en esta página" },
  running: { one: "1 verificación en curso", many: "# verificaciones en curso" },
  settled: "Terminó la verificación de #.",
};

export function listWords(locale: Locale): ListWords {
  return locale === "en" ? EN : ES;
}

export function counted({ one, many }: { one: string; many: string }, count: number): string {
  return count === 1 ? one : many.replace("#", String(count));
}
