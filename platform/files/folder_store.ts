/** Files in a folder of this machine, which every process of an installation must share. */
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { type FileStore, FileStoreUnavailable } from "#domain/ports.ts";
import { checkKey, Measured } from "./measured.ts";

/** What is on its way in; no key begins with a dot. */
const INCOMING = ".incoming";

export function openFolderStore({ folder }: { folder: string }): FileStore {
  const pathOf = (key: string) => {
    checkKey(key);
    return join(folder, key);
  };
  return {
    isConfigured: true,
    async put(key, content, { maxBytes }) {
      const path = pathOf(key);
      const incoming = join(folder, INCOMING, `${halvesOf(key)}${crypto.randomUUID()}`);
      const measured = new Measured(maxBytes);
      await available(() => makeFolder(dirname(incoming)));
      try {
        await write(incoming, measured.of(content));
        await available(async () => {
          await makeFolder(dirname(path));
          await Deno.rename(incoming, path);
        });
      } catch (error) {
        await remove(incoming).catch(() => {});
        throw error;
      }
      return measured.result();
    },
    async get(key) {
      const path = pathOf(key);
      return await available(async () => {
        try {
          return (await Deno.open(path)).readable;
        } catch (error) {
          if (isMissing(error)) return null;
          throw error;
        }
      });
    },
    async delete(key) {
      const path = pathOf(key);
      await available(async () => {
        await remove(path);
        await removeHalves(join(folder, INCOMING), halvesOf(key));
      });
    },
  };
}

/** On the disk before it gets its name, so that a name never stands for a part. */
async function write(path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  using file = await available(() => Deno.open(path, { write: true, createNew: true, mode: 0o600 }));
  for await (const chunk of content) await available(() => writeAll(file, chunk));
  await available(() => file.sync());
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) written += await file.write(bytes.subarray(written));
}

async function makeFolder(path: string): Promise<void> {
  await Deno.mkdir(path, { recursive: true, mode: 0o700 });
}

async function remove(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** How the names begin of what is on its way in under a key. */
function halvesOf(key: string): string {
  return `${createHash("sha256").update(key).digest("hex")}.`;
}

/** What a process has left that was killed while it wrote. */
async function removeHalves(folder: string, beginning: string): Promise<void> {
  try {
    for await (const { name } of Deno.readDir(folder)) {
      if (name.startsWith(beginning)) await remove(join(folder, name));
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory;
}

/** What the disk refuses is no defect of LEXIA's: somebody must look at it. */
async function available<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new FileStoreUnavailable("The folder of files cannot be used", { cause: error });
  }
}
