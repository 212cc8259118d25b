/** The pages, for people. The API comes first, so an address is never both. */
import { Hono } from "hono";
import type { Env } from "../_env.ts";
import { memberPage, onlyOn, recognizedPage, signedInPage } from "./_page.ts";
import { platformAuditPage, platformRoutes } from "./platform/mod.ts";
import { findOrganization, home } from "./home.tsx";
import {
  confirmPage,
  securityPage,
  submitConfirm,
  submitOtherSessionsEnd,
  submitPasskey,
  submitPasskeyName,
  submitPasskeyRemoval,
  submitRecoveryCodes,
  submitSessionEnd,
  submitTotp,
  submitTotpCode,
  submitTotpRemoval,
} from "./security.tsx";
import { submitPasskeySignIn, submitSecondStep } from "./second_step.tsx";
import { invitationPage, submitInvitation } from "./invitation.tsx";
import {
  changePasswordPage,
  forgotPasswordPage,
  resetPasswordPage,
  submitChangePassword,
  submitForgotPassword,
  submitResetPassword,
} from "./password.tsx";
import { analyticsPage } from "./analytics.tsx";
import { dashboardPage, dismissFirstSteps } from "./dashboard.tsx";
import { exportPage } from "./export.tsx";
import { reportsPage, submitExport } from "./reports.tsx";
import {
  newSchedulePage,
  schedulePage,
  submitNewSchedule,
  submitSchedule,
  submitScheduleMove,
  submitScheduleRemoval,
} from "./schedules.tsx";
import { auditExport, auditPage } from "./audit.tsx";
import { brandStyleSheet, logoPicture } from "./brand.ts";
import { manifest } from "./manifest.ts";
import { feedPage, submitFeedRead, submitFeedReadAll } from "./feed.tsx";
import { helpPage } from "./help.tsx";
import { unreadNews } from "./news.ts";
import {
  novedadesPage,
  novedadPage,
  submitAssignment,
  submitNote as submitNovedadNote,
  submitNovedadAct,
  submitReadAll,
} from "./novedades.tsx";
import { submitLook } from "./look.ts";
import { notificationsPage, submitNotifications } from "./notifications.tsx";
import { impersonatePage, submitImpersonation, submitImpersonationEnd } from "./impersonation.tsx";
import { legalPage, submitLegal, submitRemoval } from "./legal.tsx";
import { profilePage, submitOwnRemoval, submitProfile } from "./settings.tsx";
import { signInPage, submitSignIn, submitSignOut } from "./sign_in.tsx";
import { signUpPage, submitSignUp } from "./sign_up.tsx";
import { searchFormPage, submitSearch } from "./search_form.tsx";
import {
  submitDeletion,
  submitHits,
  submitMove,
  submitNote,
  submitRead,
  submitSettings,
} from "./solicitud_acts.ts";
import { solicitudDetailPage } from "./solicitud_detail.tsx";
import { solicitudPrintPage } from "./solicitud_print.tsx";
import { bulkPage, submitBulk, submitPasted } from "./bulk.tsx";
import {
  bulkUploadPage,
  reviewErrors,
  submitCancel,
  submitMapping,
  submitPause,
  submitResume,
} from "./bulk_upload.tsx";
import { newSolicitudPage, submitNewSolicitud } from "./new_solicitud.tsx";
import { solicitudListPage, submitColumns } from "./solicitud_list.ts";
import { oidcBackChannelLogout, oidcCallback, samlAcs, samlLogout, samlMetadata, startSso } from "./sso.tsx";
import { docsPage, guidePage } from "./docs.tsx";
import { statusPage } from "./status.tsx";
import { submitMany } from "./solicitud_many.tsx";
import { submitView, submitViewName, submitViewRemoval } from "./saved_views.tsx";
import { submitUnsubscribe, unsubscribePage } from "./unsubscribe.tsx";
import { submitPlanRequest, upgradePage } from "./upgrade.tsx";
import { usagePage } from "./usage.tsx";
import { settingsRoutes } from "./settings_routes.ts";
export { assetRoutes } from "./assets.ts";

/** Nothing else is looked for. */
const ID = ":id{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}}";

