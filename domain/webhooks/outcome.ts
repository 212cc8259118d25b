import type { Services } from "../ctx.ts";
import { SealBroken, type Sealer } from "../identity/sealing.ts";
import { WebhookFailure, type WebhookProblem } from "../ports.ts";
import { openSecrets, type SealedSecrets, signedHeaders } from "./signing.ts";

/** Why an attempt was no success, or a delivery does not go on: the API's codes. */
export const REASONS = [
  "address_refused",
  "name_not_resolved",
  "unreachable",
  "timed_out",
  "certificate_untrusted",
  "tls_failed",
  "connection_lost",
  "answer_unreadable",
  "secret_unreadable",
  "redirected",
  "gone",
  "status",
  "endpoint_disabled",
  "endpoint_quiet",
  "daily_limit",
  "organization_suspended",
  "workers_lost",
] as const;
export type Reason = typeof REASONS[number];

export interface Outcome {
  startedAt: Date;
  durationMs: number;
  /** Null: there was no answer. */
  status: number | null;
  /** Null: it was a success. */
  reason: Reason | null;
  retryAfter: string | null;
  /** The beginning of the answer; null where there was none. */
  excerpt: string | null;
}

export interface MessageToSend extends SealedSecrets {
  id: string;
  url: string;
  body: string;
}

const EXCERPT_CHARACTERS = 1_024;

/** Sends once, and says what came of it. @throws the signal's reason */
export async function sendOnce(
  { webhooks, clock, log, metrics }: Pick<Services, "webhooks" | "clock" | "log" | "metrics">,
  sealer: Sealer,
  { id, url, body, ...sealed }: MessageToSend,
  signal?: AbortSignal,
): Promise<Outcome> {
  const at = clock.now();
  const startedAt = new Date(at);
  const begun = performance.now();
  try {
    const headers = await signedHeaders({ id, at, body }, await openSecrets(sealer, sealed, at));
    const answer = await webhooks.send({ url: new URL(url), headers, body, signal });
    const { status, retryAfter, durationMs } = answer;
    const reason = reasonOf(status);
    metrics.increment("webhooks_total", { result: reason ?? "delivered" });
    return { startedAt, durationMs, status, reason, retryAfter, excerpt: excerptOf(answer.text) };
  } catch (error) {
    const reason = problemOf(error);
    metrics.increment("webhooks_total", { result: reason });
    log.debug("Webhook not delivered", { message_id: id, reason, error });
    const durationMs = Math.round(performance.now() - begun);
    return { startedAt, durationMs, status: null, reason, retryAfter: null, excerpt: null };
  }
}

type Problem = WebhookProblem | "secret_unreadable";

function problemOf(error: unknown): Problem {
  if (error instanceof WebhookFailure) return error.problem;
  // Sealed with another SECRET_KEY: a new secret puts it right.
  if (error instanceof SealBroken) return "secret_unreadable";
  throw error;
}

function reasonOf(status: number): Reason | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return "redirected";
  return status === 410 ? "gone" : "status";
}

/** PostgreSQL takes no NUL, nor half of a pair. */
function excerptOf(text: string): string {
  const shown = text.slice(0, EXCERPT_CHARACTERS * 2).replaceAll("\0", "\u{fffd}");
  const bytes = new TextEncoder().encode(shown).subarray(0, EXCERPT_CHARACTERS);
  return new TextDecoder().decode(bytes, { stream: true });
}

const SENTENCES: Readonly<Record<Problem, string>> = {
  address_refused: "Nothing was sent: the address is not on the public internet",
  name_not_resolved: "Nothing was sent: the host name is not known",
  unreachable: "Nothing was sent: nobody listens at that address",
  timed_out: "The receiver did not answer within 15 seconds",
  certificate_untrusted:
    "Nothing was sent: the receiver's certificate is not one of that name that can be trusted",
  tls_failed: "Nothing was sent: the receiver does not speak TLS 1.2 or later",
  connection_lost: "The connection was lost before the answer was complete",
  answer_unreadable: "The receiver answered something that is not HTTP",
  secret_unreadable: "Nothing was sent: the secret can no longer be opened, so rotate it",
};

/** What came back, in a sentence. */
export function sayOutcome({ status, reason }: Outcome): string {
  if (reason === null) return `The receiver took the message: it answered ${status}`;
  if (reason === "redirected") {
    return `The receiver answered ${status}, a redirect: LEXIA follows none, so give the address it leads to`;
  }
  if (reason === "gone") return "The receiver answered 410: it wants no more messages";
  if (status !== null) return `The receiver answered ${status}: only 200 to 299 count as taken`;
  return Object.hasOwn(SENTENCES, reason) ? SENTENCES[reason as Problem] : "Nothing was sent";
}
