/** What is asked of a portal by a party's name, and what it lists of its offices. */
import type { LookupProof, NoAnswer } from "./portal.ts";

export interface NameQuery {
  nombre: string;
  tipoPersona: "natural" | "juridica";
  /** Only cases with an entry of the last 30 days. */
  soloRecientes: boolean;
  /** 2 digits name a departamento, 5 a city, 12 an office; null: everywhere. */
  officeCode: string | null;
}

export interface SearchHit {
  idProceso: bigint;
  /** As the portal has it: usually, not always, 23 digits. */
  radicado: string;
  despacho: string | null;
  departamento: string | null;
  filedOn: string | null;
  lastActuacionOn: string | null;
  sujetosSummary: string | null;
  isPrivate: boolean;
}

/** The portal shows no more hits than these, and refuses a search that has more. */
export const MOST_HITS = 1_000;

/**
 * What a search learnt. `not_found` was confirmed as that of a lookup is. `too_many`: the portal knows more than
 * `MOST_HITS` and shows none of them: a good answer to a search that must be narrowed.
 */
export type NameSearchResult =
  | { outcome: "found"; hits: SearchHit[] } & LookupProof
  | { outcome: "not_found" } & LookupProof
  | { outcome: "too_many" } & LookupProof
  | NoAnswer;

export interface ListedOffice {
  /** Cumulative: that of what it lies under, and more. */
  code: string;
  name: string;
}

/** `missing`: the portal has no such list, or not in this form. */
export type OfficeListResult =
  | { outcome: "found"; offices: ListedOffice[] } & LookupProof
  | { outcome: "missing" } & LookupProof
  | NoAnswer;
