/** One organization as JSON Lines: a head, a line for each row, and a last line with counts, SHA-256 and a seal. */
import { createHash, createHmac } from "node:crypto";
import { z } from "zod";
import { Ending, EXIT } from "./ending.ts";

export const FORMAT = "lexia.organization";
export const FORMAT_VERSION = 1;

const head = z.object({
  format: z.literal(FORMAT),
  version: z.literal(FORMAT_VERSION),
  organization: z.object({ id: z.uuid(), subdomain: z.string() }),
  /** The hash of the last migration: rows fit no other schema. */
  schema: z.string(),
  taken_at: z.string(),
});
const end = z.object({
  end: z.literal(true),
  counts: z.record(z.string(), z.int()),
  sha256: z.string(),
  seal: z.string(),
});

export type Head = z.output<typeof head>;

/** A row as PostgreSQL wrote it, so that no number loses digits on its way. */
export interface RowLine {
  table: string;
  row: string;
}

export async function* fileLines(
  first: Head,
  rows: AsyncIterable<RowLine>,
  sealKey: string,
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  const counts: Record<string, number> = {};
  const sealed = (line: string) => {
    const bytes = new TextEncoder().encode(`${line}\n`);
    hash.update(bytes);
    return bytes;
  };
  yield sealed(JSON.stringify(first));
  for await (const { table, row } of rows) {
    counts[table] = (counts[table] ?? 0) + 1;
    yield sealed(`{"table":"${table}","row":${row}}`);
  }
  const sha256 = hash.digest("hex");
  const last = { end: true, counts, sha256, seal: sealOf(sha256, sealKey) };
  yield new TextEncoder().encode(`${JSON.stringify(last)}\n`);
}

/**
 * Reads a whole file, and gives the rows to `take` as they come.
 * @throws {Ending} `organization_file_broken`, at the end at the latest.
 */
export async function readFileLines(
  content: ReadableStream<Uint8Array>,
  sealKey: string,
  take: (line: RowLine, head: Head) => Promise<void> | void,
): Promise<{ head: Head; counts: Record<string, number> }> {
  const hash = createHash("sha256");
  const counts: Record<string, number> = {};
  let first: Head | undefined;
  let last: z.output<typeof end> | undefined;
  for await (const line of linesOf(content)) {
    if (last) throw broken("goes on after its end");
    if (!first) first = parsed(head, line, "has another head or version");
    else if (line.startsWith('{"end":')) {
      last = parsed(end, line, "has no readable end");
      continue;
    } else {
      const row = rowOf(line);
      counts[row.table] = (counts[row.table] ?? 0) + 1;
      await take(row, first);
    }
    hash.update(`${line}\n`);
  }
  if (!first || !last) throw broken("was cut off");
  const sha256 = hash.digest("hex");
  if (last.sha256 !== sha256 || last.seal !== sealOf(sha256, sealKey)) throw broken("was changed");
  return { head: first, counts };
}

function rowOf(line: string): RowLine {
  const [, table = "", row = ""] = /^\{"table":"([a-z_]+)","row":(\{.*\})\}$/.exec(line) ?? [];
  if (table === "") throw broken("has a line that is no row");
  return { table, row };
}

function parsed<T>(schema: z.ZodType<T>, line: string, otherwise: string): T {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    throw broken(otherwise);
  }
}

function broken(how: string): Ending {
  return new Ending(EXIT.data, "organization_file_broken", `The organization's file ${how}`);
}

function sealOf(sha256: string, sealKey: string): string {
  return createHmac("sha256", `lexia/organization/${sealKey}`).update(sha256).digest("hex");
}

async function* linesOf(content: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  for await (
    const text of content.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
  ) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") throw broken("was cut off");
}
