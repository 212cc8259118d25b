/** Which site a program is to ask, by its arguments. */
import { Site } from "./site.ts";

export interface SiteArguments {
  url?: string;
  connect?: string;
  "http-port"?: string;
  "ca-file"?: string;
}

/** @throws what `refuse` makes, for an address that is none and for a file that cannot be read. */
export function siteOf(
  values: SiteArguments,
  otherwise: string | null,
  refuse: (problem: string) => Error,
): Site {
  const url = URL.parse(values.url ?? otherwise ?? "");
  if (url === null || !/^https?:$/.test(url.protocol) || url.pathname !== "/" || url.search !== "") {
    throw refuse("Give --url, such as https://lexia.example.com, with nothing behind the name");
  }
  const httpPort = values["http-port"] ?? "80";
  if (!/^[1-9]\d{0,4}$/.test(httpPort)) throw refuse("Give --http-port as a number");
  return new Site({
    url,
    address: values.connect,
    httpPort: Number(httpPort),
    ca: authorities(values["ca-file"], refuse),
  });
}

function authorities(path: string | undefined, refuse: (problem: string) => Error): string | undefined {
  if (path === undefined) return undefined;
  try {
    return Deno.readTextFileSync(path);
  } catch {
    throw refuse("Cannot read the file that --ca-file names");
  }
}
