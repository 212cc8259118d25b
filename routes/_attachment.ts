import type { TypedResponse } from "hono";
import type { LexiaContext } from "./_env.ts";

/**
 * A file that is made while it is sent, as fast as the client takes it. Where the making fails, the connection breaks
 * off, so that nobody takes a part for the whole. `Body` is what the pieces make together.
 */
export function attachment<Body>(
  c: LexiaContext,
  pieces: AsyncGenerator<string>,
  file: { type: string; name: string },
): Response & TypedResponse<Body, 200, "json"> {
  const stream = ReadableStream.from(telling(c, pieces)).pipeThrough(new TextEncoderStream());
  const answer: Response = c.body(stream, 200, {
    "Content-Type": file.type,
    "Content-Disposition": `attachment; filename="${file.name}"`,
    "Cache-Control": "no-store",
    // Proxies must pass it on as it comes.
    "X-Accel-Buffering": "no",
  });
  // What a stream holds the compiler cannot see: the verbs that make the pieces say it, and the tests read it.
  return answer as Response & TypedResponse<Body, 200, "json">;
}

async function* telling(c: LexiaContext, pieces: AsyncGenerator<string>): AsyncGenerator<string> {
  try {
    yield* pieces;
  } catch (error) {
    c.var.deps.services.log.warn("An answer broke off", { request_id: c.var.requestId, error });
    throw error;
  }
}
