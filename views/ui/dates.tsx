/** Instants are shown as Bogotá's clock has them; court dates are days, and no time zone moves them. */

/** `23 nov 2026, 3:04 p. m.`, or `Nov 23, 2026, 3:04 PM`. */
export function formatInstant(at: Date, locale: "es" | "en" = "es"): string {
  if (locale === "en") {
    englishInstants ??= new Intl.DateTimeFormat("en", INSTANT);
    return englishInstants.format(at);
  }
  instants ??= new Intl.DateTimeFormat("es-CO", INSTANT);
  // The locale leaves "p. m." free to break over two lines.
  return withoutDe(instants.format(at)).replace(/\s([ap]\.)\s(m\.)$/, "\u00a0$1\u00a0$2");
}

/** `2026-05-21` as `21 may 2026`. */
export function formatDay(day: string): string {
  days ??= new Intl.DateTimeFormat("es-CO", DAY);
  return withoutDe(days.format(new Date(`${day}T00:00:00Z`)));
}

export function Instant({ at }: { at: Date }) {
  return <time dateTime={at.toISOString()}>{formatInstant(at)}</time>;
}

export function Day({ day }: { day: string }) {
  return <time dateTime={day}>{formatDay(day)}</time>;
}

/** `21 de may de 2026` is what the locale gives: too long for tables. */
function withoutDe(text: string): string {
  return text.replaceAll(" de ", " ");
}

// Made when first needed: opening the locale's data takes longer than a small program's whole start.
let instants: Intl.DateTimeFormat | undefined;
let englishInstants: Intl.DateTimeFormat | undefined;
let days: Intl.DateTimeFormat | undefined;

const INSTANT: Intl.DateTimeFormatOptions = {
  timeZone: "America/Bogota",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "numeric",
  minute: "2-digit",
};

const DAY: Intl.DateTimeFormatOptions = {
  timeZone: "UTC",
  day: "numeric",
  month: "short",
  year: "numeric",
};
