/** The first letters of a name, as a picture of the person; the name itself stands beside it or is its label. */
export function Avatar({ name, size = "size-8" }: { name: string; size?: string }) {
  return (
    <span
      class={`initials ${size}`}
      aria-hidden="true"
    >
      {initials(name)}
    </span>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const [first = "", last = ""] = words.length > 1 ? [words[0], words.at(-1)] : words;
  return [first, last].map((word) => Array.from(word)[0] ?? "").join("").toLocaleUpperCase();
}
