/** In which language somebody reads, and by which clock. */
export type Locale = "es" | "en";

export interface Reader {
  locale: Locale;
  /** IANA name, such as `America/Bogota`. */
  timeZone: string;
}

/** Of somebody of whom nothing is known. */
export const COLOMBIAN: Reader = { locale: "es", timeZone: "America/Bogota" };
