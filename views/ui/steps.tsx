/** Where one is on a way of several steps. */
export function Steps(
  { label, steps, current }: { label: string; steps: readonly string[]; current: number },
) {
  return (
    <ol class="steps w-full text-xs sm:text-sm" aria-label={label}>
      {steps.map((step, i) => (
        <li
          class={`step ${i <= current ? "step-primary" : ""}`}
          aria-current={i === current ? "step" : undefined}
        >
          {step}
        </li>
      ))}
    </ol>
  );
}
