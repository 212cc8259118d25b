/** The way to receivers: a port of LEXIA's, as `domain/ports.ts` names it. `platform/webhooks/` implements it. */

/** What speaks against an address itself. */
export type AddressFault = "scheme" | "credentials" | "port" | "host" | "address_inner";

export type WebhookProblem =
  | "address_refused"
  | "name_not_resolved"
  | "unreachable"
  | "timed_out"
  | "certificate_untrusted"
  | "tls_failed"
  | "connection_lost"
  | "answer_unreadable";

/** Why there was no answer. The cause is for the log of operators, not for the organization. */
export class WebhookFailure extends Error {
  override name = "WebhookFailure";
  /** Set where the address was refused. */
  readonly fault: AddressFault | null;
  constructor(readonly problem: WebhookProblem, options: ErrorOptions & { fault?: AddressFault } = {}) {
    super(`The webhook could not be sent: ${problem}`, options);
    this.fault = options.fault ?? null;
  }
}

export interface WebhookAnswer {
  status: number;
  /** The header as it came. */
  retryAfter: string | null;
  /** Up to 64 KiB of the body, whatever its bytes say as UTF-8. */
  text: string;
  durationMs: number;
}

/**
 * Sends to addresses that organizations choose: to public ones alone, or such as the operator has named, whatever a name
 * means at that moment. Over TLS with certificates verified, no redirect followed, all within 15 seconds.
 */
export interface WebhookSender {
  /**
   * Whether something may ever be sent there.
   * @throws {WebhookFailure} `address_refused`; any other problem says that nobody can tell yet.
   */
  check(url: URL): Promise<void>;
  /** Posts once. @throws {WebhookFailure}, or the signal's reason. */
  send(request: {
    url: URL;
    headers: Readonly<Record<string, string>>;
    body: string;
    signal?: AbortSignal;
  }): Promise<WebhookAnswer>;
}
