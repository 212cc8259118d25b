/**
 * `deno task smoke`: whether a deployed LEXIA answers as it should, whoever runs it and wherever. A few dozen requests from
 * outside, and with somebody's login a walk through a session. Changes nothing but that login's session.
 */
import { parseArgs } from "node:util";
import { Ending } from "./_ending.ts";
import { tableText } from "./backup/table_text.ts";
import { siteOf } from "./outside/arguments.ts";
import {
  assetFaults,
  headerFaults,
  healthFaults,
  hstsFaults,
  leakFaults,
  malformedSignIn,
  openApiFaults,
  openDoors,
  policyFaults,
  readyFaults,
  unknownTenantFaults,
} from "./outside/answers.ts";
import { EXIT, told } from "./outside/ending.ts";
import { type Login, smokeSteps, type Step } from "./outside/journey.ts";
import { type Answer, isProblem, type Site, Unreachable } from "./outside/site.ts";

const HELP = `deno task smoke --url=ADDRESS [options]

  --url=ADDRESS         the base domain, such as https://lexia.example.com
  --organization=NAME   a subdomain: its sign-in page is looked at, and with a login its API
  --single-tenant       the installation serves one organization on every host
  --json                one JSON object instead of a table
  --connect=ADDRESS     connects there instead of where the name points to
  --ca-file=FILE        authorities to trust beside the system's, in PEM

SMOKE_EMAIL and SMOKE_PASSWORD (or SMOKE_PASSWORD_FILE) are a login of that organization, best a viewer's without a
second factor: signs in, reads a list, opens the stream of events, signs out. Without them nobody signs in.

Exit codes: 0 all is well, 1 something is not, 2 wrong usage, 3 the site cannot be reached.
`;

const DOORS = 8;

interface Options {
  site: Site;
  organization: string | undefined;
  isSingleTenant: boolean;
  login: Login | null;
}

async function run(args: string[]): Promise<Ending> {
  const options = optionsOf(args);
  if (options === "help") return new Ending(EXIT.done, "help", HELP);
  const steps: Step[] = [];
  for (const [id, look] of looks(options)) {
    const startedAt = performance.now();
    const faults = await look();
    steps.push({ id, faults, milliseconds: performance.now() - startedAt });
  }
  if (options.login) steps.push(...await smokeSteps(options.site, options.login));
  return ended(options, steps);
}

function* looks(
  { site, organization, isSingleTenant }: Options,
): Generator<[string, () => Promise<string[]>]> {
  const page = () => site.ask("/sign-in", { host: organization ?? "admin" });
  yield ["health", () => healthFaults(site)];
  yield ["ready", () => readyFaults(site)];
  yield [
    "landing_page",
    async () => landingFaults(await site.ask("/", { headers: { Accept: "text/html" } })),
  ];
  yield ["sign_in_page", async () => statusFaults(await page(), 200)];
  yield ["security_headers", async () => headerFaults(await page())];
  yield ["content_policy", async () => policyFaults(await page())];
  // Never over plain HTTP, where browsers do not heed it (RFC 6797, 7.2).
  if (site.isEncrypted) yield ["hsts", async () => hstsFaults(await page())];
  yield [
    "no_leaks",
    async () => leakFaults([await page(), await site.ask("/nothing-is-here", { host: "admin" })]),
  ];
  if (!isSingleTenant) yield ["unknown_tenant", () => unknownTenantFaults(site)];
  yield ["sign_in_refused", async () => {
    const answer = await malformedSignIn(site, organization ?? "admin");
    return [400, 422].includes(answer.status) && isProblem(answer) ? [] : [`${answer.status}`];
  }];
  yield ["asks_who", async () => (await openDoors(site, DOORS, organization)).open];
  yield ["openapi", () => openApiFaults(site)];
  yield ["signing_keys", async () => statusFaults(await site.ask("/.well-known/jwks.json"), 200)];
  yield ["assets", async () => (await assetFaults(site)).faults];
  yield ["metrics_closed", async () => {
    const { status, body } = await site.ask("/metrics");
    // Whoever asks LEXIA itself from its own machine may read them.
    return !site.isEncrypted || !body.includes("# TYPE") ? [] : [`${status}`];
  }];
}

