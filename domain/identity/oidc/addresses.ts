/** Where a provider finds LEXIA: what is registered there, letter by letter. */
import type { Organization, Services } from "../../ctx.ts";

interface Where {
  services: Pick<Services, "addressOf">;
}

/** The redirect URI. */
export function callbackAddress({ services }: Where, organization: Organization, providerId: string): string {
  return services.addressOf(organization, `/auth/oidc/${providerId}/callback`);
}

/** Where the provider tells that a session is over. */
export function backChannelAddress(
  { services }: Where,
  organization: Organization,
  providerId: string,
): string {
  return services.addressOf(organization, `/auth/oidc/${providerId}/backchannel-logout`);
}

/** The post-logout redirect URI. */
export function afterLogoutAddress({ services }: Where, organization: Organization): string {
  return services.addressOf(organization, "/sign-in");
}
