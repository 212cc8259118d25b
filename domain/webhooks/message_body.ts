/** What a delivery says: for programs what happened, for chat services a sentence that people read. */
import type { EventData, EventType } from "../events/event_types.ts";
import type { Locale } from "../mail/messages.ts";
import type { WebhookFormat } from "./webhook.ts";

/** With the test, which is about nothing that happened. */
export interface NoticeData extends EventData {
  "webhook.test": { webhook_id: string };
}

/** What a sentence names a search by. */
export interface NamedSearch {
  alias: string | null;
  /** Null for a radicado. */
  sought: { nombre: string; tipoPersona: "natural" | "juridica" } | null;
}

/** What a sentence is made of. `about`: null where it is about no watch. */
export type WebhookNotice = {
  [K in keyof NoticeData]: {
    type: K;
    locale: Locale;
    data: NoticeData[K];
    link: string;
    about: NamedSearch | null;
  };
}[keyof NoticeData];

/** The sentence, in the organization's language; `views/webhooks/` has the words. */
export type WebhookText = (notice: WebhookNotice) => string;

export const TEST_TYPE = "webhook.test";
export type MessageType = EventType | typeof TEST_TYPE;

/** For receivers that know Standard Webhooks. */
export interface StandardMessage {
  type: MessageType;
  occurredAt: Date;
  eventId: string;
  data: unknown;
}

/** The body, to the byte. */
export function messageBody(
  format: WebhookFormat,
  { type, occurredAt, eventId, data }: StandardMessage,
  say: () => string,
): string {
  if (format === "slack") return JSON.stringify({ text: say() });
  return JSON.stringify({ type, timestamp: occurredAt.toISOString(), event_id: eventId, data });
}
