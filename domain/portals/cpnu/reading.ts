/** How much of a proceso was read, and whether that is enough for an asker. */
import type { KnownCase } from "../known_case.ts";
import { fingerprintOf, fingerprintPart } from "../known_case.ts";
import type { ProcesoSnapshot, ReadDepth } from "../portal.ts";
import type { SearchRow } from "./calls.ts";

export interface ProcesoReading {
  row: SearchRow;
  /** As the portal sent it; null where it said that the proceso is private; undefined where nobody asked. */
  detail: unknown;
  /** `all` also where the list was longer than LEXIA reads. */
  depth: "none" | "news" | "all";
  snapshot: ProcesoSnapshot;
}

/** What an asker wants of a proceso. `newest` are numbers of actuaciones that it has. */
export interface Want {
  detail: boolean;
  actuaciones: "none" | "news" | "all";
  newest: readonly string[];
}

/** Of what has changed, detail and news; of what is not known, everything; else what is to be read again anyway. */
export function wantOf({ fields }: SearchRow, known: KnownCase | undefined): Want {
  const newest = known?.newest[String(fields.idProceso)] ?? [];
  if (fields.esPrivado) return { detail: false, actuaciones: "none", newest };
  if (!known) return { detail: true, actuaciones: "all", newest };
  const { again } = known;
  const actuaciones = newest.length === 0 && again.actuaciones !== "none" ? "all" : again.actuaciones;
  if (isKnown(fields, known)) return { detail: again.detail, actuaciones, newest };
  const isAll = again.actuaciones === "all" || newest.length === 0;
  return { detail: true, actuaciones: isAll ? "all" : "news", newest };
}

export function isEnough({ row, detail, depth, snapshot }: ProcesoReading, want: Want): boolean {
  if (row.fields.esPrivado || detail === null) return true;
  if (want.detail && detail === undefined) return false;
  if (want.actuaciones === "none" || depth === "all") return true;
  return want.actuaciones === "news" && depth === "news" && reaches(snapshot.actuaciones, want.newest);
}

/** Whether rows, read from the newest on, come down to one that is known. */
export function reaches(
  rows: readonly { idRegActuacion: bigint }[],
  newest: readonly string[],
): boolean {
  return rows.some(({ idRegActuacion }) => newest.includes(String(idRegActuacion)));
}

export function isEnoughFor(readings: readonly ProcesoReading[], known: KnownCase | undefined): boolean {
  return readings.every((reading) => isEnough(reading, wantOf(reading.row, known)));
}

/** What there is to tell an asker: all but what it knew already and nobody has read again. */
export function newsFor(
  readings: readonly ProcesoReading[],
  known: KnownCase | undefined,
): ProcesoSnapshot[] {
  return readings.filter(({ row, detail, depth }) =>
    detail !== undefined || depth !== "none" || !known || !isKnown(row.fields, known)
  ).map(({ snapshot }) => snapshot);
}

export function seenIn(readings: readonly ProcesoReading[]): { fingerprint: string; read: ReadDepth } {
  const open = readings.filter(({ row, detail }) => !row.fields.esPrivado && detail !== null);
  return {
    fingerprint: fingerprintOf(readings.map(({ row }) => row.fields)),
    read: {
      detail: open.every(({ detail }) => detail !== undefined),
      news: open.every(({ depth }) => depth !== "none"),
      all: open.every(({ depth }) => depth === "all"),
    },
  };
}

function isKnown(fields: SearchRow["fields"], { fingerprint }: KnownCase): boolean {
  return fingerprint.split(",").includes(fingerprintPart(fields));
}
