import { Avatar } from "../ui/avatar.tsx";
import { Instant } from "../ui/dates.tsx";
import { Lines } from "../ui/field.tsx";
import type { Reader } from "../ui/reader.ts";
import { caseWords } from "./case_words.ts";
import { anchorOf } from "./entry.tsx";

export interface NotesProps {
  /** The page of the solicitud. */
  page: string;
  items: readonly {
    id: string;
    author: string;
    text: string;
    createdAt: Date;
    /** The entry that it is about; null: the whole case, or what is no entry. */
    about: { actuacionId: string; name: string } | null;
  }[];
  nextPage: string | null;
  /** What was typed, and what is wrong with it; null for who may not write. */
  form: { text: string; error?: string } | null;
}

/** What colleagues wrote, about the case and about its novedades, in the order in which they did. */
export function Notes({ notes, reader }: { notes: NotesProps; reader: Reader }) {
  const { page, items, nextPage, form } = notes;
  const w = caseWords(reader.locale);
  return (
    <section class="panel no-print" id="notes" aria-labelledby="notes-title">
      <h2 id="notes-title">{w.notes}</h2>
      {items.length === 0 && <p class="soft small">{w.noNotes}</p>}
      {items.length > 0 && (
        <ol class="rows">
          {items.map((note) => (
            <li id={`note-${note.id}`}>
              <div class="flex items-center gap-2">
                <Avatar name={note.author} size="size-7" />
                <div class="min-w-0">
                  <p class="font-medium leading-tight">{note.author}</p>
                  <p class="soft small leading-tight">
                    <Instant at={note.createdAt} reader={reader} />
                  </p>
                </div>
              </div>
              {note.about && (
                <p class="small">
                  {w.noteAbout}{" "}
                  <a href={`${page}?entry=${note.about.actuacionId}#${anchorOf(note.about.actuacionId)}`}>
                    {note.about.name}
                  </a>
                </p>
              )}
              <p class="whitespace-pre-line">{note.text}</p>
            </li>
          ))}
        </ol>
      )}
      {nextPage !== null && <a href={nextPage}>{w.moreNotes}</a>}
      {form !== null && (
        <form class="form" method="post" action={`${page}/notes#notes`}>
          <Lines
            name="text"
            label={w.noteLabel}
            value={form.text}
            rows={3}
            maxlength={2000}
            hint={w.noteHint}
            error={form.error}
          />
          <button class="btn btn-sm" type="submit">{w.addNote}</button>
        </form>
      )}
    </section>
  );
}
