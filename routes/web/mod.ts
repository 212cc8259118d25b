/** The pages, for people. The API comes first, so an address is never both. */
import { Hono } from "hono";
import type { Env } from "../_env.ts";
import { memberPage, onlyOn, recognizedPage } from "./_page.ts";
import { apiKeysPage, submitApiKey, submitRevocation } from "./api_keys.tsx";
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
import { exportPage } from "./export.tsx";
import { auditExport, auditPage } from "./audit.tsx";
import { brandStyleSheet, logoPicture } from "./brand.ts";
import {
  settingsPage,
  submitAccess,
  submitDomain,
  submitDomainRemoval,
  submitGeneral,
  submitLogo,
  submitLogoRemoval,
  submitVerification,
} from "./organization_settings.tsx";
import { manifest } from "./manifest.ts";
import { unreadNews } from "./news.ts";
import { submitLook } from "./look.ts";
import { notificationsPage, submitNotifications } from "./notifications.tsx";
import { impersonatePage, submitImpersonation, submitImpersonationEnd } from "./impersonation.tsx";
import { legalPage, submitLegal, submitRemoval } from "./legal.tsx";
import { signInPage, submitSignIn, submitSignOut } from "./sign_in.tsx";
import { signUpPage, submitSignUp } from "./sign_up.tsx";
import { searchFormPage, submitSearch } from "./search_form.tsx";
import { solicitudDetailPage, submitHits, submitMove } from "./solicitud_detail.tsx";
import { solicitudListPage, submitSolicitud } from "./solicitud_list.tsx";
import { oidcBackChannelLogout, oidcCallback, samlAcs, samlLogout, samlMetadata, startSso } from "./sso.tsx";
import { docsPage, guidePage } from "./docs.tsx";
import { statusPage } from "./status.tsx";
import { submitUnsubscribe, unsubscribePage } from "./unsubscribe.tsx";
import { submitPlanRequest, upgradePage } from "./upgrade.tsx";

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

  app.get("/sign-in", tenant, signInPage);
  app.post("/sign-in", tenant, submitSignIn);
  app.post("/sign-out", tenant, submitSignOut);

  app.get(`/auth/oidc/${ID}/start`, tenant, startSso("oidc"));
  app.get(`/auth/oidc/${ID}/callback`, tenant, oidcCallback);
  app.post(`/auth/oidc/${ID}/backchannel-logout`, tenant, oidcBackChannelLogout);
  app.get(`/auth/saml/${ID}/metadata`, tenant, samlMetadata);
  app.get(`/auth/saml/${ID}/start`, tenant, startSso("saml"));
  app.post(`/auth/saml/${ID}/acs`, tenant, samlAcs);
  app.get(`/auth/saml/${ID}/slo`, tenant, samlLogout);
  app.post(`/auth/saml/${ID}/slo`, tenant, samlLogout);

  app.post("/sign-in/second-step", tenant, submitSecondStep);
  app.post("/sign-in/passkey", tenant, submitPasskeySignIn);
  app.get("/security", tenant, recognizedPage, securityPage);
  app.get("/security/confirm", tenant, recognizedPage, confirmPage);
  app.post("/security/confirm", tenant, recognizedPage, submitConfirm);
  app.post("/security/totp", tenant, recognizedPage, submitTotp);
  app.post("/security/totp/confirm", tenant, recognizedPage, submitTotpCode);
  app.post("/security/totp/remove", tenant, recognizedPage, submitTotpRemoval);
  app.post("/security/recovery-codes", tenant, recognizedPage, submitRecoveryCodes);
  app.post("/security/passkeys", tenant, recognizedPage, submitPasskey);
  app.post("/security/passkeys/:id/rename", tenant, recognizedPage, submitPasskeyName);
  app.post("/security/passkeys/:id/remove", tenant, recognizedPage, submitPasskeyRemoval);
  app.post("/security/sessions/end-others", tenant, recognizedPage, submitOtherSessionsEnd);
  app.post("/security/sessions/:id/end", tenant, recognizedPage, submitSessionEnd);
  app.get("/invitation", tenant, invitationPage);
  app.post("/invitation", tenant, submitInvitation);
  app.get("/password-forgot", door, forgotPasswordPage);
  app.post("/password-forgot", door, submitForgotPassword);
  app.get("/password-reset", door, resetPasswordPage);
  app.post("/password-reset", door, submitResetPassword);
  app.get("/password-change", tenant, memberPage, changePasswordPage);
  app.post("/password-change", tenant, memberPage, submitChangePassword);

  app.get("/solicitudes", tenant, memberPage, solicitudListPage);
  app.post("/solicitudes", tenant, memberPage, submitSolicitud);
  // Before the one that takes an id.
  app.get("/solicitudes/search", tenant, memberPage, searchFormPage);
  app.post("/solicitudes/search", tenant, memberPage, submitSearch);
  app.get("/solicitudes/:id", tenant, memberPage, solicitudDetailPage);
  app.post("/solicitudes/:id/execute", tenant, memberPage, submitMove("execute"));
  app.post("/solicitudes/:id/pause", tenant, memberPage, submitMove("pause"));
  app.post("/solicitudes/:id/resume", tenant, memberPage, submitMove("resume"));
  app.post("/solicitudes/:id/hits/follow", tenant, memberPage, submitHits);
  app.get("/news/unread", tenant, memberPage, unreadNews);
  app.get("/notifications", tenant, memberPage, notificationsPage);
  app.post("/notifications", tenant, memberPage, submitNotifications);
  app.get("/unsubscribe", tenant, unsubscribePage);
  app.post("/unsubscribe", tenant, submitUnsubscribe);
  app.get("/api-keys", tenant, memberPage, apiKeysPage);
  app.post("/api-keys", tenant, memberPage, submitApiKey);
  app.post("/api-keys/:id/revoke", tenant, memberPage, submitRevocation);
  app.get("/organization", tenant, memberPage, settingsPage);
  app.post("/organization", tenant, memberPage, submitGeneral);
  app.post("/organization/access", tenant, memberPage, submitAccess);
  app.post("/organization/logo", tenant, memberPage, submitLogo);
  app.post("/organization/logo/remove", tenant, memberPage, submitLogoRemoval);
  app.post("/organization/domains", tenant, memberPage, submitDomain);
  app.post("/organization/domains/verify", tenant, memberPage, submitVerification);
  app.post("/organization/domains/remove", tenant, memberPage, submitDomainRemoval);
  app.get("/analytics", tenant, memberPage, analyticsPage);
  app.get("/exports/:id", tenant, memberPage, exportPage);
  app.get("/audit", tenant, memberPage, auditPage);
  app.get("/audit/export", tenant, memberPage, auditExport);
  app.get("/billing/upgrade", tenant, memberPage, upgradePage);
  app.post("/billing/upgrade", tenant, memberPage, submitPlanRequest);

  app.get("/legal", tenant, memberPage, legalPage);
  app.post("/legal", tenant, memberPage, submitLegal);
  app.post("/legal/removal", tenant, memberPage, submitRemoval);
  app.get("/impersonate", tenant, impersonatePage);
  app.post("/impersonate", tenant, submitImpersonation);
  app.post("/impersonate/end", tenant, submitImpersonationEnd);
  return app;
}
