/** What the clocks of a provider and of LEXIA may differ. */
export const SKEW_SECONDS = 60;
export const SKEW_MS = SKEW_SECONDS * 1_000;
