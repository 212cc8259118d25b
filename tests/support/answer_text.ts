/** What an answer says: of a stream that goes on, what it says before it falls silent. */
const SILENCE_MS = 1_500;

export async function answerText(response: Response): Promise<string> {
  const isStream = response.headers.get("content-type") === "text/event-stream";
  if (!isStream || response.body === null) return await response.text();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  try {
    for (;;) {
      const chunk = await beforeSilence(reader.read());
      if (chunk === undefined || chunk.done) return text;
      text += chunk.value;
    }
  } finally {
    await reader.cancel();
  }
}

async function beforeSilence<Chunk>(next: Promise<Chunk>): Promise<Chunk | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), SILENCE_MS);
  try {
    return await Promise.race([next, promise]);
  } finally {
    clearTimeout(timer);
  }
}
