/** Files in a bucket that speaks S3: signed requests (Signature Version 4), large files in parts. */
import { AwsClient } from "aws4fetch";
import { createHash } from "node:crypto";
import { type FileStore, FileStoreUnavailable } from "#domain/ports.ts";
import { checkKey, Measured } from "./measured.ts";

export interface S3Settings {
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** All parts but the last one must have 5 MiB at least. */
const PART_BYTES = 8 * 1024 * 1024;
const PATIENCE_MS = 60_000;
/** Beside the first attempt, of what the store answers with 5xx or 429. */
const RETRIES = 3;

export function openS3Store(settings: S3Settings): FileStore {
  const bucket = new Bucket(settings);
  return {
    isConfigured: true,
    async put(key, content, { maxBytes }) {
      checkKey(key);
      const measured = new Measured(maxBytes);
      const parts = partsOf(measured.of(content));
      const first = await parts.next();
      const second = first.done ? first : await parts.next();
      if (second.done) {
        await bucket.send("PUT", key, { body: first.value ?? new Uint8Array() });
        return measured.result();
      }
      await bucket.putParts(key, following(first.value ?? new Uint8Array(), second.value, parts));
      return measured.result();
    },
    async get(key) {
      checkKey(key);
      const response = await bucket.ask("GET", key);
      if (response.status === 404) {
        await response.body?.cancel();
        return null;
      }
      await expectSuccess(response);
      return response.body ?? new Blob([]).stream();
    },
    async delete(key) {
      checkKey(key);
      const response = await bucket.ask("DELETE", key);
      if (response.status === 404) await response.body?.cancel();
      else await expectSuccess(response);
    },
  };
}

interface Sending {
  query?: Record<string, string>;
  body?: Uint8Array<ArrayBuffer>;
}

class Bucket {
  readonly #client: AwsClient;

  constructor(private readonly settings: S3Settings) {
    const { accessKeyId, secretAccessKey, region } = settings;
    this.#client = new AwsClient({ accessKeyId, secretAccessKey, region, service: "s3", retries: RETRIES });
  }

  /** The body's hash is signed, so that nothing on the way can change it. */
  async ask(method: string, key: string, { query = {}, body }: Sending = {}): Promise<Response> {
    const { endpoint, bucket } = this.settings;
    const url = new URL(`${endpoint.replace(/(?<!\/)\/+$/, "")}/${bucket}/${key}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const hash = createHash("sha256").update(body ?? new Uint8Array()).digest("hex");
    try {
      return await this.#client.fetch(url.href, {
        method,
        headers: { "X-Amz-Content-Sha256": hash },
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE_MS),
        ...(body === undefined ? {} : { body }),
      });
    } catch (error) {
      throw new FileStoreUnavailable("The store for files cannot be reached", { cause: error });
    }
  }

  async send(method: string, key: string, sending: Sending): Promise<{ text: string; etag: string }> {
    const response = await this.ask(method, key, sending);
    await expectSuccess(response);
    return { text: await response.text(), etag: response.headers.get("etag") ?? "" };
  }

  /** The file is there once the last request is answered, and before that not at all. */
  async putParts(key: string, parts: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<void> {
    const begun = await this.send("POST", key, { query: { uploads: "" } });
    const uploadId = elementOf(begun.text, "UploadId");
    if (uploadId === undefined) throw new FileStoreUnavailable("The store for files began no upload");
    try {
      const etags: string[] = [];
      for await (const body of parts) {
        const query = { partNumber: String(etags.length + 1), uploadId };
        etags.push((await this.send("PUT", key, { query, body })).etag);
      }
      const body = new TextEncoder().encode(completion(etags));
      const { text } = await this.send("POST", key, { query: { uploadId }, body });
      // It may answer 200 first, and with what went wrong in the body.
      if (elementOf(text, "ETag") === undefined) {
        throw new FileStoreUnavailable("The store for files did not put the parts together");
      }
    } catch (error) {
      await this.ask("DELETE", key, { query: { uploadId } })
        .then((response) => response.body?.cancel(), () => {});
      throw error;
    }
  }
}

function completion(etags: readonly string[]): string {
  const parts = etags.map((etag, i) =>
    `<Part><PartNumber>${i + 1}</PartNumber><ETag>${escaped(etag)}</ETag></Part>`
  );
  return `<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

function elementOf(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1];
}

/** What it answers names keys and hosts: only its code goes on. */
async function expectSuccess(response: Response): Promise<void> {
  if (response.ok) return;
  const text = await response.text().catch(() => "");
  const code = /<Code>(\w{1,60})<\/Code>/.exec(text)?.[1] ?? "no code";
  throw new FileStoreUnavailable(`The store for files answered ${response.status} (${code})`);
}

/** Of `PART_BYTES` each, the last one of what is left. */
async function* partsOf(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let part = new Uint8Array(PART_BYTES);
  let filled = 0;
  for await (const chunk of content) {
    for (let taken = 0; taken < chunk.length;) {
      const piece = chunk.subarray(taken, taken + PART_BYTES - filled);
      part.set(piece, filled);
      filled += piece.length;
      taken += piece.length;
      if (filled < PART_BYTES) continue;
      yield part;
      part = new Uint8Array(PART_BYTES);
      filled = 0;
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}

async function* following<T>(first: T, second: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first;
  yield second;
  yield* rest;
}
