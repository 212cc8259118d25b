/**
 * CPNU, the public case search of the Rama Judicial (portal.md 1): a courtesy interface with a firewall, so that
 * every call takes its turn in one shared pace, and one answer serves everybody who asks at the same time.
 */
import type { Cache, Clock, Lane, Log, Metrics, PortalFetch, SharedState } from "../../ports.ts";
import { Coalescer, type SharedRun } from "../coalesce.ts";
import { Pace } from "../pace.ts";
import type { KnownCase } from "../known_case.ts";
import type { ListedOffice, NameQuery, NameSearchResult, OfficeListResult } from "../name_search.ts";
import type {
  AskOptions,
  CourtPortal,
  LookupOptions,
  LookupResult,
  PortalHealth,
  PortalLimits,
} from "../portal.ts";
import { SharedAnswers } from "../shared_answers.ts";
import { parseWindow } from "../window.ts";
import { ANSWER_CODEC, type CpnuFindings } from "./answer.ts";
import { Canaries } from "./canary.ts";
import { lastDrift } from "./drift.ts";
import { CpnuClient } from "./client.ts";
import { Errands, noAnswer } from "./errands.ts";
import { LookupFailure, type LookupFailureReason } from "./failures.ts";
import { lookUp, type LookupScope } from "./lookup.ts";
import { readOffices } from "./office_lists.ts";
import { isEnoughFor, newsFor, seenIn } from "./reading.ts";
import { LookupRun } from "./run.ts";
import { type NameFindings, searchNames } from "./search_names.ts";

export interface CpnuSettings {
  /** `https://consultaprocesos.ramajudicial.gov.co:448/api/v2` */
  baseUrl: URL;
  perMinute: number;
  concurrency: number;
  /** Calls a day of Bogota; null for no limit. */
  dailyBudget: number | null;
  /** `Mon-Fri 06:00-20:00` or `always`: see `parseWindow`. */
  window: string;
  timeoutMs: number;
  /** How long an answer serves other askers; 0 to ask anew each time. */
  cacheSeconds: number;
  /** A radicado that is known to exist, against which empty answers are held. */
  canaryRadicado: string | null;
  /** Pages read of one list: 40 actuaciones each. */
  maxPages: number;
}

/** What holds where nothing is configured. */
export const CPNU_DEFAULTS = {
  baseUrl: "https://consultaprocesos.ramajudicial.gov.co:448/api/v2",
  perMinute: 12,
  concurrency: 1,
  dailyBudget: null,
  window: "Mon-Fri 06:00-20:00 America/Bogota",
  timeoutMs: 45_000,
  cacheSeconds: 120,
  canaryRadicado: null,
  maxPages: 50,
} as const;

export interface CpnuDeps {
  fetch: PortalFetch;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  cache: Cache;
  state: SharedState;
  settings: CpnuSettings;
  /** A radicado that some organization has seen found, for want of a configured or remembered one. */
  findCanary?: () => Promise<string | undefined>;
}

const SOURCE = "cpnu";
/** A killed instance frees its turn and its lookup this long after its call would have timed out. */
const LEASE_GRACE_MS = 15_000;

/** @throws {RangeError} where the settings' window cannot be read. */
export function cpnuPortal(deps: CpnuDeps): CourtPortal {
  return new CpnuPortal(deps);
}

/** How a run ended, for all who waited for it. */
interface Ending {
  findings: CpnuFindings | { reason: LookupFailureReason; retryAt: number | null; evidence: string | null };
  calls: number;
  isShared: boolean;
}

/** What one run is to find out, over what another one has found for somebody who wanted less. */
interface Errand {
  radicado: string;
  known?: KnownCase;
  base?: CpnuFindings;
}

class CpnuPortal implements CourtPortal {
  readonly source = SOURCE;
  readonly limits: PortalLimits;
  readonly #runs: Coalescer<Ending>;
  readonly #answers: SharedAnswers<CpnuFindings>;
  readonly #pace: Pace;
  readonly #scope: Omit<LookupScope, "run">;
  readonly #searches: Errands<NameFindings>;
  readonly #lists: Errands<ListedOffice[] | null>;

