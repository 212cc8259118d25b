import type { Child } from "hono/jsx";
import { Icon } from "./icon.tsx";

interface PageHeadProps {
  title: string;
  /** A sentence below the title. */
  lead?: Child;
  /** The page above this one. */
  back?: { href: string; label: string };
  /** Below the title: how it stands. */
  below?: Child;
  /** Buttons and links to what one does here. */
  children?: Child;
}

/** The head of every page of the app: where one is, and what can be done. */
export function PageHead({ title, lead, back, below, children }: PageHeadProps) {
  return (
    <div class="flex flex-wrap items-end gap-x-6 gap-y-3">
      <div class="mr-auto grid min-w-0 gap-1">
        {back && (
          <a class="soft small flex items-center gap-1 no-underline hover:underline" href={back.href}>
            <Icon name="arrow-left" class="size-3.5" />
            {back.label}
          </a>
        )}
        <h1>{title}</h1>
        {lead !== undefined && <p class="soft">{lead}</p>}
        {below}
      </div>
      {children !== undefined && <div class="acts">{children}</div>}
    </div>
  );
}
