/** Where the pages lead to, host by host, for who may go there. */
import type { Frame } from "./frame.ts";
import type { FrameWords } from "./frame_words.ts";
import type { IconName } from "./icons.ts";

export interface Place {
  path: string;
  icon: IconName;
  label: string;
  /** Also current while one of these is shown. */
  alsoAt?: readonly string[];
}

interface Sight {
  host: "tenant" | "admin" | "root" | "api";
  permissions: readonly string[];
}

interface Entry {
  path: string;
  icon: IconName;
  label: keyof FrameWords["places"];
  /** Any of these; without it everybody goes there. */
  needs?: readonly string[];
  alsoAt?: readonly string[];
}

const TENANT: readonly Entry[] = [
  { path: "/dashboard", icon: "layout-dashboard", label: "dashboard" },
  { path: "/solicitudes", icon: "folder-open", label: "solicitudes" },
  { path: "/novedades", icon: "inbox", label: "novedades" },
  { path: "/reports", icon: "file-text", label: "reports", alsoAt: ["/exports"] },
  { path: "/analytics", icon: "chart-column", label: "analytics", needs: ["view_org_analytics"] },
  { path: "/team", icon: "users", label: "team", needs: ["read_users"] },
  { path: "/audit", icon: "shield-check", label: "audit", needs: ["update_org_settings"] },
  { path: "/usage", icon: "credit-card", label: "usage", alsoAt: ["/billing"] },
  {
    path: "/settings",
    icon: "settings",
    label: "settings",
    alsoAt: ["/security", "/notifications", "/organization", "/sso", "/api-keys", "/webhooks", "/legal"],
  },
  { path: "/help", icon: "circle-question-mark", label: "help" },
];

const ADMIN: readonly Entry[] = [
  { path: "/overview", icon: "layout-dashboard", label: "overview" },
  { path: "/organizations", icon: "building-2", label: "organizations", alsoAt: ["/plan-requests"] },
  { path: "/people", icon: "users", label: "people", alsoAt: ["/impersonations"] },
  { path: "/queue", icon: "layers", label: "queue" },
  { path: "/portal", icon: "landmark", label: "portal", alsoAt: ["/calendar"] },
  { path: "/instances", icon: "server", label: "instances" },
  { path: "/errors", icon: "triangle-alert", label: "errors" },
  { path: "/audit", icon: "shield-check", label: "audit" },
];

/** In the order of the menu; none on hosts where nobody signs in. */
export function placesFor({ host, permissions }: Sight, words: FrameWords): Place[] {
  const entries = host === "admin" ? ADMIN : host === "tenant" ? TENANT : [];
  return entries
    .filter(({ needs }) => !needs || needs.some((permission) => permissions.includes(permission)))
    .map(({ path, icon, label, alsoAt }) => ({ path, icon, label: words.places[label], alsoAt }));
}

/** Whoever has the same is led to the same places, in the same words. */
export function sightOf({ host, person, reader }: Frame): string {
  return `${host} ${reader.locale} ${person?.permissions.join()}`;
}

/** What `aria-current` says of a link to that place while `here` is shown. */
export function currentAt({ path, alsoAt = [] }: Place, here: string): "page" | "true" | undefined {
  if (here === path) return "page";
  return [path, ...alsoAt].some((at) => here === at || here.startsWith(`${at}/`)) ? "true" : undefined;
}
