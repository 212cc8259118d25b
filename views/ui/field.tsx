interface FieldProps {
  name: string;
  label: string;
  type?: "text" | "email" | "password" | "search" | "date";
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
export function Field({ name, label, type = "text", hint, error, ...input }: FieldProps) {
  const hintId = hint === undefined ? undefined : `${name}-hint`;
  const errorId = error === undefined ? undefined : `${name}-error`;
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        type={type}
        aria-describedby={[hintId, errorId].filter((id) => id !== undefined).join(" ") || undefined}
        aria-invalid={error === undefined ? undefined : "true"}
        {...input}
      />
      {hint !== undefined && <span class="soft small" id={hintId}>{hint}</span>}
      {error !== undefined && <span class="wrong" id={errorId}>{error}</span>}
    </div>
  );
}

interface ChoiceProps {
  name: string;
  label: string;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
}

export function Choice({ name, label, value, options }: ChoiceProps) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <select id={name} name={name}>
        {options.map(([option, text]) => (
          <Option key={option} value={option} text={text} isChosen={option === value} />
        ))}
      </select>
    </div>
  );
}

function Option({ value, text, isChosen }: { value: string; text: string; isChosen: boolean }) {
  return <option value={value} selected={isChosen}>{text}</option>;
}
