/** Where a search looks: narrowed step by step, from the department to the office. */
import { Notice } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { Remarks } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import type { Reader } from "../ui/reader.ts";
import { SEARCH_PATH } from "./new_tabs.tsx";
import { type SearchWords, searchWords } from "./search_words.ts";

/** Where the search is narrowed to, and what lies there. */
export interface PlaceProps {
  /** From the departamento on; empty: the whole country. */
  chosen: readonly { code: string; name: string }[];
  /** The next step; null under an office. */
  next: {
    level: string;
    options: readonly { code: string; name: string }[];
    isAwaited: boolean;
    /** When the portal's list was read; null for LEXIA's own. */
    readAt: Date | null;
  } | null;
  error?: string;
}

const ID = "place";

/** A choice shows the next step at once; without a script the button does. */
const FURTHER = {
  "hx-get": SEARCH_PATH,
  "hx-include": "closest form",
  "hx-target": `#${ID}`,
  "hx-select": `#${ID}`,
  "hx-swap": "outerHTML",
};

export function Place({ chosen, next, error, reader }: PlaceProps & { reader: Reader }) {
  const w = searchWords(reader.locale);
  const here = chosen.at(-1);
  return (
    <fieldset
      id={ID}
      class="grid gap-3 rounded-box border border-base-300 p-4"
      aria-describedby={error === undefined ? undefined : "despacho-error"}
    >
      <legend class="px-1 text-[0.9375rem] font-[550]">{w.place}</legend>
      <div class="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p class="mr-auto flex items-start gap-2 font-medium" role="status">
          <Icon name="landmark" class="mt-1 size-4 flex-none text-primary" />
          {here ? chosen.map(({ name }) => name).join(" › ") : w.country}
        </p>
        {here && <ClearButton words={w} />}
      </div>
      <input type="hidden" name="path" value={here?.code ?? ""} />
      {next && next.options.length > 0 && <Next {...next} words={w} />}
      {next?.isAwaited && (
        <Notice tone="info">
          <p>{w.awaited}</p>
          <StepButton label={w.retry} />
        </Notice>
      )}
      <Remarks id="despacho" error={error} />
      {next && !next.isAwaited && (
        <p class="soft small">
          {next.readAt
            ? (
              <>
                {w.readOn} <Instant at={next.readAt} reader={reader} />
              </>
            )
            : w.builtIn}
        </p>
      )}
    </fieldset>
  );
}

function Next({ level, options, words: w }: NonNullable<PlaceProps["next"]> & { words: SearchWords }) {
  return (
    <div class="line">
      <div class="field">
        <label for="next">{`${w.steps[level] ?? level} (${w.optional})`}</label>
        <select id="next" name="next" class="select" {...FURTHER} hx-trigger="change">
          <option value="" selected>{w.everything}</option>
          {options.map((option) => <Option {...option} />)}
        </select>
      </div>
      <StepButton label={w.narrow} />
    </div>
  );
}

function Option({ code, name }: { code: string; name: string }) {
  return <option value={code}>{name}</option>;
}

/** Shows the form again, one step further. */
function StepButton({ label }: { label: string }) {
  return (
    <button class="btn" type="submit" formmethod="get" formaction={SEARCH_PATH} formnovalidate>
      {label}
    </button>
  );
}

function ClearButton({ words }: { words: SearchWords }) {
  return (
    <button
      class="btn btn-sm"
      type="submit"
      formmethod="get"
      formaction={SEARCH_PATH}
      formnovalidate
      name="clear"
      value="1"
    >
      <Icon name="x" />
      {words.clear}
    </button>
  );
}
