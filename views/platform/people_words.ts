import type { Locale } from "../ui/reader.ts";

const ES = {
  title: "Personas",
  lead: "Busque a una persona en todas las organizaciones. Cada búsqueda queda en el registro de auditoría.",
  impersonations: "Accesos de operadores",
  search: "Nombre o correo",
  of: (organization: string) => `Solo de ${organization}`,
  ofAll: "Buscar en todas",
  person: "Persona",
  organization: "Organización",
  role: "Rol",
  state: "Estado",
  seen: "Vista por última vez",
  active: "Activa",
  inactive: "Inactiva",
  closed: "Organización suspendida",
  never: "Nunca ha entrado",
  enter: "Entrar como",
  empty: "Nadie coincide",
  emptyAdvice: "Busque por una parte del nombre o del correo; quien fue retirado no aparece.",
};

const EN: typeof ES = {
  title: "People",
  lead: "Look for somebody in all organizations. Every search is kept in the audit log.",
  impersonations: "Operators' access",
  search: "Name or e-mail",
  of: (organization) => `Only of ${organization}`,
  ofAll: "Search in all",
  person: "Person",
  organization: "Organization",
  role: "Role",
  state: "State",
  seen: "Last seen",
  active: "Active",
  inactive: "Inactive",
  closed: "Organization suspended",
  never: "Has never come in",
  enter: "Enter as",
  empty: "Nobody matches",
  emptyAdvice: "Search by a part of the name or e-mail; whoever was removed is not shown.",
};

export function peopleWords(locale: Locale): typeof ES {
  return locale === "en" ? EN : ES;
}
