/** What has changed below folders: a look before, and a look after. */
import { join } from "node:path";

/** Each file's path with its size and time of change. Links are not followed. */
export type FilesSeen = Map<string, string>;

export async function seeFiles(
  folders: readonly string[],
  isIgnored: (path: string) => boolean,
): Promise<FilesSeen> {
  const seen: FilesSeen = new Map();
  for (const folder of folders) await see(folder, isIgnored, seen);
  return seen;
}

/** Made, changed or removed between the two. */
export function changedFiles(before: FilesSeen, after: FilesSeen): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).sort();
}

async function see(folder: string, isIgnored: (path: string) => boolean, seen: FilesSeen): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isIgnored(path)) continue;
    const { size, mtime } = await Deno.lstat(path);
    seen.set(path, isDirectory ? "folder" : `${size} ${mtime?.getTime()}`);
    if (isDirectory) await see(path, isIgnored, seen);
  }
}
