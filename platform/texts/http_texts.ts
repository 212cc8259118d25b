import { type TextMessenger, TextRefused } from "#domain/ports.ts";

export interface TextApiOptions {
  /** Where messages are posted to. */
  url: string;
  token: string;
}

const TIMEOUT_MS = 15_000;
/** Busy, too soon, or not yet: the same message may be taken later. */
const FOR_NOW: ReadonlySet<number> = new Set([401, 403, 404, 408, 409, 425, 429]);

/**
 * Text messages over a provider's HTTPS API, or a small gateway of the operator's before it: `POST` of `{to, text, id}`
 * with a bearer token, and any 2xx for a message that was taken. `Idempotency-Key` is that of the message.
 */
export function openHttpTexts({ url, token }: TextApiOptions): TextMessenger {
  return {
    async send({ to, text, id, signal }) {
      const timeout = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(url, {
        method: "POST",
        redirect: "error",
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          "idempotency-key": id,
        },
        body: JSON.stringify({ to, text, id }),
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      // What it says beyond the status may name the person.
      await response.body?.cancel();
      if (response.ok) return;
      const problem = `The text message provider answered ${response.status}`;
      const isForGood = response.status >= 400 && response.status < 500 && !FOR_NOW.has(response.status);
      throw isForGood ? new TextRefused(problem) : new Error(problem);
    },
  };
}
