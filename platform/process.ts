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

/** Stops cleanly when told to, once; a second signal ends the process at once. */
export function stopOnSignals(shutDown: () => Promise<void>): void {
  let isStopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    Deno.addSignalListener(signal, () => {
      if (isStopping) Deno.exit(130);
      isStopping = true;
      shutDown().then(() => Deno.exit(0), () => Deno.exit(1));
    });
  }
}
