/** Where a provider finds LEXIA: what is registered there, letter by letter. */
import type { Organization, Services } from "../../ctx.ts";

interface Where {
  services: Pick<Services, "addressOf">;
}

/** The assertion consumer service. */
export function acsAddress({ services }: Where, organization: Organization, providerId: string): string {
  return services.addressOf(organization, `/auth/saml/${providerId}/acs`);
}

/** The single logout service. */
export function sloAddress({ services }: Where, organization: Organization, providerId: string): string {
  return services.addressOf(organization, `/auth/saml/${providerId}/slo`);
}

/** LEXIA's entity id for that provider, which is where its metadata stands: no two organizations share one. */
export function entityId({ services }: Where, organization: Organization, providerId: string): string {
  return services.addressOf(organization, `/auth/saml/${providerId}/metadata`);
}
