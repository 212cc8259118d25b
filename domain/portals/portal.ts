/** What a connector to a court portal does. `cpnu/` is the first one. */
import type { Lane } from "../ports.ts";
import type { KnownCase } from "./known_case.ts";
import type { NameQuery, NameSearchResult, OfficeListResult } from "./name_search.ts";
import type { RunWindow } from "./window.ts";

/** How far a lookup is. Page numbers count from 1. */
export type LookupProgress =
  | { stage: "waiting"; reason: "pace" | "breaker" | "budget" | "window"; until: string | null }
  | { stage: "asking_portal" }
  | { stage: "reading_hits"; page: number; pages: number }
  | { stage: "reading_detail"; proceso: number; procesos: number }
  | { stage: "reading_actuaciones"; proceso: number; procesos: number; page: number; pages: number }
  | { stage: "reading_sujetos"; proceso: number; procesos: number; page: number; pages: number };

export interface AskOptions {
  lane: Lane;
  /** Whose turn it uses: an organization's id. */
  tenant: string;
  onProgress(progress: LookupProgress): void | Promise<void>;
  signal: AbortSignal;
}

export interface LookupOptions extends AskOptions {
  /** The asker has seen this radicado found before: an empty answer is then doubted, never believed. */
  isKnown: boolean;
  /** What the asker has of it already; absent: all of it is to be read. */
  known?: KnownCase;
}

export interface ActuacionSnapshot {
  idRegActuacion: bigint;
  consActuacion: number;
  /** Trimmed, inner spaces collapsed, NFC. */
  actuacion: string;
  anotacion: string | null;
  /** Court dates are `YYYY-MM-DD` of America/Bogota. */
  filedOn: string;
  registeredOn: string | null;
  termStartsOn: string | null;
  termEndsOn: string | null;
  hasDocuments: boolean;
  /** SHA-256 of the normalized entry, hexadecimal. */
  contentHash: string;
  /** As the portal sent it, unknown fields included. */
  raw: Record<string, unknown>;
}

export interface SujetoSnapshot {
  idRegSujeto: bigint;
  tipoSujeto: string;
  name: string;
  isEmplazado: boolean;
  raw: Record<string, unknown>;
}

export interface ProcesoSnapshot {
  idProceso: bigint;
  idConexion: number | null;
  radicado: string;
  isPrivate: boolean;
  despacho: string | null;
  departamento: string | null;
  officeCode: string | null;
  ponente: string | null;
  tipoProceso: string | null;
  claseProceso: string | null;
  subclaseProceso: string | null;
  recurso: string | null;
  ubicacion: string | null;
  contenidoRadicacion: string | null;
  sujetosSummary: string | null;
  filedOn: string | null;
  lastActuacionOn: string | null;
  /** RFC 3339 instant. */
  sourceUpdatedAt: string | null;
  /** Whether its detail and its sujetos were read; otherwise what is known of them stays. */
  hasDetail: boolean;
  /** Whether `actuaciones` are all that the portal has; otherwise they are its newest ones, or none were read. */
  isComplete: boolean;
  /** Empty for a private proceso: the portal shows none. */
  actuaciones: ActuacionSnapshot[];
  sujetos: SujetoSnapshot[];
  /** The search row as the portal sent it, and `detail` where that was read. */
  raw: Record<string, unknown>;
}

/** How deep an answer goes, over all procesos that are not private. */
export interface ReadDepth {
  detail: boolean;
  /** Of each at least the first page of actuaciones. */
  news: boolean;
  all: boolean;
}

export interface LookupProof {
  /** SHA-256 over the answers' bodies in the order they came, hexadecimal; null where none came. */
  evidence: string | null;
  /** Calls that this lookup itself made; 0 where a shared answer served. */
  portalCalls: number;
}

/** What a later lookup of the same radicado may start from. */
interface Seen {
  fingerprint: string;
  read: ReadDepth;
}

