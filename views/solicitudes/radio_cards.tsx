interface RadioCardsProps {
  name: string;
  legend: string;
  value: string;
  options: readonly { value: string; label: string; text: string; mark?: string }[];
  error?: string;
}

/** A choice among few, each with what it means. */
export function RadioCards({ name, legend, value, options, error }: RadioCardsProps) {
  return (
    <fieldset class="grid gap-2" aria-describedby={error === undefined ? undefined : `${name}-error`}>
      <legend class="pb-2 text-[0.9375rem] font-[550]">{legend}</legend>
      <div class="grid gap-3 sm:grid-cols-2">
        {options.map((option) => <Card {...option} name={name} isChosen={option.value === value} />)}
      </div>
      {error !== undefined && <span class="wrong" id={`${name}-error`}>{error}</span>}
    </fieldset>
  );
}

type CardProps = RadioCardsProps["options"][number] & { name: string; isChosen: boolean };

function Card({ name, value, label, text, mark, isChosen }: CardProps) {
  return (
    <label class="flex cursor-pointer items-start gap-3 rounded-field border border-base-300 p-3 hover:border-base-content/40 has-checked:border-primary has-checked:bg-primary/5">
      <input
        class="radio radio-sm mt-0.5 checked:text-primary flex-none"
        type="radio"
        name={name}
        value={value}
        checked={isChosen}
      />
      <span class="grid gap-0.5">
        <span class="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm font-medium">
          {label}
          {mark !== undefined && <span class="badge badge-soft badge-success badge-xs">{mark}</span>}
        </span>
        <span class="soft small">{text}</span>
      </span>
    </label>
  );
}
