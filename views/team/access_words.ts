/** What roles and permissions let somebody do, in both languages. */
import type { Locale } from "../ui/reader.ts";

interface RoleWords {
  name: string;
  /** After "as". */
  as: string;
  text: string;
}

export interface AccessWords {
  roles: Readonly<Record<string, RoleWords>>;
  permissions: Readonly<Record<string, string>>;
  groups: Readonly<Record<PermissionGroup, string>>;
}

export type PermissionGroup = "people" | "cases" | "organization";

/** In the order in which they are shown. */
export const PERMISSION_GROUPS: readonly (readonly [PermissionGroup, readonly string[]])[] = [
  ["people", ["read_users", "create_users", "update_users", "delete_users"]],
  ["cases", [
    "read_own_solicitudes",
    "read_all_solicitudes",
    "create_solicitudes",
    "update_solicitudes",
    "delete_solicitudes",
    "bulk_operations",
  ]],
  ["organization", [
    "view_org_analytics",
    "update_org_settings",
    "manage_billing",
    "api_access",
    "webhook_management",
  ]],
];

const ES: AccessWords = {
  roles: {
    super_admin: {
      name: "Operador de la plataforma",
      as: "operador de la plataforma",
      text: "Opera LEXIA para todas las organizaciones. Este rol no se asigna aquí.",
    },
    org_admin: {
      name: "Administrador",
      as: "administrador de la organización",
      text: "Administra personas, acceso, plan e integraciones, y ve todas las solicitudes.",
    },
    manager: {
      name: "Coordinador",
      as: "coordinador",
      text: "Ve y sigue todos los procesos, carga radicados por lotes y consulta las estadísticas.",
    },
    user: {
      name: "Usuario",
      as: "usuario",
      text: "Sigue procesos por su cuenta: crea, cambia y consulta sus propias solicitudes.",
    },
    viewer: {
      name: "Lector",
      as: "lector",
      text: "Consulta lo suyo, sin cambiar nada. Para clientes y auditores.",
    },
  },
  permissions: {
    create_users: "Agregar e invitar personas",
    read_users: "Ver las personas",
    update_users: "Cambiar personas y roles",
    delete_users: "Retirar personas",
    create_solicitudes: "Seguir radicados",
    read_own_solicitudes: "Ver las solicitudes propias",
    read_all_solicitudes: "Ver todas las solicitudes",
    update_solicitudes: "Cambiar solicitudes",
    delete_solicitudes: "Eliminar solicitudes",
    update_org_settings: "Administrar la organización",
    view_org_analytics: "Ver estadísticas",
    manage_billing: "Administrar el plan",
    bulk_operations: "Cargar radicados por lotes",
    api_access: "Administrar claves de API",
    webhook_management: "Administrar webhooks",
  },
  groups: { people: "Personas", cases: "Procesos", organization: "Organización" },
};

const EN: AccessWords = {
  roles: {
    super_admin: {
      name: "Platform operator",
      as: "platform operator",
      text: "Operates LEXIA for all organizations. This role is not given here.",
    },
    org_admin: {
      name: "Administrator",
      as: "administrator of the organization",
      text: "Administers people, access, plan and integrations, and sees all solicitudes.",
    },
    manager: {
      name: "Manager",
      as: "manager",
      text: "Sees and follows all cases, uploads radicados in bulk and reads the figures.",
    },
    user: {
      name: "User",
      as: "user",
      text: "Follows cases of their own: makes, changes and reads their own solicitudes.",
    },
    viewer: {
      name: "Viewer",
      as: "viewer",
      text: "Reads what is theirs and changes nothing. For clients and auditors.",
    },
  },
  permissions: {
    create_users: "Add and invite people",
    read_users: "See people",
    update_users: "Change people and roles",
    delete_users: "Remove people",
    create_solicitudes: "Follow radicados",
    read_own_solicitudes: "See their own solicitudes",
    read_all_solicitudes: "See all solicitudes",
    update_solicitudes: "Change solicitudes",
    delete_solicitudes: "Delete solicitudes",
    update_org_settings: "Administer the organization",
    view_org_analytics: "See figures",
    manage_billing: "Administer the plan",
    bulk_operations: "Upload radicados in bulk",
    api_access: "Administer API keys",
    webhook_management: "Administer webhooks",
  },
  groups: { people: "People", cases: "Cases", organization: "Organization" },
};

export function accessWords(locale: Locale): AccessWords {
  return locale === "en" ? EN : ES;
}

/** What somebody with that permission may do; its code where it has no words. */
export function permissionWords(permission: string, locale: Locale = "es"): string {
  return accessWords(locale).permissions[permission] ?? permission;
}

/** What the role is called; its code where it has no words. */
export function roleName(role: string, locale: Locale): string {
  return accessWords(locale).roles[role]?.name ?? role;
}
