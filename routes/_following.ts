/** What following cases takes: solicitudes and what comes of them, files, terms, webhooks, plans, the queue and the portal. */
import type { Endpoint } from "./_openapi.ts";
import { getDashboardRoute, getUsageFiguresRoute } from "./api/analytics/figures.ts";
import {
  createReportRoute,
  deleteReportRoute,
  listReportsRoute,
  updateReportRoute,
} from "./api/analytics/reports.ts";
import {
  getExportFileRoute,
  getExportRoute,
  listExportsRoute,
  requestExportRoute,
} from "./api/exports/exports.ts";
import { exportUsageRoute } from "./api/organization/usage_export.ts";
import { exportNovedadesRoute } from "./api/novedades/export.ts";
import { listJobsRoute, retryJobRoute } from "./admin/jobs.ts";
import { listPortalsRoute } from "./admin/portal.ts";
import { getPortalPlanRoute } from "./admin/portal_plan.ts";
import {
  approvePlanRequestRoute,
  declinePlanRequestRoute,
  listAllPlanRequestsRoute,
} from "./admin/plan_requests.ts";
import { listPlanRequestsRoute, requestPlanRoute } from "./api/organization/plan_requests.ts";
import { followEventsRoute } from "./api/notifications/events.ts";
import {
  listNotificationsRoute,
  readAllNotificationsRoute,
  readNotificationRoute,
} from "./api/notifications/feed.ts";
import { getPreferencesRoute, updatePreferencesRoute } from "./api/notifications/preferences.ts";
import { getNovedadRoute, listNovedadesRoute } from "./api/novedades/read.ts";
import {
  acknowledgeNovedadRoute,
  assignNovedadRoute,
  readAllNovedadesRoute,
  readNovedadRoute,
  unreadNovedadRoute,
} from "./api/novedades/work.ts";
import { addNoteRoute, listNotesRoute } from "./api/novedades/notes.ts";
import { getSeverityRulesRoute, setSeverityRulesRoute } from "./api/organization/severity_rules.ts";
import {
  listActuacionesRoute,
  listExecutionsRoute,
  listProcesosRoute,
  listSujetosRoute,
} from "./api/solicitudes/contents.ts";
import { addSolicitudNoteRoute, listSolicitudNotesRoute } from "./api/solicitudes/notes.ts";
import { calculateTermRoute } from "./api/terms/calculate.ts";
import { getJudicialCalendarRoute } from "./api/terms/calendar.ts";
import { addClosureRoute, listClosuresRoute, removeClosureRoute } from "./api/terms/closures.ts";
import { listRulesRoute, putRuleRoute, removeRuleRoute } from "./admin/calendar.ts";
import { cancelBulkRoute, mapBulkRoute, pauseBulkRoute, resumeBulkRoute } from "./api/bulk/moves.ts";
import {
  bulkTemplateRoute,
  getBulkRoute,
  listBulkErrorsRoute,
  listBulksRoute,
  reviewBulkRoute,
} from "./api/bulk/read.ts";
import { uploadBulkRoute } from "./api/bulk/upload.ts";
import { listDespachosRoute } from "./api/despachos/list.ts";
import { followHitsRoute, listHitsRoute } from "./api/solicitudes/hits.ts";
import { createSolicitudRoute } from "./api/solicitudes/create.ts";
import { deleteSolicitudRoute } from "./api/solicitudes/delete.ts";
import { exportSolicitudesRoute, exportSolicitudRoute } from "./api/solicitudes/export.ts";
import { getSolicitudRoute } from "./api/solicitudes/get.ts";
import { listSolicitudesRoute } from "./api/solicitudes/list.ts";
import { executeSolicitudRoute, pauseSolicitudRoute, resumeSolicitudRoute } from "./api/solicitudes/moves.ts";
import { followProgressRoute } from "./api/solicitudes/progress.ts";
import { updateSolicitudRoute } from "./api/solicitudes/update.ts";
import { getDeliveryRoute, listDeliveriesRoute, redeliverRoute } from "./api/webhooks/deliveries.ts";
import { enableWebhookRoute, rotateWebhookSecretRoute, testWebhookRoute } from "./api/webhooks/moves.ts";
import {
  createWebhookRoute,
  deleteWebhookRoute,
  getWebhookRoute,
  listWebhooksRoute,
  updateWebhookRoute,
} from "./api/webhooks/webhooks.ts";

export const FOLLOWING: readonly Endpoint[] = [
  // Before those that take a solicitud's id.
  bulkTemplateRoute,
  uploadBulkRoute,
  listBulksRoute,
  getBulkRoute,
  listBulkErrorsRoute,
  reviewBulkRoute,
  mapBulkRoute,
  pauseBulkRoute,
  resumeBulkRoute,
  cancelBulkRoute,
  listSolicitudesRoute,
  createSolicitudRoute,
  // Before those whose path has an id in its place.
  exportSolicitudesRoute,
  exportSolicitudRoute,
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
  listSolicitudNotesRoute,
  addSolicitudNoteRoute,
  listHitsRoute,
  followHitsRoute,
  listDespachosRoute,
  followProgressRoute,
  listNovedadesRoute,
  // Before the one that takes an id.
  exportNovedadesRoute,
  readAllNovedadesRoute,
  getNovedadRoute,
  readNovedadRoute,
  unreadNovedadRoute,
  acknowledgeNovedadRoute,
  assignNovedadRoute,
  listNotesRoute,
  addNoteRoute,
  listNotificationsRoute,
  readAllNotificationsRoute,
  readNotificationRoute,
  followEventsRoute,
  getPreferencesRoute,
  updatePreferencesRoute,
  getSeverityRulesRoute,
  setSeverityRulesRoute,
  listWebhooksRoute,
  createWebhookRoute,
  getWebhookRoute,
  updateWebhookRoute,
  deleteWebhookRoute,
  testWebhookRoute,
  rotateWebhookSecretRoute,
  enableWebhookRoute,
  listDeliveriesRoute,
  getDeliveryRoute,
  redeliverRoute,
  exportUsageRoute,
  listExportsRoute,
  requestExportRoute,
  getExportRoute,
  getExportFileRoute,
  getDashboardRoute,
  getUsageFiguresRoute,
  listReportsRoute,
  createReportRoute,
  updateReportRoute,
  deleteReportRoute,
  listJobsRoute,
  retryJobRoute,
  listPortalsRoute,
  getPortalPlanRoute,
  listPlanRequestsRoute,
  requestPlanRoute,
  listAllPlanRequestsRoute,
  approvePlanRequestRoute,
  declinePlanRequestRoute,
  calculateTermRoute,
  getJudicialCalendarRoute,
  listClosuresRoute,
  addClosureRoute,
  removeClosureRoute,
  listRulesRoute,
  putRuleRoute,
  removeRuleRoute,
];
