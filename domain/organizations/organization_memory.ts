import { ShortMemory } from "../identity/short_memory.ts";
import type { Clock } from "../ports.ts";

/** So that a change counts on every instance within 5 seconds. */
const REMEMBERED_SECONDS = 4;
const REMEMBERED_ORGANIZATIONS = 10_000;

/** Something that many requests want to know of an organization: asked for, and remembered for a moment. */
export class OrganizationMemory<V> {
  readonly #memory: ShortMemory<V>;

  constructor(clock: Clock, private readonly find: (organizationId: string) => Promise<V>) {
    this.#memory = new ShortMemory<V>(clock, {
      most: REMEMBERED_ORGANIZATIONS,
      maxSeconds: REMEMBERED_SECONDS,
      secondsFor: () => REMEMBERED_SECONDS,
    });
  }

  async of(organizationId: string): Promise<V> {
    return await this.#memory.get(organizationId, () => this.find(organizationId));
  }

  /** After a change: makes it count here at once; other instances take up to 4 seconds. */
  forget(organizationId: string): void {
    this.#memory.forget(organizationId);
  }
}
