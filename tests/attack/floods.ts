/** Floods: of sign-ins, and of one tenant's requests, and what others feel of them. */
import type { Organization } from "#domain/ctx.ts";
import { measureBeside } from "#tests/support/beside.ts";
import { startFlood } from "#tests/support/flood_process.ts";
import { Installation, INSTALLATION_DOMAIN, type Member } from "#tests/support/installation.ts";
import type { LexiaProcess } from "#tests/support/lexia_process.ts";
import { bearer, load, type LoadRequest, type LoadResult } from "#tests/support/load.ts";
import { atMost, exactly, type Finding, holds, type Proof, type Scale, timed } from "#tests/support/proof.ts";
import { address, guessing } from "./guessed_passwords.ts";
import { manySolicitudes } from "./many_rows.ts";

const MOST_TIMES = 2;
/** Lists a second of somebody who works with LEXIA, over few connections. */
const HONEST_PER_SECOND = 40;

export const loginFlood: Proof = {
  id: "A5",
  title: "A flood of sign-ins beside people who work",
  async run(scale) {
    await using installation = await Installation.open();
    // From an address each, so that every one of them comes to the hash; limits would end a simpler flood.
    const process = await installation.serve({ env: { TRUSTED_PROXIES: "127.0.0.1" } });
    const organization = await installation.organization();
    const reader = await readerOf(installation, organization);
    const host = `${organization.subdomain}.${INSTALLATION_DOMAIN}`;
    const requests = Array.from(
      { length: 5_000 },
      (_, index) => guessing(host, `nobody-${index}@lexia.test`, { "X-Forwarded-For": address(index) }),
    );
    const tally: Record<string, number> = {};
    const beside = await measureBeside(windowsFor(scale), () => lists(process, reader, scale), async () => {
      const end = await startFlood({ port: process.port, connections: 16, requests });
      return async () => add(tally, (await end()).statuses);
    });
    return [
      timed(atMost(
        `p99 of lists beside 16 connections that sign in, ÷ ${ms(beside.aloneMs)} alone`,
        beside.ratio,
        MOST_TIMES,
      )),
      exactly("lists that failed", failures(beside.statuses), 0),
      holds(
        "sign-ins looked at, and refused as busy",
        (tally["401"] ?? 0) > 0,
        shown(tally),
        "401 and 503 only",
      ),
    ];
  },
};

export const oneTenantsFlood: Proof = {
  id: "A6",
  title: "One tenant at 64 connections beside another",
  async run(scale) {
    return [
      ...await besideHeavyTenant(scale, "within its plan's limit", 1_000),
      ...await besideHeavyTenant(scale, "without limits", 1_000_000),
    ];
  },
};

async function besideHeavyTenant(
  scale: Scale,
  what: string,
  maxRequestsPerMinute: number,
): Promise<Finding[]> {
  // The configured limits are the defaults, from which a plan's burst follows.
  const env = { RATE_LIMIT_PER_MINUTE: "300", RATE_LIMIT_BURST: "50" };
  await using installation = await Installation.open({ env });
  const process = await installation.serve();
  const light = await readerOf(installation, await installation.organization());
  const heavy = await readerOf(installation, await installation.organization({ maxRequestsPerMinute }));
  const tally: Record<string, number> = {};
  const beside = await measureBeside(windowsFor(scale), () => lists(process, light, scale), async () => {
    const end = await startFlood({ port: process.port, connections: 64, requests: [listOf(heavy)] });
    return async () => add(tally, (await end()).statuses);
  });
  const title = `p99 of lists beside a tenant at 64 connections ${what}, ÷ ${ms(beside.aloneMs)} alone`;
  return [
    timed(atMost(title, beside.ratio, MOST_TIMES)),
    exactly(`lists that failed, beside a tenant ${what}`, failures(beside.statuses), 0),
    holds(
      `answers to the tenant ${what}`,
      (tally["200"] ?? 0) > 0,
      shown(tally),
      "it is served, or told 429",
    ),
  ];
}

async function readerOf(installation: Installation, organization: Organization): Promise<Member> {
  const reader = await installation.member(organization);
  await manySolicitudes(installation, reader, 500);
  return reader;
}

function lists(process: LexiaProcess, reader: Member, scale: Scale): Promise<LoadResult> {
  const seconds = scale === "full" ? 5 : 1.2;
  const perSecond = HONEST_PER_SECOND;
  return load({ port: process.port, connections: 8, perSecond, seconds, next: () => listOf(reader) });
}

export function listOf({ host, token }: Member): LoadRequest {
  return { path: "/api/v1/solicitudes?limit=50", host, headers: bearer(token) };
}

function windowsFor(scale: Scale): number {
  return scale === "full" ? 7 : 1;
}

function add(tally: Record<string, number>, statuses: Record<string, number>): void {
  for (const [status, count] of Object.entries(statuses)) tally[status] = (tally[status] ?? 0) + count;
}

function failures(statuses: Map<number, number>): number {
  return [...statuses].filter(([status]) => status !== 200).reduce((sum, [, count]) => sum + count, 0);
}

function shown(tally: Record<string, number>): string {
  return Object.entries(tally).map(([status, count]) => `${count} × ${status}`).join(", ");
}

function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(1)} ms`;
}
