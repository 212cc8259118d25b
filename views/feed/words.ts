import type { Locale } from "../ui/reader.ts";

const ES = {
  title: "Avisos recibidos",
  lead: "Lo que LEXIA le ha dicho, lo más reciente primero.",
  preferences: "Elegir qué se avisa",
  unread: (count: number) => count === 0 ? "Nada sin leer" : `${count} sin leer`,
  isUnread: "Sin leer",
  read: "Marcar como leído",
  readAll: "Marcar todos como leídos",
  all: "Ver todos los avisos",
  emptyTitle: "Todavía no hay avisos",
  emptyAdvice: "Aquí queda cada aviso sobre sus procesos, además de los que recibe por correo.",
};

const EN: typeof ES = {
  title: "Notices received",
  lead: "What LEXIA has told you, the latest first.",
  preferences: "Choose what you are told",
  unread: (count) => count === 0 ? "Nothing unread" : `${count} unread`,
  isUnread: "Unread",
  read: "Mark as read",
  readAll: "Mark all as read",
  all: "See all notices",
  emptyTitle: "No notices yet",
  emptyAdvice: "Each notice on your cases is kept here, beside those that you get by mail.",
};

export function feedWords(locale: Locale): typeof ES {
  return locale === "en" ? EN : ES;
}
