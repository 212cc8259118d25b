import type { Services } from "../../ctx.ts";
import { OrganizationMemory } from "../../organizations/organization_memory.ts";
import type { ProviderKind } from "./kinds.ts";
import { findEnabledProviders } from "./provider.ts";

/** What the sign-in page needs to know of a provider: nothing that is secret, nothing that decides who comes in. */
export interface EnabledProvider {
  id: string;
  kind: ProviderKind;
  name: string;
}

/** The providers that an organization has switched on, the oldest first. */
export class EnabledProviders extends OrganizationMemory<readonly EnabledProvider[]> {
  constructor({ clock, tenantDb }: Pick<Services, "clock" | "tenantDb">) {
    super(clock, async (organizationId) => {
      const found = await tenantDb(organizationId).one((db) => findEnabledProviders(db, organizationId));
      return found.map(({ id, kind, name }) => ({ id, kind, name }));
    });
  }
}
