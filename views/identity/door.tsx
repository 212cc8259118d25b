/** Around the forms on which people come in: the form itself, and on wide screens what LEXIA is for. */
import type { Child } from "hono/jsx";
import { Icon } from "../ui/icon.tsx";
import type { IconName } from "../ui/icons.ts";
import { type Frame, Layout } from "../ui/layout.tsx";
import { identityWords } from "./words.ts";

interface DoorProps {
  frame: Frame;
  title: string;
  /** Where the heading says more than the title. */
  heading?: string;
  lead?: string;
  /** Of the sign above the heading. */
  icon?: IconName;
  script?: string;
  /** Address that the page leads on to by itself. */
  goesOnTo?: string;
  children: Child;
}

export function Door({ frame, title, heading = title, lead, icon, script, goesOnTo, children }: DoorProps) {
  return (
    <Layout title={title} frame={frame} script={script} goesOnTo={goesOnTo}>
      <div class="grid gap-8 lg:min-h-[36rem] lg:grid-cols-[minmax(0,29rem)_minmax(0,1fr)]">
        <section class="panel mx-auto w-full max-w-md content-center gap-5 lg:max-w-none lg:p-10">
          <div class="grid gap-2">
            {icon && <Sign icon={icon} />}
            <h1>{heading}</h1>
            {lead !== undefined && <p class="soft">{lead}</p>}
          </div>
          {children}
        </section>
        <Promised frame={frame} />
      </div>
    </Layout>
  );
}

function Sign({ icon }: { icon: IconName }) {
  return (
    <span class="mb-1 grid size-11 place-items-center rounded-xl bg-primary/10 text-primary">
      <Icon name={icon} class="size-6" />
    </span>
  );
}

const SIGNS = ["badge-check", "radio", "gavel"] as const satisfies readonly IconName[];

function Promised({ frame: { reader, organization } }: { frame: Frame }) {
  const w = identityWords(reader.locale).promise;
  return (
    <aside class="hidden content-between gap-10 rounded-box bg-neutral p-10 text-neutral-content lg:grid">
      <div class="grid gap-3">
        <h2 class="max-w-md text-3xl">{w.heading}</h2>
        {organization !== null && <p class="max-w-md opacity-85">{w.of(organization)}</p>}
      </div>
      <Glimpse />
      <ul class="grid gap-5">
        {w.points.map(({ title, text }, i) => (
          <li class="flex gap-4">
            <span class="grid size-9 flex-none place-items-center rounded-lg bg-neutral-content/10">
              <Icon name={SIGNS[i] ?? "circle-check"} class="size-5" />
            </span>
            <div class="grid max-w-md gap-0.5">
              <p class="font-semibold">{title}</p>
              <p class="text-sm opacity-85">{text}</p>
            </div>
          </li>
        ))}
      </ul>
    </aside>
  );
}

/** A docket as seen from afar: decoration. */
function Glimpse() {
  return (
    <div class="grid max-w-md gap-3 rounded-box bg-neutral-content/5 p-5" aria-hidden="true">
      {GLIMPSED.map(({ mark, wide, narrow }) => (
        <div class="flex items-center gap-3">
          <span class={`size-2.5 flex-none rounded-full ${mark}`}></span>
          <span class={`h-2 rounded-full bg-neutral-content/35 ${wide}`}></span>
          <span class={`ml-auto h-2 rounded-full bg-neutral-content/15 ${narrow}`}></span>
        </div>
      ))}
    </div>
  );
}

const GLIMPSED = [
  { mark: "bg-neutral-content", wide: "w-44", narrow: "w-16" },
  { mark: "bg-neutral-content/70", wide: "w-56", narrow: "w-12" },
  { mark: "bg-neutral-content/40", wide: "w-36", narrow: "w-20" },
] as const;