/**
 * What a lookup learnt. `found` has at least one public proceso; `private` only reserved ones; `not_found` is an
 * empty answer that a second look and a canary confirmed. `unchanged`: the search said what the asker knew, and nothing
 * more was wanted. Of what is as the asker knew it, `procesos` may leave out what was not read again. `unverified`: the portal answered, but blocked or
 * doubtfully. `unavailable`: it did not answer. Neither of the last two says anything about the case.
 */
export type LookupResult =
  | { outcome: "found"; procesos: ProcesoSnapshot[] } & Seen & LookupProof
  | { outcome: "private"; procesos: ProcesoSnapshot[] } & Seen & LookupProof
  | { outcome: "unchanged" } & Seen & LookupProof
  | { outcome: "not_found" } & LookupProof
  | NoAnswer;

/** Nothing to rely on. */
export type NoAnswer =
  | { outcome: "unverified"; reason: UnverifiedReason; retryAt: number | null } & LookupProof
  | { outcome: "unavailable"; reason: UnavailableReason; retryAt: number | null } & LookupProof;

export type UnverifiedReason =
  /** 403 or 406: the portal's firewall refuses this address. */
  | "portal_blocked"
  /** Empty for a radicado that exists, or while a known-good radicado is empty too. */
  | "portal_silent"
  /** Empty, and no known-good radicado is there to compare with. */
  | "portal_no_canary"
  /** An answer that is not what the portal answers. */
  | "portal_garbled";

export type UnavailableReason =
  | "portal_timeout"
  | "portal_unreachable"
  | "portal_tls"
  | "portal_error"
  | "portal_database_down"
  /** LEXIA itself does not ask now: the breaker is open, the day's budget is used, or the run window is closed. */
  | "breaker_open"
  | "budget_exhausted"
  | "window_closed"
  /** The shared pace cannot be reached, so nobody may ask. */
  | "pace_unavailable";

/** What an operator sees of a portal. Times are milliseconds since the epoch. */
export interface PortalHealth {
  source: string;
  breaker: {
    state: "closed" | "open" | "half_open";
    reason: string | null;
    until: number | null;
    trips: number;
  };
  pace: {
    perMinute: number;
    concurrency: number;
    inFlight: number;
    waiting: number;
    nextAt: number | null;
  };
  budget: { day: string; used: number; limit: number | null };
  window: { expression: string; isOpen: boolean; opensAt: number | null };
  lastSuccessAt: number | null;
  lastFailure: { at: number; reason: string } | null;
  /** What the portal is known to have, and when it last showed that; null: nothing yet. */
  canary?: { radicado: string; at: number } | null;
  /** What last came unlike what is known of its answers; null: nothing lately. */
  drift?: { at: number; places: string[] } | null;
}

/** How much LEXIA asks of a portal on its own account. */
export interface PortalLimits {
  perMinute: number;
  /** Calls a day of Bogota; null for no limit. */
  dailyBudget: number | null;
  window: RunWindow;
}

export interface CourtPortal {
  readonly source: string;
  readonly limits: PortalLimits;
  /**
   * Looks a radicado up: search, then of each of its procesos detail, actuaciones and sujetos, as far as the asker does
   * not know them. Waits for its turn. Never throws for what a portal does; rejects only when `signal` aborts.
   */
  lookup(radicado: string, options: LookupOptions): Promise<LookupResult>;
  /**
   * Searches cases by a party's name, all pages of it. `isKnown`: the asker has seen hits that cannot all have gone: an
   * empty answer is then doubted. Waits, throws and rejects as `lookup`.
   */
  searchByName(query: NameQuery, options: AskOptions & { isKnown: boolean }): Promise<NameSearchResult>;
  /** Reads one of the portal's lists of places and offices: what lies under a code; the first one under "". */
  readOffices(under: string, options: Omit<AskOptions, "onProgress">): Promise<OfficeListResult>;
  /** @throws {StoreUnavailable} */
  health(): Promise<PortalHealth>;
}
