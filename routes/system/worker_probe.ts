import { SECURITY_HEADERS } from "../_middleware/security_headers.ts";
import { mayScrape } from "./_may_scrape.ts";

interface ProbeDeps {
  metrics: { isEnabled: boolean; token: string | null };
  render(): Promise<{ body: string; contentType: string }>;
}

/** All that a worker answers: that it lives, and its own metrics under the same rules as those of a server. */
export function workerProbe({ metrics, render }: ProbeDeps) {
  return async (
    { url, method, headers }: Request,
    { remoteAddr }: Deno.ServeHandlerInfo<Deno.NetAddr>,
  ): Promise<Response> => {
    // The Host header may be one that no URL can hold.
    const path = URL.canParse(url) ? new URL(url).pathname : "";
    if (method !== "GET") return answer(405);
    if (path === "/health") return answer(200, '{"status":"ok"}', "application/json");
    if (path !== "/metrics" || !metrics.isEnabled) return answer(404);
    const header = (name: string) => headers.get(name) ?? undefined;
    if (!mayScrape({ header, remoteAddress: remoteAddr.hostname }, metrics.token)) return answer(401);
    const { body, contentType } = await render();
    return answer(200, body, contentType);
  };
}

function answer(status: number, body: string | null = null, type?: string): Response {
  const headers = { ...SECURITY_HEADERS, "Cache-Control": "no-store" };
  return new Response(body, {
    status,
    headers: type === undefined ? headers : { ...headers, "Content-Type": type },
  });
}
