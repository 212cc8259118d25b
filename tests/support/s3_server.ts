/** A bucket in memory that speaks as much of S3 as backups need, and refuses whoever has not signed with its keys. */
import { AwsV4Signer } from "aws4fetch";

export interface S3Server extends AsyncDisposable {
  endpoint: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Whole files by their keys. */
  objects: Map<string, Uint8Array>;
}

interface Store {
  objects: Map<string, Uint8Array>;
  uploads: Map<string, Uint8Array[]>;
}

const KEYS_AT_ONCE = 3;

export function startS3Server({ hostname = "127.0.0.1" } = {}): S3Server {
  const keys = { accessKeyId: "for-tests", secretAccessKey: crypto.randomUUID() };
  const store: Store = { objects: new Map(), uploads: new Map() };
  const bucket = "lexia-backups";
  const server = Deno.serve({ hostname, port: 0, onListen: () => {} }, async (request) => {
    const body = new Uint8Array(await request.arrayBuffer());
    if (!await isSigned(request, body, keys)) {
      return new Response("<Code>SignatureDoesNotMatch</Code>", { status: 403 });
    }
    const url = new URL(request.url);
    const [, name, ...rest] = url.pathname.split("/");
    if (name !== bucket) return new Response("<Code>NoSuchBucket</Code>", { status: 404 });
    return answer(store, request, decodeURIComponent(rest.join("/")), url.searchParams, body);
  });
  return {
    endpoint: `http://${hostname}:${server.addr.port}`,
    bucket,
    ...keys,
    objects: store.objects,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function answer(
  store: Store,
  request: Request,
  key: string,
  query: URLSearchParams,
  body: Uint8Array,
): Response {
  const { objects } = store;
  if (key === "") return list(objects, query);
  if (query.has("uploads") || query.has("uploadId")) return inParts(store, request.method, key, query, body);
  switch (request.method) {
    case "PUT":
      objects.set(key, body);
      return new Response(null, { headers: { etag: '"whole"' } });
    case "DELETE":
      objects.delete(key);
      return new Response(null, { status: 204 });
    default:
      return read(objects.get(key), request.headers.get("range"));
  }
}

function read(object: Uint8Array | undefined, range: string | null): Response {
  if (!object) return new Response("<Code>NoSuchKey</Code>", { status: 404 });
  const [, from = 0, to = object.length] = (/^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? []).map(Number);
  if (range !== null && from >= object.length) return new Response(null, { status: 416 });
  const piece = object.slice(from, to + 1);
  const last = from + piece.length - 1;
  const headers = { "content-range": `bytes ${from}-${last}/${object.length}` };
  return new Response(piece, range === null ? {} : { status: 206, headers });
}

function list(objects: Map<string, Uint8Array>, query: URLSearchParams): Response {
  const [prefix, after] = [query.get("prefix") ?? "", query.get("continuation-token") ?? ""];
  const keys = [...objects.keys()].sort().filter((key) => key.startsWith(prefix) && key > after);
  const page = keys.slice(0, KEYS_AT_ONCE);
  const contents = page.map((key) =>
    `<Contents><Key>${key}</Key><LastModified>2026-11-27T02:00:00Z</LastModified><ETag>&quot;e&quot;</ETag>` +
    `<Size>${objects.get(key)?.length}</Size></Contents>`
  );
  const next = page.length < keys.length
    ? `<IsTruncated>true</IsTruncated><NextContinuationToken>${page.at(-1)}</NextContinuationToken>`
    : "<IsTruncated>false</IsTruncated>";
  return new Response(`<ListBucketResult>${contents.join("")}${next}</ListBucketResult>`);
}

function inParts(
  { objects, uploads }: Store,
  method: string,
  key: string,
  query: URLSearchParams,
  body: Uint8Array,
): Response {
  if (query.has("uploads")) {
    const id = crypto.randomUUID();
    uploads.set(id, []);
    return new Response(`<UploadId>${id}</UploadId>`);
  }
  const id = query.get("uploadId") ?? "";
  const parts = uploads.get(id);
  if (!parts) return new Response("<Code>NoSuchUpload</Code>", { status: 404 });
  if (method === "PUT") {
    parts[Number(query.get("partNumber")) - 1] = body;
    return new Response(null, { headers: { etag: `"${query.get("partNumber")}"` } });
  }
  uploads.delete(id);
  if (method === "DELETE") return new Response(null, { status: 204 });
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  objects.set(key, whole);
  return new Response("<ETag>whole</ETag>");
}

/** The same request, signed with the server's own keys at the same moment, has the same signature. */
async function isSigned(
  request: Request,
  body: Uint8Array,
  keys: { accessKeyId: string; secretAccessKey: string },
): Promise<boolean> {
  const given = request.headers.get("authorization");
  if (given === null) return false;
  const [, region = ""] = /Credential=[^/]+\/\d+\/([^/]+)\/s3\//.exec(given) ?? [];
  const names = (/SignedHeaders=([^,]+)/.exec(given)?.[1] ?? "").split(";");
  const headers = new Headers();
  for (const name of names) {
    const value = request.headers.get(name);
    if (name !== "host" && value !== null) headers.set(name, value);
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(body))).toHex();
  const claimed = request.headers.get("x-amz-content-sha256");
  if (claimed !== "UNSIGNED-PAYLOAD" && claimed !== digest) return false;
  const signer = new AwsV4Signer({
    ...keys,
    method: request.method,
    url: request.url,
    headers,
    service: "s3",
    region,
    datetime: request.headers.get("x-amz-date") ?? "",
  });
  return (await signer.sign()).headers.get("authorization") === given;
}
