/** The way to phones: a port of LEXIA's, as `domain/ports.ts` names it. `platform/texts/` implements it. */

/** A text message to one phone: by SMS or WhatsApp, as the operator's provider does it. */
export interface TextMessage {
  /** E.164, such as `+573001234567`. */
  to: string;
  text: string;
  /** The same each time the same message is sent. */
  id: string;
  signal?: AbortSignal;
}

/** The message will never be taken: there is no such number, or the provider refuses what is in it. */
export class TextRefused extends Error {
  override name = "TextRefused";
}

export interface TextMessenger {
  /** Hands a message over. @throws {TextRefused} for good; any other error: try again later. */
  send(message: TextMessage): Promise<void>;
}
