export interface FolderLock {
  release(): void;
}

/**
 * Claims a folder for this process, until `release` or the process's end however it comes. PGlite itself would let
 * two processes write to one folder, and lose rows.
 * @throws {Error} naming the folder, when another process has it.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const file = await Deno.open(`${folder}/lexia.lock`, { read: true, write: true, create: true });
  if (!await file.tryLock(true)) {
    const holder = await readHolder(file);
    file.close();
    throw new Error(
      `Cannot open the database in "${folder}": ${holder} has it open. Stop that one first, or choose another folder`,
    );
  }
  await file.truncate();
  await file.write(new TextEncoder().encode(String(Deno.pid)));
  return {
    release() {
      file.unlockSync();
      file.close();
    },
  };
}

async function readHolder(file: Deno.FsFile): Promise<string> {
  const buffer = new Uint8Array(20);
  const length = await file.read(buffer) ?? 0;
  const pid = new TextDecoder().decode(buffer.subarray(0, length));
  return /^\d+$/.test(pid) ? `another LEXIA process (${pid})` : "another LEXIA process";
}
