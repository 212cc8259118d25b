/** Puts an answer on the wire, whole or spoilt. */
import type { Answer } from "./answer.ts";
import type { GarbageVariant } from "./faults.ts";

export const CORS = { "access-control-allow-origin": "*" };

export function whole({ status, body, contentType }: Answer): Response {
  const isPage = contentType?.startsWith("text/html") ?? false;
  return new Response(textOf(body), {
    status,
    headers: {
      "content-type": contentType ?? JSON_TYPE,
      server: "Microsoft-IIS/10.0",
      ...(isPage ? {} : CORS),
    },
  });
}

/** Promises the whole body and sends its first half, which makes the server break the connection. */
export function cutShort({ status, body }: Answer): Response {
  const promised = new TextEncoder().encode(textOf(body) + " ");
  const sent = new Blob([promised.slice(0, Math.floor(promised.length / 2))]).stream();
  const headers = { "content-type": JSON_TYPE, "content-length": String(promised.length), ...CORS };
  return new Response(sent, { status, headers });
}

export function garbled({ body }: Answer, variant: GarbageVariant): Response {
  return new Response(GARBLE[variant](body), { headers: { "content-type": JSON_TYPE, ...CORS } });
}

const JSON_TYPE = "application/json; charset=utf-8";

const GARBLE: Record<GarbageVariant, (body: unknown) => string> = {
  text: () => "El servicio se encuentra en mantenimiento programado.",
  truncated: (body) => firstHalf(textOf(body)),
  other_shape: () => JSON.stringify({ exitoso: true, datos: { elementos: [], total: 0 } }),
  wrong_types: (body) =>
    JSON.stringify(body, (_, value) => typeof value === "number" ? [String(value)] : value),
  empty: () => "",
};

function textOf(body: unknown): string {
  return typeof body === "string" ? body : JSON.stringify(body);
}

function firstHalf(text: string): string {
  return text.slice(0, Math.ceil(text.length / 2));
}
