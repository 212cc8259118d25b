/** What notices say, as `domain/notifications/` has it: this room knows nothing of that one, so the shapes are said again. */
import type { NamedSearch } from "../webhooks/search_words.ts";
import type { TextSays } from "../webhooks/text.ts";

export interface NamedCase extends NamedSearch {
  solicitudId: string;
  radicado: string | null;
}

/** A case that a search shows. */
export interface HitLine {
  radicado: string;
  despacho: string | null;
  parties: string | null;
}

export interface NovedadLine {
  id: string;
  kind: NovedadKind;
  severity: "low" | "normal" | "high";
  despacho: string | null;
  act: string | null;
  note: string | null;
  filedOn: string | null;
  termEndsOn: string | null;
  isWithEstado: boolean;
}

export type NovedadKind =
  | "actuacion"
  | "actuacion_edited"
  | "actuacion_withdrawn"
  | "proceso_private"
  | "proceso_public"
  | "despacho_changed"
  | "ponente_changed"
  | "proceso_added";

export type EventType = Exclude<keyof TextSays, "webhook.test">;

export type Notice = {
  [K in EventType]: {
    eventId: string;
    type: K;
    data: TextSays[K];
    at: string;
    case: NamedCase | null;
    novedades: NovedadLine[];
    hits: HitLine[];
  };
}[EventType];

interface NoticeFrame {
  organization: string;
  name: string;
  casesLink: string;
  preferencesLink: string;
  unsubscribeLink: string;
}

export interface NoticeSays {
  notification: NoticeFrame & { notice: Notice };
  digest: NoticeFrame & {
    way: "daily" | "weekly";
    novedades: { case: NamedCase; lines: NovedadLine[] }[];
    verified: { case: NamedCase; times: number; at: string }[];
    failed: { case: NamedCase; at: string }[];
    held: { case: NamedCase; resumesAt: string }[];
    searches: Notice[];
    others: Notice[];
    more: number;
    agenda: { day: string; act: string; case: NamedCase }[];
  };
}
