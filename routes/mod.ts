/** The app: middleware in order, then every mount. This is the table of contents of LEXIA's HTTP side. */
import { OpenAPIHono } from "@hono/zod-openapi";
import { createMiddleware } from "hono/factory";
import { DomainError } from "#domain/errors.ts";
import { accessLog } from "./_middleware/access_log.ts";
import { allowedNetworks } from "./_middleware/allowed_networks.ts";
import { bodySize } from "./_middleware/body_size.ts";
import { clientAddress } from "./_middleware/client_address.ts";
import { crossOrigin } from "./_middleware/cross_origin.ts";
import { onError, onNotFound } from "./_middleware/errors.ts";
import { rateLimit } from "./_middleware/rate_limit.ts";
import { recordRefusals } from "./_middleware/record_refusals.ts";
import { requestId } from "./_middleware/request_id.ts";
import { sameOrigin } from "./_middleware/same_origin.ts";
import { securityHeaders } from "./_middleware/security_headers.ts";
import { session } from "./_middleware/session.ts";
import { tenant } from "./_middleware/tenant.ts";
import type { AppDeps, Env } from "./_env.ts";
import { FOLLOWING } from "./_following.ts";
import type { App, Endpoint } from "./_openapi.ts";
import { listAllAuditRoute } from "./admin/audit.ts";
import { listInstancesRoute } from "./admin/instances.ts";
import { findPeopleRoute } from "./admin/people.ts";
import {
  createOrganizationRoute,
  listOrganizationsRoute,
  updateOrganizationRoute,
} from "./admin/organizations.ts";
import {
  beginImpersonationRoute,
  endImpersonationRoute,
  listImpersonationsRoute,
} from "./admin/impersonations.ts";
import {
  deleteOrganizationRoute,
  exportOrganizationRoute,
  getOrganizationRecordRoute,
  reactivateOrganizationRoute,
  suspendOrganizationRoute,
  undeleteOrganizationRoute,
} from "./admin/organization_moves.ts";
import {
  createApiKeyRoute,
  getApiKeyRoute,
  listApiKeysRoute,
  revokeApiKeyRoute,
  rotateApiKeyRoute,
  updateApiKeyRoute,
} from "./api/api_keys/keys.ts";
import {
  createScimTokenRoute,
  listScimTokensRoute,
  revokeScimTokenRoute,
} from "./api/provisioning/tokens.ts";
import { listScimGroupsRoute, setScimGroupRoleRoute } from "./api/provisioning/groups.ts";
import { listAuditRoute } from "./api/audit/list.ts";
import {
  addDomainRoute,
  listDomainsRoute,
  removeDomainRoute,
  verifyDomainRoute,
} from "./api/organization/domains.ts";
import { removeLogoRoute, setLogoRoute } from "./api/organization/logo.ts";
import { exportOwnOrganizationRoute, listOwnImpersonationsRoute } from "./api/organization/export.ts";
import { anonymizePersonRoute, getMemberDataRoute } from "./api/users/personal_data.ts";
import { acceptLegalRoute, getLegalRoute } from "./auth/legal.ts";
import { askAnonymizationRoute, getOwnDataRoute } from "./auth/personal_data.ts";
import { getOrganizationRoute, getUsageRoute } from "./api/organization/read.ts";
import { changeSettingsRoute } from "./api/organization/settings.ts";
import {
  createProviderRoute,
  deleteProviderRoute,
  getProviderRoute,
  listProvidersRoute,
  testProviderRoute,
  updateProviderRoute,
} from "./api/organization/sso.ts";
import {
  enforceSsoRoute,
  getSsoEnforcementRoute,
  readSamlMetadataRoute,
  setBreakGlassRoute,
} from "./api/organization/sso_enforcement.ts";
import {
  createInvitationRoute,
  listInvitationsRoute,
  resendInvitationRoute,
  revokeInvitationRoute,
} from "./api/invitations/administer.ts";
import { endUserSessionsRoute, getUserRoute, removeUserRoute, updateUserRoute } from "./api/users/member.ts";
import { createUserRoute, listUsersRoute } from "./api/users/members.ts";
import { acceptInvitationRoute, readInvitationRoute } from "./auth/invitations.ts";
import { ldapLoginRoute } from "./auth/ldap_login.ts";
import { loginRoute } from "./auth/login.ts";
import { logoutRoute } from "./auth/logout.ts";
import { getMeRoute, updateMeRoute } from "./auth/me.ts";
import { listOwnOrganizationsRoute } from "./auth/organizations.ts";
import { changePasswordRoute, forgotPasswordRoute, resetPasswordRoute } from "./auth/password.ts";
import { refreshRoute } from "./auth/refresh.ts";
import { registerRoute } from "./auth/register.ts";
import {
  addPasskeyRoute,
  beginPasskeyRoute,
  listPasskeysRoute,
  removePasskeyRoute,
  renamePasskeyRoute,
} from "./auth/passkeys.ts";
import {
  beginTotpRoute,
  confirmTotpRoute,
  getSecondFactorRoute,
  makeRecoveryCodesRoute,
  removeTotpRoute,
} from "./auth/second_factor.ts";
import {
  confirmOptionsRoute,
  confirmRoute,
  confirmWaysRoute,
  passkeySignInOptionsRoute,
  passkeySignInRoute,
  secondStepOptionsRoute,
  verifySecondStepRoute,
} from "./auth/second_step.ts";
import { endOtherSessionsRoute, endSessionRoute, listSessionsRoute } from "./auth/sessions.ts";
import { docsRoutes } from "./system/docs.tsx";
import { healthRoute } from "./system/health.ts";
import { jwksRoute } from "./system/jwks.ts";
import { metricsRoute } from "./system/metrics.ts";
import { mountDocument } from "./system/openapi.ts";
import { readyRoute } from "./system/ready.ts";
import { scimRoutes } from "./scim/mod.ts";
import { problemPages } from "./web/problems.tsx";
import { assetRoutes, webRoutes } from "./web/mod.ts";

