/** What colleagues do with a novedad: who answers for it, who took note, what they wrote. */
import { Avatar } from "../ui/avatar.tsx";
import { formatCount, Instant } from "../ui/dates.tsx";
import { describedBy, Remarks } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import type { Reader } from "../ui/reader.ts";
import type { NovedadProps } from "./shapes.ts";
import type { NovedadWords } from "./words.ts";

export interface WorkProps {
  novedad: NovedadProps;
  reader: Reader;
  w: NovedadWords;
  mayWork: boolean;
  me: { id: string; name: string };
  /** To whom it may be given; without the reader. */
  members: readonly { id: string; name: string }[];
  /** As typed, where it was refused. */
  note: string;
  errors: { assignee?: string; note?: string };
  /** More than these are not shown. */
  mostNotes: number;
  pathOf(act: "assign" | "notes"): string;
}

export function Work(props: WorkProps) {
  const { novedad: { acknowledgedBy, assignee }, reader, w, mayWork } = props;
  return (
    <section class="grid gap-4 border-t border-base-300 pt-4" aria-labelledby="work">
      <h3 id="work">{w.work}</h3>
      <p class="flex items-center gap-2 text-sm">
        <Icon name="check-check" class={`size-4 ${acknowledgedBy ? "text-success" : "opacity-70"}`} />
        {acknowledgedBy
          ? (
            <span>
              {w.acknowledgedBy(acknowledgedBy.name)}, <Instant at={acknowledgedBy.at} reader={reader} />
            </span>
          )
          : <span class="soft">{w.notAcknowledged}</span>}
      </p>
      {mayWork ? <Assignment {...props} /> : assignee !== null && (
        <p class="text-sm">
          {w.assigned} <strong>{assignee}</strong>
        </p>
      )}
      <Notes {...props} />
    </section>
  );
}

function Assignment({ novedad: { assigneeId, assignee }, members, me, errors, w, pathOf }: WorkProps) {
  const others = members.filter(({ id }) => id !== me.id);
  const isListed = assigneeId === null || assigneeId === me.id || others.some(({ id }) => id === assigneeId);
  const options = [
    ["", w.nobody],
    [me.id, w.me(me.name)],
    ...others.map(({ id, name }) => [id, name]),
    ...(isListed ? [] : [[assigneeId, assignee ?? ""]]),
  ];
  return (
    <form class="flex flex-wrap items-end gap-2" method="post" action={pathOf("assign")}>
      <div class="field min-w-0 flex-1 basis-56">
        <label for="assignee">{w.assignee}</label>
        <select
          id="assignee"
          name="user_id"
          class="select select-sm"
          aria-keyshortcuts="a"
          {...describedBy("assignee", { error: errors.assignee })}
        >
          {options.map(([id, name]) => (
            <option value={id ?? ""} selected={(id ?? "") === (assigneeId ?? "")}>{name}</option>
          ))}
        </select>
        <Remarks id="assignee" error={errors.assignee} />
      </div>
      <button class="btn btn-sm" type="submit">{w.assign}</button>
    </form>
  );
}

function Notes({ novedad: { notesList }, reader, w, mayWork, note, errors, mostNotes, pathOf }: WorkProps) {
  return (
    <div class="grid gap-3">
      <h4 class="font-semibold">{w.notes}</h4>
      {notesList.length === 0 && <p class="soft text-sm">{w.noNotes}</p>}
      {notesList.length >= mostNotes && (
        <p class="soft small">{w.olderNotes(formatCount(mostNotes, reader.locale))}</p>
      )}
      <ul class="grid gap-3">
        {notesList.map(({ author, text, at }) => (
          <li class="flex gap-3">
            <Avatar name={author} size="size-7" />
            <div class="min-w-0">
              <p class="text-sm">
                <strong>{author}</strong>{" "}
                <span class="soft">
                  <Instant at={at} reader={reader} />
                </span>
              </p>
              <p class="whitespace-pre-line">{text}</p>
            </div>
          </li>
        ))}
      </ul>
      {mayWork && (
        <form class="form gap-2" method="post" action={pathOf("notes")}>
          <div class="field">
            <label for="note">{w.noteLabel}</label>
            <textarea
              id="note"
              name="text"
              class="textarea"
              rows={2}
              maxlength={2000}
              placeholder={w.notePlaceholder}
              aria-keyshortcuts="n"
              {...describedBy("note", { error: errors.note })}
            >
              {note}
            </textarea>
            <Remarks id="note" error={errors.note} />
          </div>
          <button class="btn btn-sm" type="submit">{w.addNote}</button>
        </form>
      )}
    </div>
  );
}
