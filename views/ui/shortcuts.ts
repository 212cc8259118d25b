/** The keys that pages know, for the dialog and for the help. */
import type { LiveWords } from "./live_words.ts";

/** Keys that are pressed together stand in one text; those of a list one after the other. */
interface Shortcut {
  keys: readonly string[];
  does: string;
}

export function shortcutsEverywhere({ keys }: LiveWords): Shortcut[] {
  return [
    { keys: ["Ctrl K"], does: keys.palette },
    { keys: ["/"], does: keys.search },
    { keys: ["?"], does: keys.help },
    { keys: ["g", "t"], does: keys.dashboard },
    { keys: ["g", "s"], does: keys.solicitudes },
    { keys: ["g", "n"], does: keys.novedades },
    { keys: ["g", "i"], does: keys.reports },
  ];
}

export function shortcutsOfInbox({ keys }: LiveWords): Shortcut[] {
  return [
    { keys: ["j", "k"], does: keys.next },
    { keys: ["Enter"], does: keys.openOne },
    { keys: ["e"], does: keys.acknowledge },
    { keys: ["u"], does: keys.unread },
    { keys: ["a"], does: keys.assign },
    { keys: ["n"], does: keys.note },
  ];
}

export type { Shortcut };
