import { WebhookFailure, type WebhookSender } from "#domain/ports.ts";
import { findDestination } from "./address_wall.ts";
import { failureOf } from "./failures.ts";
import { addressLookup } from "./name_lookup.ts";
import { postPinned } from "./pinned_request.ts";

export interface WebhookSenderOptions {
  /** Names, addresses and ranges that may be inner ones, and do without TLS. */
  allowHosts: readonly string[];
  /** More authorities to trust, in PEM. */
  ca: string | null;
  /** Null: names are looked up as the system does. */
  dnsServer: { host: string; port: number } | null;
  /** From the name's look-up to the answer's last byte. */
  timeoutMs?: number;
}

const TIMEOUT_MS = 15_000;
/** Whoever registers an address waits for it. */
const CHECK_MS = 3_000;
const USER_AGENT = "LEXIA/0.1 (webhooks)";

export function openWebhookSender(
  { allowHosts, ca, dnsServer, timeoutMs }: WebhookSenderOptions,
): WebhookSender {
  const lookUp = addressLookup(dnsServer);
  const wallWith = (signal: AbortSignal) => ({
    allowed: allowHosts,
    lookUp: (name: string) => lookUp(name, signal),
  });
  return {
    async check(url) {
      await findDestination(url, wallWith(AbortSignal.timeout(CHECK_MS)));
    },
    async send({ url, headers, body, signal }) {
      const startedAt = performance.now();
      const late = AbortSignal.timeout(timeoutMs ?? TIMEOUT_MS);
      const ending = signal ? AbortSignal.any([late, signal]) : late;
      try {
        const destination = await findDestination(url, wallWith(ending));
        const answer = await postPinned({
          url,
          destination,
          headers: { "user-agent": USER_AGENT, ...headers },
          body,
          ca,
          signal: ending,
        });
        return { ...answer, durationMs: Math.round(performance.now() - startedAt) };
      } catch (error) {
        if (signal?.aborted) throw signal.reason;
        throw late.aborted ? new WebhookFailure("timed_out", { cause: error }) : failureOf(error);
      }
    },
  };
}