/** A page, or the way to one. */
function landingFaults({ status, headers }: Answer): string[] {
  const leads = [302, 303, 307].includes(status) && (headers.location ?? "").startsWith("/");
  return status === 200 || leads ? [] : [`${status}`];
}

function statusFaults({ status }: Answer, wanted: number): string[] {
  return status === wanted ? [] : [`${status}`];
}

function ended({ site }: Options, steps: readonly Step[]): Ending {
  const failed = steps.filter(({ faults }) => faults.length > 0);
  const rows = steps.map(({ id, faults, milliseconds }) => [
    faults.length === 0 ? "+" : "!",
    id,
    `${milliseconds.toFixed(0)} ms`,
    faults.join("; "),
  ]);
  const verdict = failed.length === 0
    ? `${steps.length} of ${steps.length} hold`
    : `${failed.length} of ${steps.length} fail`;
  const text = `${site.url.origin}\n${tableText([" ", "step", "took", "found"], rows)}\n${verdict}`;
  const fields = {
    url: site.url.origin,
    steps: steps.map(({ id, faults, milliseconds }) => ({
      id,
      faults,
      milliseconds: Math.round(milliseconds),
    })),
    failed: failed.map(({ id }) => id),
  };
  return new Ending(
    failed.length === 0 ? EXIT.done : EXIT.failed,
    failed.length === 0 ? "well" : "not_well",
    text,
    fields,
  );
}

function optionsOf(args: string[]): Options | "help" {
  try {
    const text = { type: "string" } as const;
    const flag = { type: "boolean", default: false } as const;
    const { values } = parseArgs({
      args,
      options: {
        url: text,
        organization: text,
        connect: text,
        "ca-file": text,
        "single-tenant": flag,
        json: flag,
        help: { ...flag, short: "h" },
      },
    });
    if (values.help) return "help";
    const site = siteOf(values, null, usage);
    const login = loginOf(values.organization);
    if (login && !site.isSafeForSecrets) {
      throw usage("No password is sent without TLS: give --url with https://");
    }
    return {
      site,
      organization: values.organization,
      isSingleTenant: values["single-tenant"],
      login,
    };
  } catch (error) {
    throw error instanceof Ending ? error : usage("Cannot read the arguments");
  }
}

/** Null where nobody signs in. @throws {Ending} for half of a login. */
function loginOf(organization: string | undefined): Login | null {
  const email = Deno.env.get("SMOKE_EMAIL")?.trim();
  const file = Deno.env.get("SMOKE_PASSWORD_FILE")?.trim();
  const password = Deno.env.get("SMOKE_PASSWORD") ?? (file ? readSecret(file) : undefined);
  if (!email && !password) return null;
  if (!email || !password) throw usage("Set SMOKE_EMAIL and SMOKE_PASSWORD together, or neither");
  if (organization === undefined) {
    throw usage("Give --organization, the subdomain that SMOKE_EMAIL signs in at");
  }
  return { organization, email, password };
}

function readSecret(path: string): string {
  try {
    return Deno.readTextFileSync(path).trim();
  } catch {
    throw usage("Cannot read the file that SMOKE_PASSWORD_FILE names");
  }
}

function usage(problem: string): Ending {
  return new Ending(EXIT.usage, "usage", `${problem}\n\n${HELP}`);
}

export async function main(args: string[]): Promise<number> {
  const ending = await run(args).catch((error: unknown) => {
    if (error instanceof Ending) return error;
    const isGone = error instanceof Unreachable;
    const reason = error instanceof Error ? error.message : "unknown reason";
    return new Ending(isGone ? EXIT.unreachable : EXIT.failed, isGone ? "unreachable" : "failed", reason);
  });
  return told(args, ending);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
