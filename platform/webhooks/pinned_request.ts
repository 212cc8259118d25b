/**
 * One POST to an address that has been checked. The socket goes to that very address, so no name can mean another machine
 * a moment later; certificate and Host are still those of the name. No redirect is followed, and no connection is kept.
 */
import { type IncomingMessage, request as requestPlain, type RequestOptions } from "node:http";
import { request as requestSecure } from "node:https";
import { getCACertificates } from "node:tls";
import { type WebhookAnswer, WebhookFailure } from "#domain/ports.ts";
import type { Destination } from "./address_wall.ts";
import { failureOf } from "./failures.ts";

export interface PinnedRequest {
  url: URL;
  destination: Destination;
  headers: Readonly<Record<string, string>>;
  body: string;
  ca: string | null;
  /** Ends it at any moment, the answer's last byte included. */
  signal: AbortSignal;
}

const MAX_HEAD_BYTES = 16 * 1024;
const MAX_BODY_BYTES = 64 * 1024;

/** @throws {WebhookFailure}, or the signal's reason */
export async function postPinned(
  { url, destination, headers, body, ca, signal }: PinnedRequest,
): Promise<Omit<WebhookAnswer, "durationMs">> {
  const bytes = new TextEncoder().encode(body);
  const isSecure = url.protocol === "https:";
  const options: RequestOptions = {
    agent: false,
    method: "POST",
    host: destination.address,
    port: url.port === "" ? (isSecure ? 443 : 80) : Number(url.port),
    path: `${url.pathname}${url.search}`,
    headers: { ...headers, host: url.host, "content-length": bytes.length, connection: "close" },
    maxHeaderSize: MAX_HEAD_BYTES,
  };
  const request = isSecure
    ? requestSecure({
      ...options,
      // Without a name the certificate is held against the address.
      ...(destination.name === null ? {} : { servername: destination.name }),
      ...(ca === null ? {} : { ca: [...getCACertificates("default"), ca] }),
      minVersion: "TLSv1.2",
      rejectUnauthorized: true,
    })
    : requestPlain(options);
  const { promise, resolve, reject } = Promise.withResolvers<Omit<WebhookAnswer, "durationMs">>();
  const onAbort = () => {
    reject(signal.reason);
    request.destroy();
  };
  request.on("error", (error) => reject(failureOf(error)));
  request.on("response", (response) => {
    readTo(MAX_BODY_BYTES, response).then((answered) => {
      resolve(answered);
      request.destroy();
    }, (error) => {
      reject(failureOf(error));
      request.destroy();
    });
  });
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  request.end(bytes);
  try {
    return await promise;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** What is beyond the limit is not read: who sends more has been understood all the same. */
async function readTo(
  limit: number,
  response: IncomingMessage,
): Promise<Omit<WebhookAnswer, "durationMs">> {
  const { statusCode, headers } = response;
  if (statusCode === undefined) throw new WebhookFailure("answer_unreadable");
  const bytes = new Uint8Array(limit);
  let length = 0;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  response.on("error", reject);
  response.on("end", resolve);
  response.on("close", () => reject(new WebhookFailure("connection_lost")));
  response.on("data", (chunk: Uint8Array) => {
    const part = chunk.subarray(0, limit - length);
    bytes.set(part, length);
    length += part.length;
    if (length === limit) resolve();
  });
  await promise;
  return {
    status: statusCode,
    retryAfter: headers["retry-after"] ?? null,
    text: new TextDecoder().decode(bytes.subarray(0, length)),
  };
}
