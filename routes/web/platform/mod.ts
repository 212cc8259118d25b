/** The operators' pages, on their host alone. */
import { Hono } from "hono";
import type { Env } from "../../_env.ts";
import { onlyOn, operatorPage } from "../_page.ts";
import { calendarPage, submitClosure, submitRuleRemoval } from "./calendar.tsx";
import { failuresPage } from "./failures.tsx";
import {
  impersonationsPage,
  newImpersonationPage,
  submitImpersonationRequest,
  submitLookEnd,
} from "./impersonations.tsx";
import { instancesPage } from "./instances.tsx";
import {
  organizationPage,
  submitDeletion,
  submitDeletionBack,
  submitPlan,
  submitReactivation,
  submitSuspension,
} from "./organization.tsx";
import { newOrganizationPage, organizationsPage, submitOrganization } from "./organizations.tsx";
import { overviewPage } from "./overview.tsx";
import { peoplePage } from "./people.tsx";
import { planRequestsPage, submitApproval, submitDecline } from "./plan_requests.tsx";
import { portalPage } from "./portal.tsx";
import { queuePage, submitRetries, submitRetry } from "./queue.tsx";

export { platformAuditPage } from "./audit.tsx";

export function platformRoutes(): Hono<Env> {
  const app = new Hono<Env>();
  const admin = onlyOn("admin");
  app.get("/overview", admin, operatorPage, overviewPage);
  app.get("/organizations", admin, operatorPage, organizationsPage);
  app.post("/organizations", admin, operatorPage, submitOrganization);
  // Before the one that takes an id.
  app.get("/organizations/new", admin, operatorPage, newOrganizationPage);
  app.get("/organizations/:id", admin, operatorPage, organizationPage);
  app.post("/organizations/:id/plan", admin, operatorPage, submitPlan);
  app.post("/organizations/:id/suspend", admin, operatorPage, submitSuspension);
  app.post("/organizations/:id/reactivate", admin, operatorPage, submitReactivation);
  app.post("/organizations/:id/delete", admin, operatorPage, submitDeletion);
  app.post("/organizations/:id/keep", admin, operatorPage, submitDeletionBack);
  app.get("/plan-requests", admin, operatorPage, planRequestsPage);
  app.post("/plan-requests/:id/approve", admin, operatorPage, submitApproval);
  app.post("/plan-requests/:id/decline", admin, operatorPage, submitDecline);
  app.get("/people", admin, operatorPage, peoplePage);
  app.get("/impersonations", admin, operatorPage, impersonationsPage);
  app.post("/impersonations", admin, operatorPage, submitImpersonationRequest);
  app.get("/impersonations/new", admin, operatorPage, newImpersonationPage);
  app.post("/impersonations/:id/end", admin, operatorPage, submitLookEnd);
  app.get("/queue", admin, operatorPage, queuePage);
  app.post("/queue/retry", admin, operatorPage, submitRetries);
  app.post("/queue/:id/retry", admin, operatorPage, submitRetry);
  app.get("/portal", admin, operatorPage, portalPage);
  app.get("/calendar", admin, operatorPage, calendarPage);
  app.post("/calendar", admin, operatorPage, submitClosure);
  app.post("/calendar/remove", admin, operatorPage, submitRuleRemoval);
  app.get("/instances", admin, operatorPage, instancesPage);
  app.get("/errors", admin, operatorPage, failuresPage);
  return app;
}
