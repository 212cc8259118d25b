import type { Child } from "hono/jsx";

/** What a colour says; the words beside it say it too. */
export type Tone = "good" | "warn" | "bad" | "info" | "quiet";

export function Badge({ tone, children }: { tone: Tone; children: Child }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}

/** A box that stands out; bad news is announced at once. */
export function Notice({ tone, children }: { tone: Tone; children: Child }) {
  return <div class={`notice ${tone}`} role={tone === "bad" ? "alert" : undefined}>{children}</div>;
}
