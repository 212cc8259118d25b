/** How long each proof of a sign-in holds, in seconds. */

export const ACCESS_TOKEN_SECONDS = 15 * 60;
/** From the sign-in on; using a refresh token does not make it longer. */
export const TOKEN_SESSION_SECONDS = 30 * 24 * 60 * 60;
export const BROWSER_SESSION_SECONDS = 14 * 24 * 60 * 60;
/** What instances' clocks may differ. */
export const CLOCK_TOLERANCE_SECONDS = 30;
