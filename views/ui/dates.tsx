/** Instants are shown as the reader's clock has them; court dates are days, and no time zone moves them. */
import { COLOMBIAN, type Locale, type Reader } from "./reader.ts";

/** `23 nov 2026, 3:04 p. m.`, or `Nov 23, 2026, 3:04 PM`; by Bogotá's clock where no other is named. */
export function formatInstant(
  at: Date,
  locale: Locale = "es",
  timeZone: string = COLOMBIAN.timeZone,
): string {
  const key = `${locale} ${timeZone} ${Math.floor(at.getTime() / 60_000)}`;
  return known(instants, key, () => {
    const text = formatOf(locale, INSTANT, timeZone).format(at);
    // The locale leaves "p. m." free to break over two lines.
    if (locale === "en") return text.replace(/\s(AM|PM)$/, "\u00a0$1");
    return withoutDe(text).replace(/\s([ap]\.)\s(m\.)$/, "\u00a0$1\u00a0$2");
  });
}

/** `3:04 p. m.`, or `3:04 PM`. */
export function formatTime(at: Date, { locale, timeZone }: Reader): string {
  const text = formatOf(locale, TIME, timeZone).format(at);
  return text.replaceAll(/\s/g, "\u00a0");
}

/** `2026-05-21` as `21 may 2026`, or `May 21, 2026`. */
export function formatDay(day: string, locale: Locale = "es"): string {
  return known(days, `${locale} ${day}`, () => {
    const text = formatOf(locale, DAY).format(midnight(day));
    return locale === "en" ? text : withoutDe(text);
  });
}

/** Lists are full of the same few days, and of what was verified within the same minutes. */
const days = new Map<string, string>();
const instants = new Map<string, string>();
/** Court dates are of a few years, but nothing keeps a portal from others. */
const MOST_KNOWN = 5_000;

function known(texts: Map<string, string>, key: string, write: () => string): string {
  const kept = texts.get(key);
  if (kept !== undefined) return kept;
  const text = write();
  if (texts.size >= MOST_KNOWN) texts.clear();
  texts.set(key, text);
  return text;
}

/** `2026-11-23` as `lunes, 23 de noviembre de 2026`, or `Monday, November 23, 2026`. */
export function formatLongDay(day: string, locale: Locale): string {
  return formatOf(locale, LONG_DAY).format(midnight(day));
}

/** `hace 4 minutos`, `in 2 days`: how far `at` is from `now`. */
export function formatDistance(at: Date, now: Date, locale: Locale): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  const [unit, length] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return distanceOf(locale).format(Math.trunc(seconds / length), unit);
}

/** `1.234`, or `1,234`. */
export function formatCount(count: number, locale: Locale, options?: Intl.NumberFormatOptions): string {
  return count.toLocaleString(tagOf(locale), options);
}

/** As the options say, such as a month alone; they are a constant, by which the format is found again. */
export function formatDate(at: Date, locale: Locale, options: Intl.DateTimeFormatOptions): string {
  return formatOf(locale, options).format(at);
}

interface InstantProps {
  at: Date;
  reader?: Reader;
}

export function Instant({ at, reader = COLOMBIAN }: InstantProps) {
  return <time datetime={at.toISOString()}>{formatInstant(at, reader.locale, reader.timeZone)}</time>;
}

/** How long ago, or until when; the instant itself is told to who points at it. */
export function Ago({ at, now, reader }: { at: Date; now: Date; reader: Reader }) {
  const { locale, timeZone } = reader;
  return (
    <time datetime={at.toISOString()} title={formatInstant(at, locale, timeZone)}>
      {formatDistance(at, now, locale)}
    </time>
  );
}

export function Day({ day, locale = "es" }: { day: string; locale?: Locale }) {
  return <time datetime={day}>{formatDay(day, locale)}</time>;
}

function midnight(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

/** `21 de may de 2026` is what the locale gives: too long for tables. */
function withoutDe(text: string): string {
  return text.replaceAll(" de ", " ");
}

function tagOf(locale: Locale): string {
  return locale === "en" ? "en" : "es-CO";
}

/** Made when first needed: opening the locale's data takes longer than a small program's whole start. */
const formats = new WeakMap<Intl.DateTimeFormatOptions, Map<string, Intl.DateTimeFormat>>();
const distances = new Map<Locale, Intl.RelativeTimeFormat>();

/** Found again by the very object that says what is shown. */
function formatOf(
  locale: Locale,
  options: Intl.DateTimeFormatOptions,
  timeZone = options.timeZone ?? "",
): Intl.DateTimeFormat {
  const known = formats.get(options)?.get(`${locale} ${timeZone}`);
  if (known) return known;
  const made = new Intl.DateTimeFormat(tagOf(locale), { ...options, ...(timeZone && { timeZone }) });
  const ofOptions = formats.get(options) ?? new Map();
  formats.set(options, ofOptions.set(`${locale} ${timeZone}`, made));
  return made;
}

function distanceOf(locale: Locale): Intl.RelativeTimeFormat {
  const known = distances.get(locale);
  if (known) return known;
  const made = new Intl.RelativeTimeFormat(tagOf(locale), { numeric: "auto" });
  distances.set(locale, made);
  return made;
}

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["week", 7 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

const INSTANT: Intl.DateTimeFormatOptions = {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "numeric",
  minute: "2-digit",
};

const TIME: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit" };

const LONG_DAY: Intl.DateTimeFormatOptions = { dateStyle: "full", timeZone: "UTC" };

const DAY: Intl.DateTimeFormatOptions = {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
};
