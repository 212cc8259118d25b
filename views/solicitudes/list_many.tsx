import { Icon } from "../ui/icon.tsx";
import type { IconName } from "../ui/icons.ts";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import { atList } from "./list_query.ts";
import { counted, type ListWords, listWords, type ManyAct } from "./list_words.ts";

const ICONS: Readonly<Record<ManyAct, IconName>> = {
  execute: "refresh-cw",
  pause: "pause",
  resume: "play",
  export: "download",
  delete: "trash-2",
};

/** Comes up as soon as a row is ticked, without a script. */
export function ManyBar({ acts, w }: { acts: readonly ManyAct[]; w: ListWords }) {
  return (
    <div class="no-print sticky bottom-18 z-10 hidden flex-wrap items-center gap-2 rounded-box border border-base-300 bg-base-100 p-2 shadow-lg group-has-[tbody_:checked]:flex lg:bottom-4">
      <span class="px-2 text-sm font-semibold" role="status" data-count></span>
      {acts.map((act) => (
        <button
          class={`btn btn-sm ${act === "delete" ? "btn-ghost btn-error ml-auto" : ""}`}
          type="submit"
          name="act"
          value={act}
        >
          <Icon name={ICONS[act]} />
          {w.acts[act]}
        </button>
      ))}
    </div>
  );
}

interface DeleteProps {
  frame: Frame;
  /** The list that they were chosen in. */
  view: string;
  chosen: readonly { id: string; subject: string; alias: string | null }[];
}

/** What cannot be undone asks first, and names what it is about. */
export function DeleteMany({ frame, view, chosen }: DeleteProps) {
  const w = listWords(frame.reader.locale);
  const title = counted(w.deleteTitle, chosen.length);
  return (
    <Layout title={title} frame={frame} isNarrow>
      <PageHead title={title} lead={w.deleteLead} back={{ href: atList(view), label: w.title }} />
      <form class="form panel" method="post" action="/solicitudes/many">
        <input type="hidden" name="view" value={view} />
        <input type="hidden" name="sure" value="yes" />
        <ul class="rows">
          {chosen.map(({ id, subject, alias }) => (
            <li>
              <input type="hidden" name="id" value={id} />
              <div>
                <div class="number font-medium">{subject}</div>
                {alias !== null && <div class="soft small">{alias}</div>}
              </div>
            </li>
          ))}
        </ul>
        <div class="acts">
          <button class="btn btn-error" type="submit" name="act" value="delete">
            <Icon name="trash-2" />
            {counted(w.deleteAnswer, chosen.length)}
          </button>
          <a class="btn btn-ghost" href={atList(view)}>{w.cancel}</a>
        </div>
      </form>
    </Layout>
  );
}
