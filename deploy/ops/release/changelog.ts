/** CHANGELOG.md as keepachangelog.com has it: what is to come first, then each version with its day. */
import { Ending, EXIT } from "../backup/ending.ts";

const UNRELEASED = "## [Unreleased]";
const KINDS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];

export interface Moved {
  text: string;
  /** What the version brings, for its tag. */
  notes: string;
}

/** What stands under Unreleased, under a version of that day. @throws {Ending} `nothing_to_release`, `changelog_odd` */
export function moveUnreleased(changelog: string, version: string, day: string): Moved {
  const at = changelog.indexOf(`${UNRELEASED}\n`);
  if (at < 0) throw odd(`there is no "${UNRELEASED}"`);
  if (changelog.includes(`## [${version}]`)) throw odd(`version ${version} is there already`);
  const from = at + UNRELEASED.length;
  const next = changelog.indexOf("\n## [", from);
  const notes = changelog.slice(from, next < 0 ? undefined : next).trim();
  if (!/^- /m.test(notes)) {
    const message =
      `Nothing stands under ${UNRELEASED} in CHANGELOG.md: say what is new before it is released`;
    throw new Ending(EXIT.data, "nothing_to_release", message);
  }
  const unknown = [...notes.matchAll(/^### (.+)$/gm)].map(([, kind = ""]) => kind)
    .filter((kind) => !KINDS.includes(kind));
  if (unknown.length > 0) throw odd(`"${unknown[0]}" is none of ${KINDS.join(", ")}`);
  const rest = next < 0 ? "\n" : changelog.slice(next);
  return { text: `${changelog.slice(0, from)}\n\n## [${version}] - ${day}\n\n${notes}\n${rest}`, notes };
}

function odd(what: string): Ending {
  return new Ending(EXIT.data, "changelog_odd", `Cannot read CHANGELOG.md: ${what}`);
}
