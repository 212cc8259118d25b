/** Which column is which, asked with the first rows before the eyes. */
import { describedBy, Remarks } from "../ui/field.tsx";
import type { Locale } from "../ui/reader.ts";
import { BULK_PATH } from "../solicitudes/new_tabs.tsx";
import { type BulkWords, bulkWords } from "./page_words.ts";

export interface PreviewColumn {
  position: number;
  heading: string | null;
  samples: readonly string[];
}

export type Role = "radicado" | "alias" | "notes" | "frequency";

/** As the form sends it; an empty text is none. */
export type MappingTyped = Readonly<Record<Role | "header_row", string>>;

interface MappingFormProps {
  locale: Locale;
  id: string;
  columns: readonly PreviewColumn[];
  typed: MappingTyped;
  /** LEXIA had an answer, and the person wants another one. */
  isChange: boolean;
  errors: readonly string[];
}

const ROLES: readonly Role[] = ["radicado", "alias", "notes", "frequency"];

export function MappingForm({ locale, id, columns, typed, isChange, errors }: MappingFormProps) {
  const w = bulkWords(locale);
  return (
    <section class="panel" aria-labelledby="mapping">
      <h2 id="mapping">{w.map.title}</h2>
      <p class="soft">{isChange ? w.map.change : w.map.text}</p>
      <Preview columns={columns} words={w} />
      <form class="grid gap-4" method="get" action={`${BULK_PATH}/${id}`}>
        <div class="grid gap-4 sm:grid-cols-2 xl:grid-cols-5">
          {ROLES.map((role) => (
            <RoleField
              role={role}
              columns={columns}
              value={typed[role]}
              words={w}
              error={errors.includes(role) ? w.map.error : undefined}
            />
          ))}
          <div class="field">
            <label for="header_row">{w.map.heading}</label>
            <input
              id="header_row"
              name="header_row"
              class="input"
              type="number"
              min={0}
              max={1_100_000}
              value={typed.header_row}
              {...describedBy("header_row", { hint: w.map.headingHint })}
            />
            <Remarks id="header_row" hint={w.map.headingHint} />
          </div>
        </div>
        <button class="btn btn-primary justify-self-start" type="submit">{w.map.submit}</button>
      </form>
    </section>
  );
}

interface RoleFieldProps {
  role: Role;
  columns: readonly PreviewColumn[];
  value: string;
  words: BulkWords;
  error?: string;
}

function RoleField({ role, columns, value, words: { map }, error }: RoleFieldProps) {
  return (
    <div class="field">
      <label for={role}>{map.roles[role]}</label>
      <select
        id={role}
        name={role}
        class="select"
        required={role === "radicado"}
        {...describedBy(role, { error })}
      >
        <option value="" selected={value === ""}>{map.none}</option>
        {columns.map(({ position, heading }) => (
          <option value={String(position)} selected={value === String(position)}>
            {titleOf({ position, heading }, map)}
          </option>
        ))}
      </select>
      <Remarks id={role} error={error} />
    </div>
  );
}

function titleOf(
  { position, heading }: Pick<PreviewColumn, "position" | "heading">,
  map: BulkWords["map"],
): string {
  return heading === null || heading.trim() === "" ? map.column(position) : `${position}. ${heading}`;
}

function Preview({ columns, words: { map } }: { columns: readonly PreviewColumn[]; words: BulkWords }) {
  const height = Math.max(0, ...columns.map(({ samples }) => samples.length));
  return (
    <div
      class="overflow-x-auto rounded-box border border-base-300"
      role="region"
      aria-label={map.table}
      tabindex={0}
    >
      <table class="table table-sm">
        <thead>
          <tr>
            {columns.map((column) => <th scope="col">{titleOf(column, map)}</th>)}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: height }, (_, row) => (
            <tr>
              {columns.map(({ samples }) => <td class="number nowrap">{samples[row] ?? ""}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
