/** The days on which the organization knows that courts are closed. */
import { Day } from "../ui/dates.tsx";
import { Field } from "../ui/field.tsx";
import { Sure } from "../ui/sure.tsx";
import type { SectionProps } from "./settings.tsx";

export interface ClosureProps {
  id: string;
  name: string;
  source: string | null;
  officePrefix: string | null;
  startsOn: string;
  endsOn: string;
}

/** As they are typed. */
export interface ClosureFields {
  name: string;
  starts_on: string;
  ends_on: string;
  office_prefix: string;
  source: string;
}

export function Calendar(props: SectionProps) {
  const { w, closures } = props;
  return (
    <section id="calendar" class="panel" aria-labelledby="calendar-title">
      <h2 id="calendar-title">{w.calendar}</h2>
      <p class="soft">{w.calendarAbout}</p>
      {closures.length === 0 && <p>{w.closuresNone}</p>}
      {closures.length > 0 && (
        <ul class="rows">
          {closures.map((one) => <Closure closure={one} section={props} />)}
        </ul>
      )}
      <NewClosure {...props} />
    </section>
  );
}

function Closure({ closure, section }: { closure: ClosureProps; section: SectionProps }) {
  const { w, frame: { reader: { locale } } } = section;
  const { id, name, source, officePrefix, startsOn, endsOn } = closure;
  return (
    <li>
      <div class="head">
        <div>
          <p class="font-medium">{name}</p>
          <p class="soft small">
            <Day day={startsOn} locale={locale} />
            {endsOn !== startsOn && (
              <>
                {" – "}
                <Day day={endsOn} locale={locale} />
              </>
            )}
            {" · "}
            {officePrefix === null ? w.closureAll : `${w.closureOffice} ${officePrefix}`}
            {source !== null && ` · ${source}`}
          </p>
        </div>
        <Sure
          action="/organization/closures/remove"
          label={w.closureRemove}
          about={name}
          question={w.closureRemoveQuestion}
          answer={w.closureRemoveAnswer}
        >
          <input type="hidden" name="id" value={id} />
        </Sure>
      </div>
    </li>
  );
}

function NewClosure({ w, newClosure, errors }: SectionProps) {
  return (
    <form class="form" method="post" action="/organization/closures">
      <div class="columns">
        <Field
          name="closure_name"
          label={w.closureName}
          value={newClosure.name}
          error={errors.closure_name}
          maxlength={200}
          required
        />
        <Field
          name="starts_on"
          label={w.closureFrom}
          type="date"
          value={newClosure.starts_on}
          error={errors.starts_on}
          required
        />
        <Field
          name="ends_on"
          label={w.closureUntil}
          type="date"
          value={newClosure.ends_on}
          error={errors.ends_on}
          required
        />
      </div>
      <div class="columns">
        <Field
          name="office_prefix"
          label={w.closureOffice}
          value={newClosure.office_prefix}
          hint={w.closureOfficeHint}
          error={errors.office_prefix}
          maxlength={12}
        />
        <Field
          name="source"
          label={w.closureSource}
          value={newClosure.source}
          hint={w.closureSourceHint}
          error={errors.source}
          maxlength={200}
        />
      </div>
      <button class="btn" type="submit">{w.closureAdd}</button>
    </form>
  );
}
