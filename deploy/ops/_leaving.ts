/** What goes with an organization, and the copy that is made before. */
import { exportOrganizationAsOperator } from "#domain/organizations/export_organization.ts";
import { countRows, type RowsOfTable } from "#domain/organizations/count_rows.ts";
import type { OrganizationRecord } from "#domain/organizations/record.ts";
import { createHash } from "node:crypto";
import { Ending, EXIT } from "./backup/ending.ts";
import type { Ops } from "./_lexia.ts";

/** Tables that hold something of it, the largest first. */
export async function rowsToGo({ ctx }: Ops, { id }: OrganizationRecord): Promise<RowsOfTable[]> {
  const counts = await countRows(ctx, id);
  return counts.filter(({ rows }) => rows > 0).toSorted((a, b) =>
    b.rows - a.rows || (a.table < b.table ? -1 : 1)
  );
}

/**
 * Writes everything that LEXIA holds of it to a new file that only its owner may read.
 * @throws {Ending} where the file is there already or cannot be written; what was begun of it is removed.
 */
export async function exportTo(
  { ctx, identity }: Ops,
  { id }: OrganizationRecord,
  path: string,
): Promise<{ file: string; bytes: number; sha256: string }> {
  const { lines } = await exportOrganizationAsOperator(ctx, identity, id);
  const file = await opened(path);
  const writer = file.writable.getWriter();
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for await (const line of lines) {
      const chunk = new TextEncoder().encode(line);
      hash.update(chunk);
      bytes += chunk.length;
      await writer.write(chunk);
    }
    await writer.close();
  } catch (error) {
    await writer.abort(error).catch(() => {});
    await Deno.remove(path).catch(() => {});
    throw unwritten(path, error);
  }
  return { file: path, bytes, sha256: hash.digest("hex") };
}

async function opened(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path, { write: true, createNew: true, mode: 0o600 });
  } catch (error) {
    throw unwritten(path, error);
  }
}

function unwritten(path: string, cause: unknown): Ending {
  const message =
    `Cannot write a new file at "${path}". The deletion is asked for, and waits: run this again with another file, or take it back with org:resume`;
  return new Ending(EXIT.io, "export_failed", message, {}, { cause });
}
