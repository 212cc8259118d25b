/** The guides, as the program carries them. */
import esBulkUpload from "#docs/guides/es/bulk-upload.md" with { type: "text" };
import esNotifications from "#docs/guides/es/notifications.md" with { type: "text" };
import esWebhooks from "#docs/guides/es/webhooks.md" with { type: "text" };
import esOrganization from "#docs/guides/es/organization.md" with { type: "text" };
import esSingleSignOn from "#docs/guides/es/single-sign-on.md" with { type: "text" };
import esActiveDirectory from "#docs/guides/es/active-directory.md" with { type: "text" };
import esProvisioning from "#docs/guides/es/provisioning.md" with { type: "text" };
import esPersonalData from "#docs/guides/es/personal-data.md" with { type: "text" };
import esPlatformOperators from "#docs/guides/es/platform-operators.md" with { type: "text" };
import enBulkUpload from "#docs/guides/en/bulk-upload.md" with { type: "text" };
import enNotifications from "#docs/guides/en/notifications.md" with { type: "text" };
import enWebhooks from "#docs/guides/en/webhooks.md" with { type: "text" };
import enOrganization from "#docs/guides/en/organization.md" with { type: "text" };
import enSingleSignOn from "#docs/guides/en/single-sign-on.md" with { type: "text" };
import enActiveDirectory from "#docs/guides/en/active-directory.md" with { type: "text" };
import enProvisioning from "#docs/guides/en/provisioning.md" with { type: "text" };
import enPersonalData from "#docs/guides/en/personal-data.md" with { type: "text" };
import enPlatformOperators from "#docs/guides/en/platform-operators.md" with { type: "text" };
import type { Locale } from "#views/ui/reader.ts";

/** In the order in which they are shown; each as Markdown. */
export const GUIDES: Readonly<Record<Locale, Readonly<Record<string, string>>>> = {
  es: {
    "bulk-upload": esBulkUpload,
    "notifications": esNotifications,
    "webhooks": esWebhooks,
    "organization": esOrganization,
    "single-sign-on": esSingleSignOn,
    "active-directory": esActiveDirectory,
    "provisioning": esProvisioning,
    "personal-data": esPersonalData,
    "platform-operators": esPlatformOperators,
  },
  en: {
    "bulk-upload": enBulkUpload,
    "notifications": enNotifications,
    "webhooks": enWebhooks,
    "organization": enOrganization,
    "single-sign-on": enSingleSignOn,
    "active-directory": enActiveDirectory,
    "provisioning": enProvisioning,
    "personal-data": enPersonalData,
    "platform-operators": enPlatformOperators,
  },
};
