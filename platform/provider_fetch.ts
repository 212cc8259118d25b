import type { ProviderFetch } from "#domain/ports.ts";

const TIMEOUT_MS = 5_000;
/** Many times what a discovery document or a set of keys takes. */
const MAX_BYTES = 512 * 1024;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
/** Statuses whose answers have no body (Fetch, section 2.2.3). */
const WITHOUT_BODY = new Set([101, 103, 204, 205, 304]);

/**
 * Requests to identity providers. Their addresses come from organizations' administrators, and may well be within a
 * company's own network; so nothing but HTTPS is spoken, a redirect is never followed, and what comes back is read to
 * a limit. `allowHttp` lets providers on this very machine do without TLS.
 */
export function openProviderFetch(
  options: { allowHttp: boolean; ca: string | null },
): ProviderFetch & { close(): void } {
  const client = options.ca === null ? undefined : Deno.createHttpClient({ caCerts: [options.ca] });
  const providerFetch: ProviderFetch = async (url, { method, headers, body, signal }) => {
    if (!isAllowed(new URL(url), options.allowHttp)) {
      throw new Error("Cannot ask the identity provider: its address does not begin with https://");
    }
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url, {
      method,
      headers,
      // Every kind of body that the port takes is one of fetch's.
      body: body as BodyInit | null | undefined,
      client,
      redirect: "manual",
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    return await bounded(response);
  };
  return Object.assign(providerFetch, { close: () => client?.close() });
}

function isAllowed({ protocol, hostname }: URL, allowHttp: boolean): boolean {
  return protocol === "https:" || (protocol === "http:" && allowHttp && LOOPBACK.test(hostname));
}

/** The same answer, read whole. @throws {Error} where it is larger than any that is expected. */
async function bounded(response: Response): Promise<Response> {
  const { status, statusText, headers } = response;
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    // Leaving the loop cancels the rest.
    if (length > MAX_BYTES) throw new Error(`The identity provider answers more than ${MAX_BYTES} bytes`);
    parts.push(part);
  }
  const kept = new Headers(headers);
  // What was compressed is not any more.
  kept.delete("content-encoding");
  kept.delete("content-length");
  return new Response(WITHOUT_BODY.has(status) ? null : new Blob(parts as BlobPart[]), {
    status,
    statusText,
    headers: kept,
  });
}
