/** What an asker knows of a radicado, so that the portal is asked for what may be new and for nothing else. */

export interface KnownCase {
  /** Of the answer that it knows: see `fingerprintOf`. */
  fingerprint: string;
  /** Numbers of the newest actuaciones that it has of each proceso, by the portal's number of that. */
  newest: Readonly<Record<string, readonly string[]>>;
  /** What is to be read again although the fingerprint is the same. */
  again: ReadAgain;
}

export interface ReadAgain {
  /** `news`: page by page down to the first one that is known; the fingerprint misses late and second acts of a day. */
  actuaciones: "none" | "news" | "all";
  /** Detail and sujetos. */
  detail: boolean;
}

/** A search row, as far as it tells whether a case has changed (portal.md 1.6, 2). */
export interface FingerprintRow {
  idProceso: bigint;
  fechaUltimaActuacion: string | null;
  esPrivado: boolean;
}

/** What shows by one call whether any of a radicado's procesos has changed. */
export function fingerprintOf(rows: readonly FingerprintRow[]): string {
  return rows.map(fingerprintPart).sort().join(",");
}

export function fingerprintPart({ idProceso, fechaUltimaActuacion, esPrivado }: FingerprintRow): string {
  return `${idProceso}:${fechaUltimaActuacion ?? ""}:${esPrivado}`;
}
