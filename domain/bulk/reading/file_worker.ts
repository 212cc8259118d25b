/**
 * Reads one file in a thread of its own, which holds no permission of the process and ends with the file. It asks for the
 * file's pieces, so that neither side holds more of it than one.
 */
import { boundMemory } from "./bounded_memory.ts";
import { readTable } from "./read_table.ts";
import { type FileKind, type Table, UnreadableFile, type UnreadableReason } from "./table.ts";

export type Request = { kind: FileKind; lastYear: number } | { chunk: Uint8Array | null };

export type Answer =
  | { want: "open" | "next" }
  | { table: Table }
  | { refused: UnreadableReason }
  | { failed: string }
  | { isReady: true };

let give: ((chunk: Uint8Array | null) => void) | undefined;

function ask(want: "open" | "next"): Promise<Uint8Array | null> {
  const answered = new Promise<Uint8Array | null>((resolve) => give = resolve);
  tell({ want });
  return answered;
}

async function* pieces(): AsyncGenerator<Uint8Array> {
  for (let chunk = await ask("open"); chunk !== null; chunk = await ask("next")) yield chunk;
}

async function answerFor(kind: FileKind, lastYear: number): Promise<Answer> {
  try {
    if (kind === "pdf") boundMemory();
    return { table: await readTable(kind, () => Promise.resolve(pieces()), lastYear) };
  } catch (error) {
    if (error instanceof UnreadableFile) return { refused: error.reason };
    return { failed: error instanceof Error ? error.message : "unknown" };
  }
}

interface WorkerScope {
  postMessage(message: Answer): void;
  addEventListener(type: "message", listen: (event: MessageEvent<Request>) => void): void;
}

/** A worker's own: elsewhere this file does nothing when it is imported. */
function isWorker(scope: object): scope is WorkerScope {
  return "WorkerGlobalScope" in scope;
}

const scope: object = globalThis;

function tell(answer: Answer): void {
  if (isWorker(scope)) scope.postMessage(answer);
}

if (isWorker(scope)) {
  scope.addEventListener("message", ({ data }) => {
    if ("chunk" in data) give?.(data.chunk);
    else void answerFor(data.kind, data.lastYear).then(tell);
  });
  tell({ isReady: true });
}
