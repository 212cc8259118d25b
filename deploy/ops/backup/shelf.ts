/** Where backups lie: a folder or a bucket. What is on a shelf is whole; what is on its way there has no name yet. */
import { AwsClient } from "aws4fetch";
import { join, relative } from "node:path";
import { type FileStore, FileStoreUnavailable, type StoredFile } from "#domain/ports.ts";
import { openFolderStore } from "#platform/files/folder_store.ts";
import { openS3Store } from "#platform/files/s3_store.ts";
import type { BackupSettings, BucketSettings } from "./settings.ts";

export interface Item {
  key: string;
  size: number;
  /** When it was last written, as its store tells; equal texts mean that it was not since. */
  modified: string;
}

export interface Shelf {
  /** For people: the folder, or the bucket. */
  name: string;
  list(prefix?: string): Promise<Item[]>;
  read(key: string): Promise<ReadableStream<Uint8Array> | null>;
  write(key: string, content: ReadableStream<Uint8Array>): Promise<StoredFile>;
  remove(key: string): Promise<void>;
}

/** The first is the one that is read; the others hold copies. */
export function openShelves({ folder, bucket }: Pick<BackupSettings, "folder" | "bucket">): Shelf[] {
  return [
    ...(folder === null ? [] : [openFolder(folder)]),
    ...(bucket === null ? [] : [openBucket(bucket)]),
  ];
}

export function openFolder(folder: string): Shelf {
  return {
    name: folder,
    list: async (prefix = "") => {
      const items: Item[] = [];
      for await (const item of walk(folder, folder)) if (item.key.startsWith(prefix)) items.push(item);
      return items;
    },
    ...contents(openFolderStore({ folder })),
  };
}

export function openBucket(settings: BucketSettings): Shelf {
  const reading = new BucketReading(settings);
  return {
    name: `s3://${settings.bucket}`,
    list: (prefix = "") => reading.list(prefix),
    ...contents(openS3Store(settings)),
    read: (key) => reading.read(key),
  };
}

export async function readText(shelf: Shelf, key: string): Promise<string | null> {
  const content = await shelf.read(key);
  return content === null ? null : await new Response(content).text();
}

export async function writeText(shelf: Shelf, key: string, text: string): Promise<StoredFile> {
  return await shelf.write(key, new Blob([text]).stream());
}

function contents(store: FileStore): Pick<Shelf, "read" | "write" | "remove"> {
  return {
    read: (key) => store.get(key),
    write: (key, content) => store.put(key, content, { maxBytes: Number.MAX_SAFE_INTEGER }),
    remove: (key) => store.delete(key),
  };
}

/** Without what begins with a dot: files on their way in. */
async function* walk(folder: string, root: string): AsyncGenerator<Item> {
  let entries: Deno.DirEntry[];
  try {
    entries = await Array.fromAsync(Deno.readDir(folder));
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return;
    throw new FileStoreUnavailable(`The folder ${folder} cannot be read`, { cause });
  }
  for (const { name, isDirectory, isFile } of entries) {
    if (name.startsWith(".")) continue;
    const path = join(folder, name);
    if (isDirectory) yield* walk(path, root);
    if (!isFile) continue;
    const { size, mtime } = await Deno.stat(path);
    yield { key: relative(root, path), size, modified: mtime?.toISOString() ?? "" };
  }
}

const RANGE_BYTES = 8 * 1024 * 1024;
const PATIENCE_MS = 60_000;

/** Listing, and reading in pieces, so that no single request takes as long as a large archive does. */
class BucketReading {
  readonly #client: AwsClient;

  constructor(private readonly settings: BucketSettings) {
    const { accessKeyId, secretAccessKey, region } = settings;
    this.#client = new AwsClient({ accessKeyId, secretAccessKey, region, service: "s3", retries: 3 });
  }

  async list(prefix: string): Promise<Item[]> {
    const items: Item[] = [];
    let after: string | undefined;
    do {
      const query = {
        "list-type": "2",
        prefix,
        ...(after === undefined ? {} : { "continuation-token": after }),
      };
      const response = await this.#ask("", query);
      const xml = await response.text();
      if (!response.ok) throw new FileStoreUnavailable(`The bucket answered ${response.status} to a listing`);
      for (const [, content = ""] of xml.matchAll(/<Contents>([^]*?)<\/Contents>/g)) {
        items.push(itemOf(content));
      }
      after = element(xml, "IsTruncated") === "true" ? element(xml, "NextContinuationToken") : undefined;
    } while (after !== undefined);
    return items;
  }

  async read(key: string): Promise<ReadableStream<Uint8Array> | null> {
    const first = await this.#range(key, 0);
    return first === null ? null : ReadableStream.from(this.#following(key, first));
  }

  async *#following(key: string, first: Piece): AsyncGenerator<Uint8Array> {
    let piece: Piece | null = first;
    for (let at = 0; piece !== null; piece = at < first.total ? await this.#range(key, at) : null) {
      if (piece.total !== first.total) {
        throw new FileStoreUnavailable("The file was changed while it was read");
      }
      yield piece.bytes;
      at += piece.bytes.length;
    }
  }

  async #range(key: string, from: number): Promise<Piece | null> {
    const response = await this.#ask(key, {}, { range: `bytes=${from}-${from + RANGE_BYTES - 1}` });
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.status === 404) return null;
    // A file of no bytes has no range that could be given.
    if (response.status === 416 && from === 0) return { bytes: new Uint8Array(), total: 0 };
    if (!response.ok) throw new FileStoreUnavailable(`The bucket answered ${response.status}`);
    const total = Number(/\/(\d+)$/.exec(response.headers.get("content-range") ?? "")?.[1] ?? bytes.length);
    return { bytes, total };
  }

  async #ask(key: string, query: Record<string, string>, headers: HeadersInit = {}): Promise<Response> {
    const { endpoint, bucket } = this.settings;
    const url = new URL(`${endpoint.replace(/(?<!\/)\/+$/, "")}/${bucket}${key === "" ? "" : `/${key}`}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      return await this.#client.fetch(url.href, { headers, redirect: "manual", signal });
    } catch (cause) {
      throw new FileStoreUnavailable("The bucket cannot be reached", { cause });
    }
  }
}

interface Piece {
  bytes: Uint8Array;
  /** Of the whole file. */
  total: number;
}

function itemOf(xml: string): Item {
  const modified = `${element(xml, "LastModified") ?? ""} ${element(xml, "ETag") ?? ""}`;
  return { key: element(xml, "Key") ?? "", size: Number(element(xml, "Size") ?? 0), modified };
}

function element(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]?.replaceAll("&quot;", "").replaceAll(
    "&amp;",
    "&",
  );
}
