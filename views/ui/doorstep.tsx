/** Around pages for which nobody needs to be signed in. */
import type { Child } from "hono/jsx";
import type { Frame } from "./frame.ts";
import { Foot } from "./foot.tsx";
import { frameWords } from "./frame_words.ts";

interface DoorstepProps {
  frame: Frame;
  isNarrow: boolean;
  children: Child;
}

export function Doorstep({ frame, isNarrow, children }: DoorstepProps) {
  const { assets, organization, brand, host } = frame;
  const w = frameWords(frame.reader.locale);
  return (
    <div class="flex min-h-dvh flex-col">
      <a class="sr-only focus:not-sr-only btn absolute left-2 top-2 z-50" href="#contenido">{w.skip}</a>
      <header class="border-b border-base-300 bg-base-100">
        <div class="mx-auto flex w-full max-w-6xl items-center gap-4 px-4 py-3">
          <a class="mr-auto flex min-w-0 items-center gap-2 text-lg font-bold tracking-tight" href="/">
            <img
              class="h-8 min-w-8 max-w-48 flex-none object-contain"
              src={brand?.logo ?? assets.icon}
              alt=""
            />
            <span class={organization === null ? "" : "line-clamp-2 text-base leading-tight"}>
              {organization ?? "LEXIA"}
            </span>
          </a>
          {host === "root" && <a class="btn btn-sm btn-ghost" href="/#entrar">{w.signIn}</a>}
        </div>
      </header>
      <main
        id="contenido"
        class={`flow mx-auto w-full flex-1 px-4 py-8 ${isNarrow ? "max-w-md" : "max-w-6xl"}`}
      >
        {children}
      </main>
      <Foot frame={frame} />
    </div>
  );
}
