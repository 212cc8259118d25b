/** What a User-Agent says of a device, as far as people care. It is a claim: it tells sessions apart, and proves nothing. */

export interface Device {
  /** `Firefox`; null where it is none that is known here. */
  app: string | null;
  /** `Windows` */
  system: string | null;
}

/** The first that is found counts: browsers name those that they descend from as well. */
const APPS: readonly (readonly [mark: string, name: string])[] = [
  ["Edg", "Edge"],
  ["OPR/", "Opera"],
  ["SamsungBrowser/", "Samsung Internet"],
  ["Firefox/", "Firefox"],
  ["FxiOS/", "Firefox"],
  ["CriOS/", "Chrome"],
  ["Chrome/", "Chrome"],
  ["Safari/", "Safari"],
  ["curl/", "curl"],
  ["python-requests/", "Python"],
  ["PostmanRuntime/", "Postman"],
  ["Deno/", "Deno"],
  ["node", "Node.js"],
];

const SYSTEMS: readonly (readonly [mark: string, name: string])[] = [
  ["Android", "Android"],
  ["iPhone", "iOS"],
  ["iPad", "iPadOS"],
  ["Windows", "Windows"],
  ["CrOS", "ChromeOS"],
  ["Mac OS X", "macOS"],
  ["Linux", "Linux"],
];

export function deviceOf(userAgent: string | null): Device {
  return { app: nameIn(APPS, userAgent), system: nameIn(SYSTEMS, userAgent) };
}

function nameIn(known: typeof APPS, text: string | null): string | null {
  return known.find(([mark]) => text?.includes(mark))?.[1] ?? null;
}
