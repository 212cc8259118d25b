/** Whole lines for people and scripts, without loading all of LEXIA as `main.ts` does. */

export function writeLine(line: string): void {
  write(Deno.stdout, line);
}

export function writeError(line: string): void {
  write(Deno.stderr, line);
}

function write(stream: { writeSync(bytes: Uint8Array): number }, line: string): void {
  const bytes = new TextEncoder().encode(line.endsWith("\n") ? line : `${line}\n`);
  for (let written = 0; written < bytes.length;) written += stream.writeSync(bytes.subarray(written));
}
