import type { EventData, EventType } from "./event_types.ts";

/** The page that an event leads to, as a path of the organization's host: of a search by name, what it shows. */
export function eventPage(
  watch: { id: string; isSearch: boolean } | null,
  data: EventData[EventType],
): string {
  if (watch === null) return "/solicitudes";
  const page = `/solicitudes/${watch.id}`;
  if (!watch.isSearch) return page;
  const hasNew = "hits" in data && data.hits !== undefined && data.hits.new > 0;
  return hasNew ? `${page}?show=new#hits` : `${page}#hits`;
}
