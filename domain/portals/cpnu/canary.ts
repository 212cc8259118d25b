/**
 * Radicados that the portal is known to have. While it answers emptily for them too, an empty answer proves nothing:
 * CPNU's firewall is known to block by empty lists (portal.md 1.4, "silent block").
 */
import { type Clock, type Log, type SharedState, StoreUnavailable } from "../../ports.ts";

interface CanaryDeps {
  source: string;
  state: SharedState;
  clock: Clock;
  log: Log;
  /** A radicado that some organization has seen found. */
  findCanary?: () => Promise<string | undefined>;
  configured: string | null;
}

/** Newest first. */
interface Sightings {
  seen: { radicado: string; at: number }[];
}

const SIGHTINGS_KEPT = 3;
const SIGHTINGS_SECONDS = 30 * 86_400;
const CANARIES_ASKED = 2;

export class Canaries {
  readonly #key: string;

  constructor(private readonly deps: CanaryDeps) {
    this.#key = `portal:${deps.source}:canary`;
  }

  /** Remembers that the portal has shown this radicado just now. */
  async saw(radicado: string): Promise<void> {
    const at = this.deps.clock.now();
    await this.#try(() =>
      this.deps.state.update<Sightings, void>(this.#key, SIGHTINGS_SECONDS, (stored) => {
        const others = (stored?.seen ?? []).filter((sighting) => sighting.radicado !== radicado);
        return { value: { seen: [{ radicado, at }, ...others].slice(0, SIGHTINGS_KEPT) }, answer: undefined };
      })
    );
  }

  /** The latest sighting; null: none yet. */
  async latest(): Promise<Sightings["seen"][number] | null> {
    return (await this.#seen())[0] ?? null;
  }

  /** Whether the portal has shown another radicado after that instant, to any instance. */
  async hasSungSince(instant: number, except: string): Promise<boolean> {
    const seen = await this.#seen();
    return seen.some(({ radicado, at }) => radicado !== except && at > instant);
  }

  /** Whom to ask about, best first. Never the radicado in doubt itself. */
  async candidates(except: string): Promise<string[]> {
    const seen = (await this.#seen()).map(({ radicado }) => radicado);
    const known = [this.deps.configured, ...seen].filter((radicado) =>
      radicado !== null && radicado !== except
    );
    const candidates = new Set(known.filter((radicado) => radicado !== null));
    if (candidates.size === 0) {
      const found = await this.#find();
      if (found !== undefined && found !== except) candidates.add(found);
    }
    return [...candidates].slice(0, CANARIES_ASKED);
  }

  async #seen(): Promise<Sightings["seen"]> {
    const stored = await this.#try(() => this.deps.state.read<Sightings>(this.#key));
    return stored?.seen ?? [];
  }

  async #find(): Promise<string | undefined> {
    try {
      return await this.deps.findCanary?.();
    } catch (error) {
      this.deps.log.warn("Cannot look for a canary", { source: this.deps.source, error });
      return undefined;
    }
  }

  async #try<R>(act: () => Promise<R>): Promise<R | undefined> {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      this.deps.log.warn("Cannot reach the canaries: the store is out of reach", {
        source: this.deps.source,
      });
      return undefined;
    }
  }
}
