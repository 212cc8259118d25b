/** Writes whole lines to standard output. */
export function writeLine(line: string): void {
  const bytes = bytesOf(line);
  for (let written = 0; written < bytes.length;) written += Deno.stdout.writeSync(bytes.subarray(written));
}

/** Writes whole lines to standard error. */
export function writeError(line: string): void {
  Deno.stderr.writeSync(bytesOf(line));
}

function bytesOf(line: string): Uint8Array {
  return new TextEncoder().encode(line.endsWith("\n") ? line : `${line}\n`);
}
