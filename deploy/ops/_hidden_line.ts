/** Asks for a line on the terminal without showing what is typed. Null where the person breaks off. */
export async function askHidden(question: string): Promise<string | null> {
  // First, so that not even what is typed ahead of the question shows.
  Deno.stdin.setRaw(true);
  try {
    await Deno.stderr.write(new TextEncoder().encode(question));
    return await readUntilReturn();
  } finally {
    Deno.stdin.setRaw(false);
    await Deno.stderr.write(new TextEncoder().encode("\n"));
  }
}

async function readUntilReturn(): Promise<string | null> {
  const decoder = new TextDecoder();
  const bytes = new Uint8Array(256);
  let line = "";
  while (true) {
    const length = await Deno.stdin.read(bytes);
    if (length === null) return null;
    for (const sign of decoder.decode(bytes.subarray(0, length), { stream: true })) {
      if (sign === "\r" || sign === "\n") return line;
      // Ctrl-C and Ctrl-D.
      if (sign === "\x03" || sign === "\x04") return null;
      line = sign === "\x7f" || sign === "\b" ? Array.from(line).slice(0, -1).join("") : line + sign;
    }
  }
}
