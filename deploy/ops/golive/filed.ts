/** What people have filed as evidence: a file with a line for each box, such as `training: 12 people, Ana, 2026-11-20`. */
import type { Ending } from "../_ending.ts";
import { BOXES } from "./checklist.ts";

/** By the box's id. @throws what `refuse` makes, for a file that cannot be read or names a box that there is not. */
export async function readFiled(
  path: string | undefined,
  refuse: (problem: string) => Ending,
): Promise<ReadonlyMap<string, string>> {
  if (path === undefined) return new Map();
  const text = await Deno.readTextFile(path).catch(() => {
    throw refuse("Cannot read the file that --filed names");
  });
  const known = new Set(BOXES.map(({ id }) => id));
  const filed = new Map<string, string>();
  for (const [at, line] of text.split("\n").entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const [, id = "", evidence = ""] = /^\s*([a-z_]+)\s*:\s*(.+?)\s*$/.exec(line) ?? [];
    if (!known.has(id)) {
      throw refuse(`Line ${at + 1} of the file that --filed names begins with no box's name`);
    }
    filed.set(id, evidence);
  }
  return filed;
}
