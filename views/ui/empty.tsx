import type { Child } from "hono/jsx";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icons.ts";

interface EmptyProps {
  icon: IconName;
  title: string;
  /** Why there is nothing, and what would bring something. */
  advice: string;
  /** Links to what one does now. */
  children?: Child;
}

/** Where there is nothing yet: says what belongs here. */
export function Empty({ icon, title, advice, children }: EmptyProps) {
  return (
    <div class="grid justify-items-center gap-2 px-4 py-8 text-center">
      <span class="grid size-12 place-items-center rounded-full bg-base-200 text-primary">
        <Icon name={icon} class="size-6" />
      </span>
      <p class="font-semibold">{title}</p>
      <p class="soft max-w-prose text-balance">{advice}</p>
      {children !== undefined && <div class="acts justify-center pt-2">{children}</div>}
    </div>
  );
}
