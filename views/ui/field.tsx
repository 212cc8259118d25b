import type { Child } from "hono/jsx";

interface FieldProps {
  name: string;
  /** Where the page has several of that name; the name itself otherwise. */
  id?: string;
  label: string;
  type?: "text" | "email" | "password" | "search" | "date" | "time";
  value?: string;
  hint?: string;
  /** What is wrong with it. */
  error?: string;
  placeholder?: string;
  autocomplete?: string;
  maxlength?: number;
  required?: boolean;
  autofocus?: boolean;
}

/** A labelled input; hint and error are read together with it. */
export function Field({ name, id = name, label, type = "text", hint, error, ...input }: FieldProps) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} name={name} type={type} class="input" {...describedBy(id, { hint, error })} {...input} />
      <Remarks id={id} hint={hint} error={error} />
    </div>
  );
}

interface LinesProps {
  name: string;
  label: string;
  value: string;
  rows: number;
  maxlength: number;
  hint?: string;
  error?: string;
}

/** For text of several lines. */
export function Lines({ name, label, value, hint, error, ...area }: LinesProps) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <textarea id={name} name={name} class="textarea" {...describedBy(name, { hint, error })} {...area}>
        {value}
      </textarea>
      <Remarks id={name} hint={hint} error={error} />
    </div>
  );
}

interface RemarksProps {
  id: string;
  hint?: string;
  error?: string;
}

/** What stands below an input. */
export function Remarks({ id, hint, error }: RemarksProps) {
  return (
    <>
      {hint !== undefined && <span class="soft small" id={`${id}-hint`}>{hint}</span>}
      {error !== undefined && <span class="wrong" id={`${id}-error`}>{error}</span>}
    </>
  );
}

/** So that they are read together with it. */
export function describedBy(id: string, { hint, error }: Omit<RemarksProps, "id">) {
  const ids = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`].filter(Boolean);
  return {
    "aria-describedby": ids.join(" ") || undefined,
    "aria-invalid": error === undefined ? undefined : "true" as const,
  };
}

interface TickProps {
  name: string;
  value: string;
  isChosen?: boolean;
  required?: boolean;
  children: Child;
}

/** A box to tick, beside what it stands for. */
export function Tick({ name, value, isChosen, required, children }: TickProps) {
  return (
    <label class="tick">
      <input
        class="checkbox checkbox-sm"
        type="checkbox"
        name={name}
        value={value}
        checked={isChosen}
        required={required}
      />
      <span>{children}</span>
    </label>
  );
}

interface ChoiceProps {
  name: string;
  /** Where the page has several of that name; the name itself otherwise. */
  id?: string;
  label: string;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
}

export function Choice({ name, id = name, label, value, options }: ChoiceProps) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} name={name} class="select">
        {options.map(([option, text]) => <Option value={option} text={text} isChosen={option === value} />)}
      </select>
    </div>
  );
}

function Option({ value, text, isChosen }: { value: string; text: string; isChosen: boolean }) {
  return <option value={value} selected={isChosen}>{text}</option>;
}
