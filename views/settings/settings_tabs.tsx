import type { Frame } from "../ui/frame.ts";
import { Tabs } from "../ui/tabs.tsx";

/** The pages of the settings: a person's own, and the organization's for who administers it. */
export function SettingsTabs({ frame: { reader, person, here } }: { frame: Frame }) {
  const w = reader.locale === "en" ? EN : ES;
  const may = (permission: string) => person?.permissions.includes(permission) ?? false;
  const pages = [
    { href: "/settings", label: w.profile, isShown: true },
    { href: "/security", label: w.security, isShown: true },
    { href: "/notifications", label: w.notifications, isShown: true },
    { href: "/organization", label: w.organization, isShown: may("update_org_settings") },
    { href: "/sso", label: w.sso, isShown: may("update_org_settings") },
    { href: "/api-keys", label: w.apiKeys, isShown: may("api_access") },
    { href: "/webhooks", label: w.webhooks, isShown: may("webhook_management") },
  ];
  const tabs = pages.filter(({ isShown }) => isShown)
    .map(({ href, label }) => ({ href, label, isCurrent: here === href || here.startsWith(`${href}/`) }));
  return <Tabs label={w.label} tabs={tabs} />;
}

const ES = {
  label: "Secciones de la configuración",
  profile: "Perfil",
  security: "Seguridad",
  notifications: "Avisos",
  organization: "Organización",
  sso: "Inicio de sesión único",
  apiKeys: "Claves de API",
  webhooks: "Webhooks",
};

const EN: typeof ES = {
  label: "Sections of the settings",
  profile: "Profile",
  security: "Security",
  notifications: "Notifications",
  organization: "Organization",
  sso: "Single sign-on",
  apiKeys: "API keys",
  webhooks: "Webhooks",
};
