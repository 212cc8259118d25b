/**
 * Upstash's REST interface in front of a real Redis, so that the edge home's HTTP client is tested as it is. After
 * Upstash's documentation of its REST API: a command, `/pipeline` and `/multi-exec` as JSON, answers in base64 on
 * demand, 400 for a refused command and 401 for a wrong token.
 */
import { errors, type UpstashResponse } from "@upstash/redis";
import { redisLink } from "#platform/server/redis.ts";
import { redisRequester } from "#platform/server/redis_requester.ts";

export interface UpstashFront extends AsyncDisposable {
  url: string;
  token: string;
  close(): Promise<void>;
}

export async function startUpstashFront(redisUrl: string, token = "test-token"): Promise<UpstashFront> {
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const link = redisLink({ url: redisUrl, log: silent });
  await link.firstConnection;
  const { request } = redisRequester(link.exchange);

  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (http) => {
    if (http.headers.get("authorization") !== `Bearer ${token}`) return problem(401, "Unauthorized");
    const [kind] = new URL(http.url).pathname.split("/").filter(Boolean);
    try {
      const body: unknown = await http.json();
      const answer: unknown = await request({ path: kind === undefined ? undefined : [kind], body });
      return Response.json(http.headers.get("upstash-encoding") === "base64" ? encoded(answer) : answer);
    } catch (error) {
      if (error instanceof errors.UpstashError) return problem(400, error.message);
      return new Response("<h1>502 Bad Gateway</h1>", { status: 502 });
    }
  });

  const close = async () => {
    link.close();
    await server.shutdown();
  };
  return { url: `http://127.0.0.1:${server.addr.port}`, token, close, [Symbol.asyncDispose]: close };
}

function problem(status: number, error: string): Response {
  return Response.json({ error }, { status });
}

function encoded(answer: unknown): unknown {
  return Array.isArray(answer) ? answer.map(encodedResponse) : encodedResponse(answer);
}

function encodedResponse(response: unknown): UpstashResponse<unknown> {
  // One response, as the requester gives it for each command.
  const { result, error } = response as UpstashResponse<unknown>;
  return error === undefined ? { result: result === "OK" ? "OK" : base64(result) } : { error };
}

function base64(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(base64);
  return typeof value === "string" ? new TextEncoder().encode(value).toBase64() : value;
}
