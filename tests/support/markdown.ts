/** Reads the fenced blocks of a page, and the commands of those that a test runs. */

export interface Block {
  /** What stands behind the opening fence, such as `sh tour`. */
  info: string;
  text: string;
}

export interface TourCommand {
  text: string;
  /** What its output must hold: the words behind `# →`. A number is the status on the last line. */
  expected?: string;
}

export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```([a-z ]*)\n([\s\S]*?)^```$/gm)]
    .map(([, info = "", text = ""]) => ({ info: info.trim(), text }));
}

/** One entry a command; a quote that is still open goes on in the next line. */
export function commandsOf({ text }: Block): TourCommand[] {
  const commands: TourCommand[] = [];
  let pending = "";
  for (const line of text.split("\n")) {
    pending += pending === "" ? line : `\n${line}`;
    if (isOpen(pending)) continue;
    const [command = "", expected] = pending.split(/\s+# → /);
    if (command.trim() !== "" && !command.startsWith("#")) {
      commands.push({ text: command, ...(expected === undefined ? {} : { expected: expected.trim() }) });
    }
    pending = "";
  }
  if (pending.trim() !== "") throw new Error(`A command does not end: ${pending}`);
  return commands;
}

/** What an answer shows between its `…`, without white space. */
export function answerPieces(shown: string): string[] {
  return shown.split("…").map((piece) => piece.replace(/\s+/g, "")).filter((piece) => piece !== "");
}

/** Enough of the shell's quoting for the tour: single quotes outside double ones. */
function isOpen(command: string): boolean {
  const withoutDouble = command.replace(/"(?:[^"\\]|\\.)*"/g, (quoted) => quoted.includes("'") ? "" : quoted);
  return (withoutDouble.match(/'/g)?.length ?? 0) % 2 === 1;
}