export function webRoutes(): Hono<Env> {
  const app = new Hono<Env>();
  app.get("/", home);
  app.get("/find", onlyOn("root"), findOrganization);
  app.get("/status", onlyOn("root"), statusPage);
  app.get("/docs", onlyOn("root"), docsPage);
  app.get("/docs/:locale{es|en}/:guide{[a-z-]+}", onlyOn("root"), guidePage);
  app.get("/sign-up", onlyOn("root"), signUpPage);
  app.post("/sign-up", onlyOn("root"), submitSignUp);

  app.get("/manifest.webmanifest", manifest);
  app.post("/look", submitLook);

  const tenant = onlyOn("tenant");
  const door = onlyOn("tenant", "admin");
  app.get("/brand.css", tenant, brandStyleSheet);
  app.get("/organization/logo", tenant, logoPicture);

  app.get("/sign-in", door, signInPage);
  app.post("/sign-in", door, submitSignIn);
  app.post("/sign-out", door, submitSignOut);

  app.get(`/auth/oidc/${ID}/start`, tenant, startSso("oidc"));
  app.get(`/auth/oidc/${ID}/callback`, tenant, oidcCallback);
  app.post(`/auth/oidc/${ID}/backchannel-logout`, tenant, oidcBackChannelLogout);
  app.get(`/auth/saml/${ID}/metadata`, tenant, samlMetadata);
  app.get(`/auth/saml/${ID}/start`, tenant, startSso("saml"));
  app.post(`/auth/saml/${ID}/acs`, tenant, samlAcs);
  app.get(`/auth/saml/${ID}/slo`, tenant, samlLogout);
  app.post(`/auth/saml/${ID}/slo`, tenant, samlLogout);

  app.post("/sign-in/second-step", door, submitSecondStep);
  app.post("/sign-in/passkey", door, submitPasskeySignIn);
  app.get("/security", door, recognizedPage, securityPage);
  app.get("/security/confirm", door, recognizedPage, confirmPage);
  app.post("/security/confirm", door, recognizedPage, submitConfirm);
  app.post("/security/totp", door, recognizedPage, submitTotp);
  app.post("/security/totp/confirm", door, recognizedPage, submitTotpCode);
  app.post("/security/totp/remove", door, recognizedPage, submitTotpRemoval);
  app.post("/security/recovery-codes", door, recognizedPage, submitRecoveryCodes);
  app.post("/security/passkeys", door, recognizedPage, submitPasskey);
  app.post("/security/passkeys/:id/rename", door, recognizedPage, submitPasskeyName);
  app.post("/security/passkeys/:id/remove", door, recognizedPage, submitPasskeyRemoval);
  app.post("/security/sessions/end-others", door, recognizedPage, submitOtherSessionsEnd);
  app.post("/security/sessions/:id/end", door, recognizedPage, submitSessionEnd);
  app.get("/invitation", tenant, invitationPage);
  app.post("/invitation", tenant, submitInvitation);
  app.get("/password-forgot", door, forgotPasswordPage);
  app.post("/password-forgot", door, submitForgotPassword);
  app.get("/password-reset", door, resetPasswordPage);
  app.post("/password-reset", door, submitResetPassword);
  app.get("/password-change", tenant, memberPage, changePasswordPage);
  app.post("/password-change", tenant, memberPage, submitChangePassword);

  app.get("/dashboard", tenant, memberPage, dashboardPage);
  app.post("/dashboard/first-steps", tenant, memberPage, dismissFirstSteps);

  app.get("/solicitudes", tenant, memberPage, solicitudListPage);
  app.post("/solicitudes/columns", tenant, memberPage, submitColumns);
  app.post("/solicitudes/many", tenant, memberPage, submitMany);
  app.post("/solicitudes/views", tenant, memberPage, submitView);
  app.post(`/solicitudes/views/${ID}/rename`, tenant, memberPage, submitViewName);
  app.post(`/solicitudes/views/${ID}/delete`, tenant, memberPage, submitViewRemoval);
  // Before the one that takes an id.
  app.get("/solicitudes/new", tenant, memberPage, newSolicitudPage);
  app.post("/solicitudes/new", tenant, memberPage, submitNewSolicitud);
  app.get("/solicitudes/search", tenant, memberPage, searchFormPage);
  app.post("/solicitudes/search", tenant, memberPage, submitSearch);
  app.get("/solicitudes/bulk", tenant, memberPage, bulkPage);
  app.post("/solicitudes/bulk", tenant, memberPage, submitBulk);
  app.post("/solicitudes/bulk/pasted", tenant, memberPage, submitPasted);
  app.get("/solicitudes/bulk/:id", tenant, memberPage, bulkUploadPage);
  app.get("/solicitudes/bulk/:id/review.csv", tenant, memberPage, reviewErrors);
  app.post("/solicitudes/bulk/:id/mapping", tenant, memberPage, submitMapping);
  app.post("/solicitudes/bulk/:id/pause", tenant, memberPage, submitPause);
  app.post("/solicitudes/bulk/:id/resume", tenant, memberPage, submitResume);
  app.post("/solicitudes/bulk/:id/cancel", tenant, memberPage, submitCancel);
  app.get("/solicitudes/:id", tenant, memberPage, solicitudDetailPage);
  app.post("/solicitudes/:id/execute", tenant, memberPage, submitMove("execute"));
  app.post("/solicitudes/:id/pause", tenant, memberPage, submitMove("pause"));
  app.post("/solicitudes/:id/resume", tenant, memberPage, submitMove("resume"));
  app.get("/solicitudes/:id/print", tenant, memberPage, solicitudPrintPage);
  app.post("/solicitudes/:id/read", tenant, memberPage, submitRead);
  app.post("/solicitudes/:id/settings", tenant, memberPage, submitSettings);
  app.post("/solicitudes/:id/notes", tenant, memberPage, submitNote);
  app.post("/solicitudes/:id/delete", tenant, memberPage, submitDeletion);
  app.post("/solicitudes/:id/hits/follow", tenant, memberPage, submitHits);
  app.get("/settings", tenant, memberPage, profilePage);
  app.post("/settings", tenant, memberPage, submitProfile);
  app.post("/settings/removal", tenant, memberPage, submitOwnRemoval);
  app.get("/news/unread", tenant, unreadNews);
  app.get("/feed", tenant, memberPage, feedPage);
  app.post("/feed/read-all", tenant, memberPage, submitFeedReadAll);
  app.post("/feed/:id/read", tenant, memberPage, submitFeedRead);
  app.get("/help", tenant, memberPage, helpPage);
  app.get("/novedades", tenant, memberPage, novedadesPage);
  app.post("/novedades/read-all", tenant, memberPage, submitReadAll);
  app.get("/novedades/:id", tenant, memberPage, novedadPage);
  app.post("/novedades/:id/read", tenant, memberPage, submitNovedadAct("read"));
  app.post("/novedades/:id/unread", tenant, memberPage, submitNovedadAct("unread"));
  app.post("/novedades/:id/acknowledge", tenant, memberPage, submitNovedadAct("acknowledge"));
  app.post("/novedades/:id/assign", tenant, memberPage, submitAssignment);
  app.post("/novedades/:id/notes", tenant, memberPage, submitNovedadNote);
  app.get("/notifications", tenant, memberPage, notificationsPage);
  app.post("/notifications", tenant, memberPage, submitNotifications);
  app.get("/unsubscribe", tenant, unsubscribePage);
  app.post("/unsubscribe", tenant, submitUnsubscribe);
  app.get("/analytics", tenant, memberPage, analyticsPage);
  app.get("/exports/:id", tenant, memberPage, exportPage);
  app.get("/reports", tenant, memberPage, reportsPage);
  app.post("/reports/exports", tenant, memberPage, submitExport);
  app.get("/reports/schedules/new", tenant, memberPage, newSchedulePage);
  app.post("/reports/schedules", tenant, memberPage, submitNewSchedule);
  app.get(`/reports/schedules/${ID}`, tenant, memberPage, schedulePage);
  app.post(`/reports/schedules/${ID}`, tenant, memberPage, submitSchedule);
  app.post(`/reports/schedules/${ID}/pause`, tenant, memberPage, submitScheduleMove(false));
  app.post(`/reports/schedules/${ID}/resume`, tenant, memberPage, submitScheduleMove(true));
  app.post(`/reports/schedules/${ID}/delete`, tenant, memberPage, submitScheduleRemoval);
  app.get(
    "/audit",
    door,
    signedInPage,
    (c) => c.var.hostKind === "admin" ? platformAuditPage(c) : auditPage(c),
  );
  app.get("/audit/export", tenant, memberPage, auditExport);
  app.get("/usage", tenant, memberPage, usagePage);
  app.get("/billing/upgrade", tenant, memberPage, upgradePage);
  app.post("/billing/upgrade", tenant, memberPage, submitPlanRequest);

  app.get("/legal", tenant, memberPage, legalPage);
  app.post("/legal", tenant, memberPage, submitLegal);
  app.post("/legal/removal", tenant, memberPage, submitRemoval);
  app.get("/impersonate", tenant, impersonatePage);
  app.post("/impersonate", tenant, submitImpersonation);
  app.post("/impersonate/end", tenant, submitImpersonationEnd);
  app.route("/", settingsRoutes());
  app.route("/", platformRoutes());
  return app;
}
