import type { Child } from "hono/jsx";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icons.ts";
import type { Tone } from "./badge.tsx";

interface StatProps {
  icon: IconName;
  tone: Tone;
  label: string;
  value: string;
  /** A sentence below the figure. */
  children?: Child;
  /** Where the figure leads to. */
  href?: string;
}

/** One figure, with what it counts. */
export function Stat({ icon, tone, label, value, children, href }: StatProps) {
  return (
    <div class="panel relative gap-1">
      <div class="flex items-center gap-2 sm:gap-3">
        <span class={`grid size-9 flex-none place-items-center rounded-lg ${TONES[tone]}`}>
          <Icon name={icon} class="size-5" />
        </span>
        {href === undefined
          ? <span class="soft text-sm">{label}</span>
          : <a class="soft text-sm after:absolute after:inset-0 hover:underline" href={href}>{label}</a>}
      </div>
      <p class={`number mt-2 font-semibold tracking-tight ${value.length > 7 ? "text-2xl" : "text-3xl"}`}>
        {value}
      </p>
      {children !== undefined && <p class="soft text-xs">{children}</p>}
    </div>
  );
}

const TONES: Readonly<Record<Tone, string>> = {
  good: "bg-success/10 text-success",
  warn: "bg-warning/15 text-warning",
  bad: "bg-error/10 text-error",
  info: "bg-info/10 text-info",
  quiet: "bg-base-200 text-base-content",
};
