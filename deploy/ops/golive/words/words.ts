/** What each line says, in both languages. */
import { BACKUP_WORDS, MONITORING_WORDS } from "./monitoring_and_backup.ts";
import { OPERATIONS_WORDS, PERFORMANCE_WORDS, POST_LAUNCH_WORDS } from "./running.ts";
import { SECURITY_WORDS } from "./security.ts";
import type { Word } from "./word.ts";

export const WORDS: Readonly<Record<string, Word>> = {
  ...SECURITY_WORDS,
  ...MONITORING_WORDS,
  ...BACKUP_WORDS,
  ...PERFORMANCE_WORDS,
  ...OPERATIONS_WORDS,
  ...POST_LAUNCH_WORDS,
};

/** @throws {Error} where a line has no words: a test holds that each has. */
export function wordOf(id: string): Word {
  const found = WORDS[id];
  if (!found) throw new Error(`The line "${id}" has no words`);
  return found;
}
