/** The app: middleware in order, then every mount. This is the table of contents of LEXIA's HTTP side. */
import { OpenAPIHono } from "@hono/zod-openapi";
import { createMiddleware } from "hono/factory";
import { DomainError } from "#domain/errors.ts";
import { accessLog } from "./_middleware/access_log.ts";
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
import type { App, Endpoint } from "./_openapi.ts";
import { listJobsRoute, retryJobRoute } from "./admin/jobs.ts";
import {
  createOrganizationRoute,
  listOrganizationsRoute,
  updateOrganizationRoute,
} from "./admin/organizations.ts";
import { listPortalsRoute } from "./admin/portal.ts";
import { getOrganizationRoute, getUsageRoute } from "./api/organization/read.ts";
import {
  listActuacionesRoute,
  listExecutionsRoute,
  listProcesosRoute,
  listSujetosRoute,
} from "./api/solicitudes/contents.ts";
import { createSolicitudRoute } from "./api/solicitudes/create.ts";
import { deleteSolicitudRoute } from "./api/solicitudes/delete.ts";
import { getSolicitudRoute } from "./api/solicitudes/get.ts";
import { listSolicitudesRoute } from "./api/solicitudes/list.ts";
import { executeSolicitudRoute, pauseSolicitudRoute, resumeSolicitudRoute } from "./api/solicitudes/moves.ts";
import { followProgressRoute } from "./api/solicitudes/progress.ts";
import { updateSolicitudRoute } from "./api/solicitudes/update.ts";
import { createUserRoute, listUsersRoute } from "./api/users/members.ts";
import { loginRoute } from "./auth/login.ts";
import { logoutRoute } from "./auth/logout.ts";
import { getMeRoute, updateMeRoute } from "./auth/me.ts";
import { refreshRoute } from "./auth/refresh.ts";
import { registerRoute } from "./auth/register.ts";
import { docsRoutes } from "./system/docs.tsx";
import { healthRoute } from "./system/health.ts";
import { jwksRoute } from "./system/jwks.ts";
import { metricsRoute } from "./system/metrics.ts";
import { mountDocument } from "./system/openapi.ts";
import { readyRoute } from "./system/ready.ts";
import { problemPages } from "./web/problems.tsx";
import { assetRoutes, webRoutes } from "./web/mod.ts";

export { requestHandler } from "./_handler.ts";
export type { AppDeps, Env, Readiness, WebSettings } from "./_env.ts";

const SYSTEM: Endpoint[] = [readyRoute, metricsRoute, jwksRoute];

const API: Endpoint[] = [
  registerRoute,
  loginRoute,
  refreshRoute,
  logoutRoute,
  getMeRoute,
  updateMeRoute,
  getOrganizationRoute,
  getUsageRoute,
  listUsersRoute,
  createUserRoute,
  listSolicitudesRoute,
  createSolicitudRoute,
  getSolicitudRoute,
  updateSolicitudRoute,
  deleteSolicitudRoute,
  pauseSolicitudRoute,
  resumeSolicitudRoute,
  executeSolicitudRoute,
  listExecutionsRoute,
  listProcesosRoute,
  listActuacionesRoute,
  listSujetosRoute,
  followProgressRoute,
  listOrganizationsRoute,
  createOrganizationRoute,
  updateOrganizationRoute,
  listJobsRoute,
  retryJobRoute,
  listPortalsRoute,
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

  app.use(recordRefusals, tenant, session, rateLimit, sameOrigin);
  for (const mount of API) mount(app);
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
