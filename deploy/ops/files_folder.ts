/**
 * Prints the folder of files that the environment names, for `--allow-write` of the tasks `serve` and `worker`: a server
 * writes nowhere else. It runs before each start, so it reads nothing but the two variables.
 */
import { filesFolder } from "#platform/config_homes.ts";

function write(stream: { writeSync(bytes: Uint8Array): number }, line: string): void {
  stream.writeSync(new TextEncoder().encode(`${line}\n`));
}

if (import.meta.main) {
  // Empty counts as not set.
  const [UPLOAD_PATH, DATA_DIR] = ["UPLOAD_PATH", "DATA_DIR"].map((name) => Deno.env.get(name) || undefined);
  const folder = filesFolder({ UPLOAD_PATH, DATA_DIR });
  if (folder.includes(",")) {
    // What Deno is told to allow is a list.
    write(Deno.stderr, `Cannot keep files in "${folder}": name a folder without a comma in UPLOAD_PATH`);
    Deno.exit(78);
  }
  write(Deno.stdout, folder);
}
