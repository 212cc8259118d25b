/**
 * Stands between LEXIA and Redis, so that a Redis that hangs or is gone costs little: each command ends in time, and
 * after a failure the next ones are refused at once until a single probe has got through.
 */
import { errors, type UpstashRequest, type UpstashResponse } from "@upstash/redis";
import { StoreUnavailable } from "#domain/ports.ts";

/** Why a command got no answer; `paused` means that it was not sent, since one before it had failed. */
export type Refusal = "timeout" | "connection" | "paused";

export interface GuardOptions {
  /** How long a command may take; 200 where not given. */
  timeoutMilliseconds?: number;
  /** How long commands are refused after a failure; 1,000 where not given. */
  pauseMilliseconds?: number;
  onUnavailable?: (why: Refusal, detail: string) => void;
  /** Called when an answer comes after a failure. */
  onAvailable?: () => void;
  /** A monotonic clock in milliseconds. */
  now?: () => number;
}

type Send = <T>(request: UpstashRequest) => Promise<UpstashResponse<T>>;
type Middleware = <T>(request: UpstashRequest, next: Send) => Promise<UpstashResponse<T>>;

/**
 * A middleware for `redis.use`. Throws `StoreUnavailable` where Redis cannot be reached or cannot work; an error of
 * the command itself passes as `UpstashError`, without the arguments that the HTTP client appends to it.
 */
export function guard(options: GuardOptions): Middleware {
  const { timeoutMilliseconds = 200, pauseMilliseconds = 1_000, now = () => performance.now() } = options;
  let pausedUntil: number | undefined;
  let isProbing = false;

  function refuse(why: Refusal, detail: string, cause?: unknown): never {
    options.onUnavailable?.(why, detail);
    throw new StoreUnavailable(`Cannot reach the shared store: ${detail}`, { cause });
  }

  function fail(why: Refusal, detail: string, cause?: unknown): never {
    pausedUntil = now() + pauseMilliseconds;
    refuse(why, detail, cause);
  }

  function succeed(): void {
    if (pausedUntil === undefined) return;
    pausedUntil = undefined;
    options.onAvailable?.();
  }

  return async <T>(request: UpstashRequest, next: Send): Promise<UpstashResponse<T>> => {
    const isProbe = pausedUntil !== undefined;
    if (pausedUntil !== undefined && (isProbing || now() < pausedUntil)) {
      refuse("paused", "it failed just now");
    }
    if (isProbe) isProbing = true;

    try {
      const outcome = await settle(next<T>(request), timeoutMilliseconds);
      if (outcome.kind === "timeout") fail("timeout", `no answer within ${timeoutMilliseconds} ms`);
      const broken = outcome.kind === "error" ? outageOf(outcome.error) : outageIn(outcome.response);
      if (broken !== undefined) {
        fail("connection", broken, outcome.kind === "error" ? outcome.error : undefined);
      }

      succeed();
      if (outcome.kind === "error") throw withoutArguments(outcome.error);
      return outcome.response;
    } finally {
      if (isProbe) isProbing = false;
    }
  };
}

type Outcome<T> =
  | { kind: "answer"; response: UpstashResponse<T> }
  | { kind: "error"; error: unknown }
  | { kind: "timeout" };

function settle<T>(answer: Promise<UpstashResponse<T>>, timeoutMilliseconds: number): Promise<Outcome<T>> {
  return new Promise((resolve) => {
    // In two steps: where our own process was stalled, the answer that waits in the socket is read before giving up.
    let timer = setTimeout(() => {
      timer = setTimeout(() => resolve({ kind: "timeout" }), LAST_CALL_MILLISECONDS);
    }, timeoutMilliseconds - LAST_CALL_MILLISECONDS);

    answer
      .then((response) => resolve({ kind: "answer", response }), (error) => resolve({ kind: "error", error }))
      .finally(() => clearTimeout(timer));
  });
}

const LAST_CALL_MILLISECONDS = 10;

/** Redis is there, but in a state in which no command of ours can work. */
const OUT_OF_ORDER =
  /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|MISCONF|OOM|NOAUTH|WRONGPASS|NOPERM|NOREPLICAS|BUSY|TRYAGAIN|ERR max)\b/;

/** What Redis says of a command starts with a code in capitals; anything else comes from what lies between. */
const COMMAND_ERROR = /^[A-Z]{3,}\b/;

function outageOf(error: unknown): string | undefined {
  if (!(error instanceof errors.UpstashError)) {
    return error instanceof Error ? error.message : "unknown failure";
  }
  if (error instanceof errors.UpstashJSONParseError) return "the answer is not JSON";
  return outageNamed(error.message);
}

/** Pipelines answer with one response per command, each of which may hold an error. */
function outageIn(response: UpstashResponse<unknown> | UpstashResponse<unknown>[]): string | undefined {
  const first = [response].flat().find(({ error }) =>
    error !== undefined && outageNamed(error) !== undefined
  );
  return first?.error === undefined ? undefined : outageNamed(first.error);
}

function outageNamed(message: string): string | undefined {
  if (COMMAND_ERROR.test(message) && !OUT_OF_ORDER.test(message)) return undefined;
  return reason(message);
}

function withoutArguments(error: unknown): unknown {
  return error instanceof Error ? new errors.UpstashError(reason(error.message)) : error;
}

/** The HTTP client appends the whole command to the message; its values do not belong into logs. */
function reason(message: string): string {
  return message.split(", command was: ", 1)[0] ?? message;
}
