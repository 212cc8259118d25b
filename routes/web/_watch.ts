/** How often, and how one wants to hear of it: as the forms that register have it, and as verbs take it. */
import { FREQUENCIES, type Frequency, type NotifyChoice } from "#domain/solicitudes/solicitud.ts";
import type { WatchTyped } from "#views/solicitudes/watch_fields.tsx";
import { textIn } from "./_page.ts";

export function watchTypedIn(fields: Record<string, unknown>): WatchTyped {
  return { frequency: frequencyIn(fields), notice: textIn(fields, "notice") || "change" };
}

export function watchOf({ frequency, notice }: WatchTyped): { frequency: Frequency; notify: NotifyChoice } {
  const known = FREQUENCIES.find((one) => one === frequency);
  return { frequency: known ?? "dynamic", notify: NOTIFY[notice] ?? AT_CHANGE };
}

function frequencyIn(fields: Record<string, unknown>): Frequency {
  return FREQUENCIES.find((one) => one === textIn(fields, "frequency")) ?? "dynamic";
}

const AT_CHANGE: NotifyChoice = { email: true, when: "change", muted: false };

const NOTIFY: Readonly<Record<string, NotifyChoice>> = {
  change: AT_CHANGE,
  every_check: { email: true, when: "every_check", muted: false },
  digest: { email: true, when: "digest", muted: false },
  muted: { email: false, when: "change", muted: true },
};
