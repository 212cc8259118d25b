/** What each permission lets somebody do. */
const WORDS: Readonly<Record<string, string>> = {
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
};

export function permissionWords(permission: string): string {
  return WORDS[permission] ?? permission;
}
