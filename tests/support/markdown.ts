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
    if (pending === "" && line.startsWith("#")) continue;
    pending += pending === "" ? line : `\n${line}`;
    if (isOpen(pending)) continue;
    const [command = "", expected] = pending.split(/\s+# → /);
    if (command.trim() !== "") {
      commands.push({ text: command, ...(expected === undefined ? {} : { expected: expected.trim() }) });
    }
    pending = "";
  }
  if (pending.trim() !== "") throw new Error(`A command does not end: ${pending}`);
  return commands;
}

/** What an answer shows between its `…` and line ends, without white space. */
export function answerPieces(shown: string): string[] {
  return shown.split(/[…\n]/).map((piece) => piece.replace(/\s+/g, "")).filter((piece) => piece !== "");
}

/** Whether a quote is still open. Enough of the shell's quoting for the tour. */
function isOpen(command: string): boolean {
  let quote = "";
  for (let at = 0; at < command.length; at++) {
    const sign = command[at];
    if (sign === "\\" && quote !== "'") at++;
    else if (quote === "" && (sign === "'" || sign === '"')) quote = sign;
    else if (sign === quote) quote = "";
  }
  return quote !== "";
}
