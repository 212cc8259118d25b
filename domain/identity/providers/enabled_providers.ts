import type { Services } from "../../ctx.ts";
import { ShortMemory } from "../short_memory.ts";
import type { ProviderKind } from "./kinds.ts";
import { findEnabledProviders } from "./provider.ts";

/** What the sign-in page needs to know of a provider: nothing that is secret, nothing that decides who comes in. */
export interface EnabledProvider {
  id: string;
  kind: ProviderKind;
  name: string;
}

/** So that a change counts on every instance within 5 seconds. */
const REMEMBERED_SECONDS = 4;
const REMEMBERED_ORGANIZATIONS = 10_000;

/** Finds the providers that an organization has switched on, the oldest first, and remembers them for a moment. */
export class EnabledProviders {
  readonly #memory: ShortMemory<readonly EnabledProvider[]>;

  constructor(private readonly services: Pick<Services, "clock" | "tenantDb">) {
    this.#memory = new ShortMemory<readonly EnabledProvider[]>(services.clock, {
      most: REMEMBERED_ORGANIZATIONS,
      maxSeconds: REMEMBERED_SECONDS,
      secondsFor: () => REMEMBERED_SECONDS,
    });
  }

  async of(organizationId: string): Promise<readonly EnabledProvider[]> {
    return await this.#memory.get(organizationId, () => this.#find(organizationId));
  }

  /** After a change: makes it count here at once; other instances take up to 4 seconds. */
  forget(organizationId: string): void {
    this.#memory.forget(organizationId);
  }

  async #find(organizationId: string): Promise<EnabledProvider[]> {
    const found = await this.services.tenantDb(organizationId)
      .one((db) => findEnabledProviders(db, organizationId));
    return found.map(({ id, kind, name }) => ({ id, kind, name }));
  }
}
