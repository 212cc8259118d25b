import { Field } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import { RefusalNotice } from "../ui/refusal.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { ALL, atList, isNarrowed, type ListQuery, queryText } from "./list_query.ts";
import type { ListWords } from "./list_words.ts";

export interface ViewTab {
  id: string;
  name: string;
  query: string;
}

/** What was typed for a view, and what is wrong with it. */
export interface ViewForm {
  /** The one to be renamed; null for a new one. */
  id: string | null;
  name: string;
  nameError?: string;
  refusal?: string;
}

interface ViewsProps {
  query: ListQuery;
  views: readonly ViewTab[];
  form: ViewForm | null;
  w: ListWords;
}

/** LEXIA's own views and those that the person has saved, as tabs, and the forms that save, rename and delete them. */
export function Views({ query, views, form, w }: ViewsProps) {
  const here = queryText(query);
  const quick = [
    { label: w.quick.all, query: "" },
    { label: w.quick.unread, query: queryText({ ...ALL, unread: "1" }) },
    { label: w.quick.doubt, query: queryText({ ...ALL, verdict: "doubt" }) },
  ];
  const saved = views.map(({ name, query }) => ({ label: name, query }));
  const tabs = [...quick, ...saved].map(({ label, query }) => ({
    label,
    href: atList(query),
    isCurrent: query === here,
  }));
  const current = views.find((view) => view.query === here);
  const canSave = !current && !quick.some((one) => one.query === here) &&
    (isNarrowed(query) || query.sort !== "") && query.ids.length === 0;
  return (
    <div id="views" class="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div class="flex flex-wrap items-center gap-2 border-b border-base-300">
        <div class="mr-auto min-w-0">
          <Tabs label={w.views} tabs={tabs} />
        </div>
        {(canSave || current) && (
          <button class="btn btn-ghost btn-sm" type="button" popovertarget="view">
            <Icon name={current ? "pencil" : "bookmark"} />
            {current ? w.editView : w.saveView}
          </button>
        )}
      </div>
      {current && <Edit view={current} w={w} />}
      {canSave && (
        <div id="view" popover="auto" class="menu-sheet">
          <Save name="" here={here} w={w} />
        </div>
      )}
      {form && (
        <section class="panel" aria-label={form.id === null ? w.saveView : w.editView}>
          {form.refusal !== undefined && <RefusalNotice text={form.refusal} />}
          {form.id === null
            ? <Save name={form.name} error={form.nameError} here={here} w={w} again />
            : <Rename id={form.id} name={form.name} error={form.nameError} here={here} w={w} again />}
        </section>
      )}
    </div>
  );
}

interface SaveProps {
  name: string;
  error?: string;
  here: string;
  w: ListWords;
  /** Shown a second time, beside the one that opens. */
  again?: boolean;
}

function Save({ name, error, here, w, again = false }: SaveProps) {
  return (
    <form class="form p-2" method="post" action="/solicitudes/views">
      <input type="hidden" name="view" value={here} />
      <Field
        name="name"
        id={again ? "view-name-again" : "view-name"}
        label={w.viewName}
        value={name}
        error={error}
        hint={w.viewHint}
        maxlength={60}
        autocomplete="off"
        required
      />
      <button class="btn btn-primary btn-sm" type="submit">{w.save}</button>
    </form>
  );
}

function Edit({ view, w }: { view: ViewTab; w: ListWords }) {
  return (
    <div id="view" popover="auto" class="menu-sheet">
      <Rename id={view.id} name={view.name} here={view.query} w={w} />
      <form
        class="grid gap-2 border-t border-base-300 p-2"
        method="post"
        action={`/solicitudes/views/${view.id}/delete`}
      >
        <p class="soft small">{w.deleteViewSure}</p>
        <button class="btn btn-error btn-outline btn-sm justify-self-start" type="submit">
          {w.deleteView}
        </button>
      </form>
    </div>
  );
}

function Rename({ id, name, error, here, w, again = false }: SaveProps & { id: string }) {
  return (
    <form class="form p-2" method="post" action={`/solicitudes/views/${id}/rename`}>
      <input type="hidden" name="view" value={here} />
      <Field
        name="name"
        id={again ? "view-name-again" : "view-name"}
        label={w.viewName}
        value={name}
        error={error}
        maxlength={60}
        autocomplete="off"
        required
      />
      <button class="btn btn-primary btn-sm" type="submit">{w.rename}</button>
    </form>
  );
}
