/** Writes whole lines to standard output. */
export function writeLine(line: string): void {
  write(Deno.stdout, line);
}

/** Writes whole lines to standard error. */
export function writeError(line: string): void {
  write(Deno.stderr, line);
}

function write(stream: { writeSync(bytes: Uint8Array): number }, line: string): void {
  const bytes = new TextEncoder().encode(line.endsWith("\n") ? line : `${line}\n`);
  for (let written = 0; written < bytes.length;) written += stream.writeSync(bytes.subarray(written));
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
