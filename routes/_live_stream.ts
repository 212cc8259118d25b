import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import { sessionEnd } from "#domain/identity/session_end.ts";
import type { Clock } from "#domain/ports.ts";
import type { LexiaContext } from "./_env.ts";

/** Below the idle time-outs of common proxies. */
const KEEP_ALIVE_MS = 15_000;
/** Then the client connects again and goes on where it was. */
const LONGEST_MS = 10 * 60_000;

/**
 * Answers with server-sent events for as long as there are some: until `tell` comes back, the client leaves, the caller's
 * session ends, the process stops, or the stream is at its longest age. While nothing happens a comment says that it lives.
 */
export function liveStream(
  c: LexiaContext,
  tell: (stream: SSEStreamingApi, signal: AbortSignal) => Promise<void>,
): Response {
  const { ctx, deps } = c.var;
  // Proxies must pass each event on as it comes.
  c.header("X-Accel-Buffering", "no");
  return streamSSE(c, async (stream) => {
    const ended = new AbortController();
    const end = () => ended.abort();
    stream.onAbort(end);
    const signal = AbortSignal.any([ended.signal, deps.stopping]);
    void sessionEnd(deps.identity, ctx, signal).then(end);
    void ctx.clock.sleep(LONGEST_MS, signal).then(end, () => {});
    void keepAlive(stream, ctx.clock, signal);
    try {
      await tell(stream, signal);
    } finally {
      end();
    }
  });
}

async function keepAlive(stream: SSEStreamingApi, clock: Clock, signal: AbortSignal): Promise<void> {
  while (await clock.sleep(KEEP_ALIVE_MS, signal).then(() => !signal.aborted, () => false)) {
    await stream.write(": still here\n\n");
  }
}