  constructor(private readonly deps: CpnuDeps) {
    const { clock, log, metrics, state, cache, fetch, findCanary, settings } = deps;
    const { perMinute, concurrency, dailyBudget, timeoutMs, canaryRadicado, maxPages, baseUrl } = settings;
    const leaseMs = timeoutMs + LEASE_GRACE_MS;
    const window = parseWindow(settings.window);
    this.limits = { perMinute, dailyBudget, window };
    const paceSettings = { perMinute, concurrency, dailyBudget, window, leaseMs };
    this.#pace = new Pace({ source: SOURCE, state, clock, log, metrics }, paceSettings);
    const clientDeps = { source: SOURCE, fetch, pace: this.#pace, clock, metrics };
    this.#scope = {
      client: new CpnuClient(clientDeps, { baseUrl, timeoutMs, perMinute }),
      canaries: new Canaries({ source: SOURCE, state, clock, log, findCanary, configured: canaryRadicado }),
      pace: this.#pace,
      clock,
      maxPages,
    };
    this.#searches = new Errands({ source: SOURCE, log, metrics, state, clock }, this.#scope);
    this.#lists = new Errands({ source: SOURCE, log, metrics, state, clock }, this.#scope);
    this.#answers = new SharedAnswers({ cache, state, clock, log }, {
      source: SOURCE,
      cacheSeconds: settings.cacheSeconds,
      leaseMs,
    }, ANSWER_CODEC);
    this.#runs = new Coalescer((error) =>
      log.warn("Cannot tell a lookup's progress", { source: SOURCE, error })
    );
  }

  async lookup(radicado: string, options: LookupOptions): Promise<LookupResult> {
    const errand: Errand = { radicado, known: options.known };
    while (true) {
      const { value: ending, isLeader } = await this.#runs.join(
        radicado,
        options,
        (run) => this.#run(errand, run),
      );
      const { findings } = ending;
      if (!isLeader && !("reason" in findings) && !isEnoughFor(findings.readings, options.known)) {
        // Whoever began this run wanted less.
        errand.base = findings;
        continue;
      }
      if (!isLeader || ending.isShared) {
        this.deps.metrics.increment("portal_cache_hits_total", { source: SOURCE });
      }
      return resultOf(findings, options, isLeader ? ending.calls : 0);
    }
  }

  async searchByName(
    query: NameQuery,
    { isKnown, ...asker }: AskOptions & { isKnown: boolean },
  ): Promise<NameSearchResult> {
    const end = await this.#searches.perform(
      JSON.stringify(query),
      asker,
      (scope) => searchNames(query, scope),
    );
    if ("failed" in end) return end.failed;
    const { value, proof } = end;
    if (value.isTooMany) return { outcome: "too_many", ...proof };
    if (value.hits.length > 0) return { outcome: "found", hits: value.hits, ...proof };
    return isKnown ? noAnswer("portal_silent", null, proof) : { outcome: "not_found", ...proof };
  }

  async readOffices(under: string, options: Omit<AskOptions, "onProgress">): Promise<OfficeListResult> {
    const asker = { ...options, onProgress: () => {} };
    const end = await this.#lists.perform(under, asker, (scope) => readOffices(under, scope));
    if ("failed" in end) return end.failed;
    const { value: offices, proof } = end;
    return offices === null ? { outcome: "missing", ...proof } : { outcome: "found", offices, ...proof };
  }

  async health(): Promise<PortalHealth> {
    const [health, canary, drift] = await Promise.all([
      this.#pace.health(),
      this.#scope.canaries.latest(),
      lastDrift(SOURCE, this.deps.state),
    ]);
    return { ...health, canary, drift };
  }

  async #run({ radicado, known, base }: Errand, shared: SharedRun): Promise<Ending> {
    let run = new LookupRun(shared, () => Promise.resolve());
    const wanting = {
      isEnough: ({ readings }: CpnuFindings) => isEnoughFor(readings, known),
      signal: shared.signal,
      lane: () => shared.lane(),
      promote: (lane: Lane) => shared.promote(lane),
      onWait: () => shared.progress({ stage: "waiting", reason: "pace", until: null }),
    };
    try {
      const { value, isShared } = await this.#answers.obtain(
        radicado,
        wanting,
        async (keepAlive, remembered) => {
          const from = remembered ?? base;
          run = new LookupRun(shared, keepAlive, from?.evidence);
          const readings = await lookUp(radicado, { known, base: from?.readings }, { ...this.#scope, run });
          const askedAt = from?.askedAt ?? run.searchedAt ?? this.deps.clock.now();
          return { readings, evidence: run.evidence(), askedAt };
        },
      );
      return { findings: value, calls: run.calls, isShared };
    } catch (error) {
      if (!(error instanceof LookupFailure)) throw error;
      const { reason, retryAt } = error;
      return { findings: { reason, retryAt, evidence: run.evidence() }, calls: run.calls, isShared: false };
    } finally {
      await run.drift.publish(SOURCE, this.deps);
    }
  }
}

function resultOf(
  findings: Ending["findings"],
  { isKnown, known }: LookupOptions,
  portalCalls: number,
): LookupResult {
  const proof = { evidence: findings.evidence, portalCalls };
  if ("reason" in findings) {
    return noAnswer(findings.reason, findings.retryAt, proof);
  }
  const { readings } = findings;
  if (readings.length > 0) {
    const [seen, procesos] = [seenIn(readings), newsFor(readings, known)];
    if (procesos.length === 0) return { outcome: "unchanged", ...seen, ...proof };
    const isPrivate = readings.every(({ snapshot }) => snapshot.isPrivate);
    return { outcome: isPrivate ? "private" : "found", procesos, ...seen, ...proof };
  }
  // Somebody saw it found before, so the portal hides it: emptiness is no news of the case.
  return isKnown ? noAnswer("portal_silent", null, proof) : { outcome: "not_found", ...proof };
}