export { requestHandler } from "./_handler.ts";
export { workerProbe } from "./system/worker_probe.ts";
export type { AppDeps, Env, Readiness, WebSettings } from "./_env.ts";

const SYSTEM: Endpoint[] = [readyRoute, metricsRoute, jwksRoute];

const API: Endpoint[] = [
  registerRoute,
  loginRoute,
  ldapLoginRoute,
  refreshRoute,
  logoutRoute,
  getMeRoute,
  updateMeRoute,
  verifySecondStepRoute,
  secondStepOptionsRoute,
  passkeySignInOptionsRoute,
  passkeySignInRoute,
  confirmWaysRoute,
  confirmRoute,
  confirmOptionsRoute,
  getSecondFactorRoute,
  beginTotpRoute,
  confirmTotpRoute,
  removeTotpRoute,
  makeRecoveryCodesRoute,
  listPasskeysRoute,
  beginPasskeyRoute,
  addPasskeyRoute,
  renamePasskeyRoute,
  removePasskeyRoute,
  getOrganizationRoute,
  getUsageRoute,
  // Before the one that takes an id.
  getSsoEnforcementRoute,
  enforceSsoRoute,
  setBreakGlassRoute,
  readSamlMetadataRoute,
  listProvidersRoute,
  createProviderRoute,
  getProviderRoute,
  updateProviderRoute,
  deleteProviderRoute,
  testProviderRoute,
  listUsersRoute,
  createUserRoute,
  getUserRoute,
  updateUserRoute,
  removeUserRoute,
  endUserSessionsRoute,
  listInvitationsRoute,
  createInvitationRoute,
  resendInvitationRoute,
  revokeInvitationRoute,
  readInvitationRoute,
  acceptInvitationRoute,
  forgotPasswordRoute,
  resetPasswordRoute,
  changePasswordRoute,
  listSessionsRoute,
  endSessionRoute,
  endOtherSessionsRoute,
  listOwnOrganizationsRoute,
  listApiKeysRoute,
  createApiKeyRoute,
  getApiKeyRoute,
  updateApiKeyRoute,
  revokeApiKeyRoute,
  rotateApiKeyRoute,
  listScimTokensRoute,
  createScimTokenRoute,
  revokeScimTokenRoute,
  listScimGroupsRoute,
  setScimGroupRoleRoute,
  listOrganizationsRoute,
  createOrganizationRoute,
  updateOrganizationRoute,
  changeSettingsRoute,
  setLogoRoute,
  removeLogoRoute,
  listDomainsRoute,
  addDomainRoute,
  verifyDomainRoute,
  removeDomainRoute,
  listAuditRoute,
  listAllAuditRoute,
  findPeopleRoute,
  listInstancesRoute,
  getLegalRoute,
  acceptLegalRoute,
  getOwnDataRoute,
  askAnonymizationRoute,
  getMemberDataRoute,
  anonymizePersonRoute,
  exportOwnOrganizationRoute,
  listOwnImpersonationsRoute,
  getOrganizationRecordRoute,
  suspendOrganizationRoute,
  reactivateOrganizationRoute,
  deleteOrganizationRoute,
  undeleteOrganizationRoute,
  exportOrganizationRoute,
  listImpersonationsRoute,
  beginImpersonationRoute,
  endImpersonationRoute,
];

/** Everything LEXIA answers over HTTP. */
export function createApp(deps: AppDeps): App {
  const { settings } = deps;
  const app = new OpenAPIHono<Env>({ defaultHook: refuseInvalid });
  app.onError(onError);
  app.notFound(onNotFound);

  healthRoute(app);
  app.use(createMiddleware<Env>(async (c, next) => {
    c.set("deps", deps);
    await next();
  }));
  app.use(requestId, clientAddress(settings.trustedProxies), securityHeaders);

  app.use(accessLog, crossOrigin(settings.corsOrigins), bodySize);
  for (const mount of SYSTEM) mount(app);
  mountDocument(app);
  app.route("/", docsRoutes());
  app.route("/", assetRoutes());
  app.route("/", problemPages());

  app.use(recordRefusals, tenant, session, rateLimit, allowedNetworks, sameOrigin);
  for (const mount of [...API, ...FOLLOWING]) mount(app);
  app.route("/", scimRoutes());
  app.route("/", webRoutes());
  return app;
}

/** Field by field, in the words of the schema. Values are not repeated: one of them may be a password. */
const refuseInvalid: NonNullable<ConstructorParameters<typeof OpenAPIHono<Env>>[0]>["defaultHook"] = (
  result,
) => {
  if (result.success) return;
  throw new DomainError("request_invalid", {
    errors: result.error.issues.map((issue) => ({
      field: issue.path.join("."),
      code: issue.code ?? "invalid",
      message: issue.message,
    })),
  });
};
