import type { Child } from "hono/jsx";
import { Badge, type Tone } from "../ui/badge.tsx";
import { Icon } from "../ui/icon.tsx";
import type { IconName } from "../ui/icons.ts";

interface FactorProps {
  icon: IconName;
  title: string;
  state?: { tone: Tone; label: string };
  children: Child;
}

/** One of the things that somebody signs in with. */
export function Factor({ icon, title, state, children }: FactorProps) {
  return (
    <div class="flex gap-4 border-t border-base-300 pt-4">
      <span class="grid size-9 flex-none place-items-center rounded-lg bg-base-200 text-primary">
        <Icon name={icon} class="size-5" />
      </span>
      <div class="grid min-w-0 flex-1 gap-2">
        <div class="head">
          <h3>{title}</h3>
          {state && <Badge tone={state.tone}>{state.label}</Badge>}
        </div>
        {children}
      </div>
    </div>
  );
}
