/**
 * What any installation of LEXIA must answer to a stranger. Each look gives what is wrong, one text for each fault, and
 * nothing where all is well; `deno task golive` and `deno task smoke` both ask.
 */
import { SECURITY_HEADERS } from "./expected_headers.ts";
import { type Answer, isProblem, jsonOf, type Site } from "./site.ts";

/** A name that nobody has, made anew each time so that no memory helps. */
export function nobodysName(): string {
  return `golive-${crypto.randomUUID().slice(0, 13)}`;
}

export async function healthFaults(site: Site): Promise<string[]> {
  const health = await site.ask("/health");
  return health.status === 200 && jsonOf(health).status === "ok" ? [] : [`/health ${health.status}`];
}

export async function readyFaults(site: Site): Promise<string[]> {
  const ready = await site.ask("/ready");
  if (ready.status === 200) return [];
  const { checks } = jsonOf(ready);
  const failed = Object.entries(Object(checks)).filter(([, state]) => state !== "ok").map(([name]) => name);
  return [`/ready ${ready.status}${failed.length === 0 ? "" : `: ${failed.join(", ")}`}`];
}

/** But for HSTS, which has a line of its own. */
export function headerFaults({ headers }: Answer): string[] {
  return Object.entries(SECURITY_HEADERS)
    .filter(([name, pattern]) => !pattern.test(headers[name] ?? ""))
    .map(([name]) => `- ${name}`);
}

/** A year for all hosts, as browsers' lists ask for (hstspreload.org). */
export function hstsFaults({ headers }: Answer): string[] {
  const hsts = headers["strict-transport-security"] ?? "";
  const seconds = Number(/max-age=(\d+)/.exec(hsts)?.[1] ?? 0);
  return seconds >= 31_536_000 && /includeSubDomains/i.test(hsts)
    ? []
    : [hsts || "- strict-transport-security"];
}

export function policyFaults({ headers }: Answer): string[] {
  const policy = headers["content-security-policy"] ?? "";
  return [
    ...(/default-src '(none|self)'/.test(policy) ? [] : ["- default-src"]),
    ...(/frame-ancestors '(none|self)'/.test(policy) ? [] : ["- frame-ancestors"]),
    ...(/unsafe-(inline|eval)/.test(policy) ? ["unsafe-inline/unsafe-eval"] : []),
  ];
}

/** A version tells an attacker which faults to try; a stack, where. */
export function leakFaults(answers: readonly Answer[]): string[] {
  return answers.flatMap(({ headers, body }) => [
    ...(/\d/.test(headers.server ?? "") ? [`server: ${headers.server}`] : []),
    ...(headers["x-powered-by"] === undefined ? [] : ["x-powered-by"]),
    ...(/\n\s+at .+:\d+:\d+|\bfile:\/\/\//.test(body) ? ["stack"] : []),
  ]);
}

export async function unknownTenantFaults(site: Site): Promise<string[]> {
  const answer = await site.ask("/api/v1/solicitudes", { host: nobodysName() });
  return answer.status === 400 && isProblem(answer) ? [] : [`${answer.status}`];
}

export async function openApiFaults(site: Site): Promise<string[]> {
  const answer = await site.ask("/api/openapi.json");
  return answer.status === 200 && String(jsonOf(answer).openapi).startsWith("3.1")
    ? []
    : [`${answer.status}`];
}

export function versionIn(answer: Answer): string {
  return String(Object(jsonOf(answer).info).version);
}

/** The operations that need somebody who is signed in and can be asked as they stand: GET, without an id in the path. */
export function guardedPaths(document: Answer): string[] {
  const paths: Record<string, { get?: { security?: unknown[]; "x-role"?: string } }> = Object(
    jsonOf(document).paths,
  );
  return Object.entries(paths)
    .filter(([path, { get }]) => get?.security && get.security.length > 0 && !path.includes("{"))
    .map(([path]) => path);
}

/**
 * So many of them, evenly spread, and which of them do not refuse a stranger. Where no organization is named, its operations
 * are asked on the operators' host, which refuses them for that reason before it asks who is there.
 */
export async function openDoors(
  site: Site,
  most: number,
  organization?: string,
): Promise<{ asked: number; open: string[] }> {
  const paths = guardedPaths(await site.ask("/api/openapi.json"));
  const step = Math.max(1, Math.floor(paths.length / most));
  const chosen = paths.filter((_, at) => at % step === 0).slice(0, most);
  const open: string[] = [];
  for (const path of chosen) {
    const host = path.startsWith("/api/v1/admin/") ? "admin" : organization ?? "admin";
    const answer = await site.ask(path, { host });
    const isNowhere = answer.status === 400 && jsonOf(answer).code === "organization_not_found";
    const isRefused = answer.status === 401 || (organization === undefined && isNowhere);
    if (!isRefused || !isProblem(answer)) open.push(`${path} ${answer.status}`);
  }
  return { asked: chosen.length, open };
}

/** A sign-in that is no sign-in: refused for its form, so that it counts against nobody. */
export async function malformedSignIn(site: Site, host: string, isHasty = false): Promise<Answer> {
  return await site.ask("/auth/login", {
    host,
    isHasty,
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ email: "' or '1'='1' --" }),
  });
}

/** Files with a hash in their name, which browsers may keep for a year. */
export async function assetFaults(site: Site): Promise<{ seen: number; faults: string[] }> {
  const page = await site.ask("/sign-in", { host: "admin" });
  const paths = [...new Set([...page.body.matchAll(/(?:href|src)="(\/assets\/[\w.-]+\.(?:css|js))"/g)])]
    .map(([, path = ""]) => path).slice(0, 4);
  const faults: string[] = [];
  for (const path of paths) {
    const { status, headers } = await site.ask(path);
    const cache = headers["cache-control"] ?? "";
    if (status !== 200 || !/immutable/.test(cache)) faults.push(`${path} ${status} ${cache}`);
  }
  return { seen: paths.length, faults: paths.length === 0 ? ["/assets/ ?"] : faults };
}
