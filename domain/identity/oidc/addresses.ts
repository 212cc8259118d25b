/** Where a provider finds LEXIA: what is registered there, letter by letter. */
import type { Organization } from "../../ctx.ts";
import type { VisitorCtx } from "../identity.ts";

type Where = Pick<VisitorCtx, "services">;

/** The redirect URI. */
export function callbackAddress({ services }: Where, organization: Organization, providerId: string): string {
  return services.addressOf(organization, `/auth/oidc/${providerId}/callback`);
}

/** The post-logout redirect URI. */
export function afterLogoutAddress({ services }: Where, organization: Organization): string {
  return services.addressOf(organization, "/sign-in");
}
