/** Who is there, and how the organization is set up: the pages of the team and of the settings. */
import { Hono } from "hono";
import type { Env } from "../_env.ts";
import { memberPage, onlyOn } from "./_page.ts";
import { apiKeysPage, submitApiKey, submitRevocation } from "./api_keys.tsx";
import { severityPage, submitSeverity, submitSeverityReset } from "./organization_severity.tsx";
import {
  organizationExport,
  settingsPage,
  submitAccess,
  submitClosure,
  submitClosureRemoval,
  submitDeletion,
  submitDeletionTakenBack,
  submitDomain,
  submitDomainRemoval,
  submitGeneral,
  submitLogo,
  submitLogoRemoval,
  submitVerification,
} from "./organization_settings.tsx";
import {
  newProviderPage,
  providerPage,
  submitProvider,
  submitProviderChanges,
  submitProviderRemoval,
  submitProviderSwitch,
  submitProviderTest,
} from "./sso_provider.tsx";
import {
  ssoPage,
  submitBreakGlass,
  submitEnforcement,
  submitGroupRole,
  submitScimToken,
  submitScimTokenEnd,
} from "./sso_settings.tsx";
import { rolesPage, teamPage } from "./team.tsx";
import {
  invitationsPage,
  submitInvitationRevocation,
  submitResend,
  submitTeamInvitation,
} from "./team_invitations.tsx";
import {
  memberDetailPage,
  submitDeactivation,
  submitMember,
  submitMemberPermissions,
  submitMemberRemoval,
  submitMemberSessionsEnd,
  submitReactivation,
} from "./team_member.tsx";
import {
  submitRedelivery,
  submitSecretRotation,
  submitWebhookChanges,
  submitWebhookEnabling,
  submitWebhookPause,
  submitWebhookRemoval,
  submitWebhookTest,
  webhookPage,
} from "./webhook_detail.tsx";
import { submitWebhook, webhooksPage } from "./webhooks.tsx";

export function settingsRoutes(): Hono<Env> {
  const app = new Hono<Env>();
  const tenant = onlyOn("tenant");
  app.get("/team", tenant, memberPage, teamPage);
  app.get("/team/roles", tenant, memberPage, rolesPage);
  app.get("/team/invitations", tenant, memberPage, invitationsPage);
  app.post("/team/invitations", tenant, memberPage, submitTeamInvitation);
  app.post("/team/invitations/:id/resend", tenant, memberPage, submitResend);
  app.post("/team/invitations/:id/revoke", tenant, memberPage, submitInvitationRevocation);
  app.get("/team/:id", tenant, memberPage, memberDetailPage);
  app.post("/team/:id", tenant, memberPage, submitMember);
  app.post("/team/:id/permissions", tenant, memberPage, submitMemberPermissions);
  app.post("/team/:id/deactivate", tenant, memberPage, submitDeactivation);
  app.post("/team/:id/reactivate", tenant, memberPage, submitReactivation);
  app.post("/team/:id/end-sessions", tenant, memberPage, submitMemberSessionsEnd);
  app.post("/team/:id/remove", tenant, memberPage, submitMemberRemoval);
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
  app.post("/organization/closures", tenant, memberPage, submitClosure);
  app.post("/organization/closures/remove", tenant, memberPage, submitClosureRemoval);
  app.get("/organization/severity", tenant, memberPage, severityPage);
  app.post("/organization/severity", tenant, memberPage, submitSeverity);
  app.post("/organization/severity/reset", tenant, memberPage, submitSeverityReset);
  app.get("/organization/export", tenant, memberPage, organizationExport);
  app.post("/organization/deletion", tenant, memberPage, submitDeletion);
  app.post("/organization/deletion/take-back", tenant, memberPage, submitDeletionTakenBack);
  app.get("/sso", tenant, memberPage, ssoPage);
  app.post("/sso", tenant, memberPage, submitProvider);
  // Before those that take an id.
  app.get("/sso/new", tenant, memberPage, newProviderPage);
  app.post("/sso/enforcement", tenant, memberPage, submitEnforcement);
  app.post("/sso/break-glass", tenant, memberPage, submitBreakGlass);
  app.post("/sso/scim-tokens", tenant, memberPage, submitScimToken);
  app.post("/sso/scim-tokens/revoke", tenant, memberPage, submitScimTokenEnd);
  app.post("/sso/scim-groups", tenant, memberPage, submitGroupRole);
  app.get("/sso/:id", tenant, memberPage, providerPage);
  app.post("/sso/:id", tenant, memberPage, submitProviderChanges);
  app.post("/sso/:id/switch", tenant, memberPage, submitProviderSwitch);
  app.post("/sso/:id/test", tenant, memberPage, submitProviderTest);
  app.post("/sso/:id/delete", tenant, memberPage, submitProviderRemoval);
  app.get("/webhooks", tenant, memberPage, webhooksPage);
  app.post("/webhooks", tenant, memberPage, submitWebhook);
  app.post("/webhooks/deliveries/:id/redeliver", tenant, memberPage, submitRedelivery);
  app.get("/webhooks/:id", tenant, memberPage, webhookPage);
  app.post("/webhooks/:id", tenant, memberPage, submitWebhookChanges);
  app.post("/webhooks/:id/pause", tenant, memberPage, submitWebhookPause);
  app.post("/webhooks/:id/enable", tenant, memberPage, submitWebhookEnabling);
  app.post("/webhooks/:id/test", tenant, memberPage, submitWebhookTest);
  app.post("/webhooks/:id/rotate", tenant, memberPage, submitSecretRotation);
  app.post("/webhooks/:id/delete", tenant, memberPage, submitWebhookRemoval);
  return app;
}
