import type { Child } from "hono/jsx";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icons.ts";

/** What a colour says; the words beside it say it too. */
export type Tone = "good" | "warn" | "bad" | "info" | "quiet";

interface BadgeProps {
  tone: Tone;
  icon?: IconName;
  children: Child;
}

export function Badge({ tone, icon, children }: BadgeProps) {
  return (
    <span class={`badge badge-soft badge-sm ${BADGES[tone]}`}>
      {icon && <Icon name={icon} class="size-3.5" />}
      {children}
    </span>
  );
}

const BADGES: Readonly<Record<Tone, string>> = {
  good: "badge-success",
  warn: "badge-warning",
  bad: "badge-error",
  info: "badge-info",
  quiet: "badge-neutral-soft",
};

/** A box that stands out; bad news is announced at once. */
export function Notice({ tone, children }: { tone: Tone; children: Child }) {
  return (
    <div class={`alert alert-soft ${ALERTS[tone]}`} role={tone === "bad" ? "alert" : "note"}>
      <Icon name={SIGNS[tone]} class="size-5" />
      <div class="grid gap-2">{children}</div>
    </div>
  );
}

const ALERTS: Readonly<Record<Tone, string>> = {
  good: "alert-success",
  warn: "alert-warning",
  bad: "alert-error",
  info: "alert-info",
  quiet: "",
};

const SIGNS: Readonly<Record<Tone, IconName>> = {
  good: "circle-check",
  warn: "triangle-alert",
  bad: "circle-alert",
  info: "info",
  quiet: "info",
};
