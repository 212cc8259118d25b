/** A wall clock that is wrong for one process: libfaketime, which stands between a program and the system's clock. */
import { installed } from "./debian.ts";

const LIBRARIES = ["/usr/lib", "/usr/lib64", "/usr/local/lib"];
const NAME = "libfaketimeMT.so.1";

/**
 * The environment in which a process's clock is that many seconds ahead; negative for behind. Timers run as usual.
 * @throws {Error} where there is no libfaketime, and none can be installed.
 */
export async function wrongClock(seconds: number): Promise<Record<string, string>> {
  return { ...await preloaded(), FAKETIME: offsetOf(seconds) };
}

/** A clock that jumps while its process runs. */
export interface JumpingClock {
  env: Record<string, string>;
  /** Seconds ahead of the machine's clock, within a second from now. */
  set(seconds: number): void;
  remove(): void;
}

/** @throws {Error} as `wrongClock` */
export async function jumpingClock(): Promise<JumpingClock> {
  const path = Deno.makeTempFileSync({ prefix: "lexia_clock_" });
  const set = (seconds: number) => Deno.writeTextFileSync(path, `${offsetOf(seconds)}\n`);
  set(0);
  const env = { ...await preloaded(), FAKETIME_TIMESTAMP_FILE: path, FAKETIME_CACHE_DURATION: "1" };
  return { env, set, remove: () => Deno.removeSync(path) };
}

async function preloaded(): Promise<Record<string, string>> {
  const library = findLibrary() ?? (await installed("libfaketime") ? findLibrary() : undefined);
  if (library === undefined) {
    throw new Error("Cannot find libfaketime: install Debian's package of that name");
  }
  return { LD_PRELOAD: library, FAKETIME_DONT_FAKE_MONOTONIC: "1" };
}

function offsetOf(seconds: number): string {
  return seconds < 0 ? String(seconds) : `+${seconds}`;
}

/** Directly below, below the machine's name, or in a folder of its own. */
function findLibrary(): string | undefined {
  const machine = `${Deno.build.arch}-linux-gnu`;
  return LIBRARIES.flatMap((root) => [root, `${root}/${machine}`])
    .flatMap((folder) => [`${folder}/faketime/${NAME}`, `${folder}/${NAME}`])
    .find(exists);
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
