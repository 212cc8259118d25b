interface MeterProps {
  /** What is measured, for who hears it. */
  label: string;
  value: number;
  /** Null: no limit, and nothing is drawn. */
  max: number | null;
}

/** How much of a limit is used: calm, then warning from 80 %, then bad at the limit. */
export function Meter({ label, value, max }: MeterProps) {
  if (max === null) return null;
  const share = max === 0 ? 1 : value / max;
  const tone = share >= 1 ? "progress-error" : share >= 0.8 ? "progress-warning" : "progress-primary";
  return (
    <progress class={`progress w-full ${tone}`} value={Math.min(value, max)} max={max} aria-label={label}>
    </progress>
  );
}
