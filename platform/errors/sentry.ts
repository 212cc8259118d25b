/**
 * Tells Sentry of errors, by the envelope that its SDKs send. Never in the way of anybody: what does not fit into a
 * short queue is dropped and counted, and nothing waits for the far end but the queue itself.
 */
import type { Metrics } from "#domain/ports.ts";
import { eventOf, type SentryEvent, type SentryProject } from "./sentry_event.ts";

export interface ErrorReports {
  /** Takes a line of the log that tells of an error. Never throws, never waits. */
  report(line: string): void;
  /** Waits for what is on its way, but not for longer than that. */
  flush(milliseconds: number): Promise<void>;
}

export interface SentryOptions extends SentryProject {
  dsn: URL;
  metrics: Metrics;
  timeoutMs?: number;
}

const MOST_WAITING = 50;
const TIMEOUT_MS = 5_000;
const LONGEST_SILENCE_SECONDS = 3_600;

export function openSentry(
  { dsn, metrics, timeoutMs = TIMEOUT_MS, ...project }: SentryOptions,
): ErrorReports {
  const { url, headers } = endpointOf(dsn, project.release);
  const waiting: SentryEvent[] = [];
  let sending: Promise<void> | undefined;
  let silentUntil = 0;

  async function send(event: SentryEvent): Promise<"sent" | "failed"> {
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      const body = envelopeOf(event);
      const response = await fetch(url, { method: "POST", headers, body, signal, redirect: "manual" });
      await response.body?.cancel();
      if (response.status === 429) silentUntil = Date.now() + silenceOf(response) * 1_000;
      return response.ok ? "sent" : "failed";
    } catch {
      return "failed";
    }
  }

  async function sendAll(): Promise<void> {
    for (let event = waiting[0]; event; event = waiting[0]) {
      const result = Date.now() < silentUntil ? "dropped" : await send(event);
      metrics.increment("error_reports_total", { result });
      waiting.shift();
    }
  }

  return {
    report(line) {
      if (waiting.length >= MOST_WAITING || Date.now() < silentUntil) {
        metrics.increment("error_reports_total", { result: "dropped" });
        return;
      }
      try {
        waiting.push(eventOf(line, project));
        sending ??= sendAll().finally(() => sending = undefined);
      } catch {
        metrics.increment("error_reports_total", { result: "failed" });
      }
    },
    async flush(milliseconds) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      await Promise.race([sending, new Promise((resolve) => timer = setTimeout(resolve, milliseconds))]);
      clearTimeout(timer);
    },
  };
}

/** A DSN is `scheme://key@host[/path]/project`. */
function endpointOf(dsn: URL, release: string): { url: string; headers: Record<string, string> } {
  const [, path = "", id = ""] = /^(.*\/)(\d+)$/.exec(dsn.pathname) ?? [];
  const says = ["sentry_version=7", `sentry_client=lexia/${release}`, `sentry_key=${dsn.username}`];
  return {
    url: `${dsn.protocol}//${dsn.host}${path}api/${id}/envelope/`,
    headers: {
      "Content-Type": "application/x-sentry-envelope",
      "X-Sentry-Auth": `Sentry ${says.join(", ")}`,
      "User-Agent": `lexia/${release}`,
    },
  };
}

function envelopeOf(event: SentryEvent): string {
  const head = { event_id: event.event_id, sent_at: new Date().toISOString() };
  return [head, { type: "event" }, event].map((part) => `${JSON.stringify(part)}\n`).join("");
}

/** In seconds: a minute where the answer does not say. */
function silenceOf(response: Response): number {
  const seconds = Number(response.headers.get("retry-after") ?? "60");
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), LONGEST_SILENCE_SECONDS) : 60;
}
