/** Lines that are written together: each write costs more than the line. */

export interface LineWriter {
  /** Keeps a line for the next write; `isUrgent` writes at once, with all that came before. */
  write(line: string, isUrgent: boolean): void;
  /** Writes what is kept. */
  flush(): void;
}

/** How long a line may wait: what is lost where a process is killed. */
const WAIT_MS = 50;
const MOST_CHARACTERS = 32_768;

export function lineWriter(write: (text: string) => void): LineWriter {
  let kept = "";
  let timer: ReturnType<typeof setTimeout> | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const text = kept;
    kept = "";
    if (text !== "") write(text);
  }

  return {
    write(line, isUrgent) {
      kept += line.endsWith("\n") ? line : `${line}\n`;
      if (isUrgent || kept.length >= MOST_CHARACTERS) flush();
      else timer ??= setTimeout(flush, WAIT_MS);
    },
    flush,
  };
}
