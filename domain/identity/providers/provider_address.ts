/** Where a provider may be: over TLS, or on this very machine without, which only the configuration can allow. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether it may be kept at all. Whether LEXIA goes there without TLS is decided when it does. */
export function isProviderAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  const isBare = username === "" && password === "" && search === "" && hash === "";
  return isBare && (protocol === "https:" || (protocol === "http:" && LOOPBACK.test(hostname)));
}

/** As `isProviderAddress`, with a query. */
export function isSignInAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  url.search = "";
  return isProviderAddress(url.href);
}

/** Whether a browser may be sent there. */
export function mayBeSentTo(address: string, { allowHttp }: { allowHttp: boolean }): boolean {
  return isSignInAddress(address) && (allowHttp || new URL(address).protocol === "https:");
}
