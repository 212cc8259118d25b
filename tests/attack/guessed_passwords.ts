/** Guessing passwords: many on one account, one on many accounts, and what the owner of an attacked account meets. */
import { Installation, INSTALLATION_DOMAIN } from "#tests/support/installation.ts";
import type { LexiaProcess } from "#tests/support/lexia_process.ts";
import { load, type LoadRequest } from "#tests/support/load.ts";
import { atMost, exactly, type Finding, type Proof } from "#tests/support/proof.ts";
import { manyAccounts } from "./many_accounts.ts";

/** NIST SP 800-63B-4, 3.2.2: at most so many failures in a row on one account. */
const MOST_FAILURES = 100;
const MOST_ON_MANY = 50;
/** As `domain/identity/_attempts.ts` has it: shared, and beside it while the store does not answer in time. */
const PER_ACCOUNT = 10 + 3;
const PER_ADDRESS = 30 + 10;

export const manyPasswordsOnOneAccount: Proof = {
  id: "A1",
  title: "Wrong passwords on one account, with forged addresses",
  async run(scale) {
    const guesses = scale === "full" ? 1_000 : 150;
    await using installation = await Installation.open();
    const [open, behindProxy] = await Promise.all([
      installation.serve(),
      installation.serve({ env: { TRUSTED_PROXIES: "127.0.0.1" } }),
    ]);
    const organization = await installation.organization();
    const victim = await installation.member(organization, "user", { withPassword: true });
    const guess = (index: number) => guessing(victim.host, victim.email, forged(index, index));

    const straight = await countHashes(installation, () => flood(open, guesses, guess));
    return [
      atMost(`passwords of ${guesses} that were looked at`, straight.hashed, MOST_FAILURES),
      atMost("the same, as if the headers were not there", straight.hashed, PER_ACCOUNT),
      exactly("answers other than 401 and 429", straight.others, 0),
      ...await hopsThatCount(installation, behindProxy, victim.host),
    ];
  },
};

/** Behind a proxy the nearest hop that is none counts; what stands further left was written by the client. */
async function hopsThatCount(
  installation: Installation,
  behindProxy: LexiaProcess,
  host: string,
): Promise<Finding[]> {
  const forgedLeft = (index: number) => ({ "X-Forwarded-For": `${address(index)}, 203.0.113.9` });
  const oneHop = await countHashes(
    installation,
    () => flood(behindProxy, 100, (index) => guessing(host, `nobody-${index}@lexia.test`, forgedLeft(index))),
  );
  const manyHops = await countHashes(
    installation,
    () =>
      flood(behindProxy, 45, (index) =>
        guessing(host, `no-one-${index}@lexia.test`, {
          "X-Forwarded-For": `203.0.113.10, ${address(index)}`,
        })),
  );
  return [
    atMost("behind a proxy, of 100 from one hop with forged ones left of it", oneHop.hashed, PER_ADDRESS),
    exactly("behind a proxy, of 45 from as many hops", manyHops.hashed, 45),
  ];
}

export const onePasswordOnManyAccounts: Proof = {
  id: "A2",
  title: "One password on many accounts from one address",
  async run(scale) {
    const accounts = scale === "full" ? 1_000 : 100;
    await using installation = await Installation.open();
    const process = await installation.serve();
    const organization = await installation.organization();
    const emails = await manyAccounts(installation, organization.id, accounts);
    const host = `${organization.subdomain}.${INSTALLATION_DOMAIN}`;
    const { hashed, others } = await countHashes(
      installation,
      () => flood(process, accounts, (index) => guessing(host, emails[index] ?? "", forged(index, index))),
    );
    return [
      atMost(`passwords looked at until it was blocked, of ${accounts}`, hashed, MOST_ON_MANY),
      exactly("answers other than 401 and 429", others, 0),
    ];
  },
};

export function guessing(host: string, email: string, headers: Record<string, string>): LoadRequest {
  const body = { email, password: "a wrong one, of some length" };
  return { method: "POST", path: "/auth/login", host, headers, body };
}

/** Every header that a proxy might set, with an address made up for each request. */
function forged(index: number, seed: number): Record<string, string> {
  const made = address(seed);
  return {
    "X-Forwarded-For": index % 3 === 0 ? made : `${made}, ${address(seed + 7_000)}`,
    "X-Real-IP": made,
    "Forwarded": `for=${made};proto=https`,
    "CF-Connecting-IP": made,
    "True-Client-IP": made,
    "X-Client-IP": made,
  };
}

/** Another public address for each number below 4,000,000. */
export function address(index: number): string {
  return `45.${64 + (index >> 16) % 64}.${(index >> 8) & 255}.${index & 255}`;
}

async function flood(
  process: LexiaProcess,
  requests: number,
  next: (index: number) => LoadRequest,
): Promise<Map<number, number>> {
  return (await load({ port: process.port, connections: 8, requests, next })).statuses;
}

/** How many of the attempts came to the comparison of hashes: each of those leaves a line in the audit log. */
async function countHashes(
  installation: Installation,
  attack: () => Promise<Map<number, number>>,
): Promise<{ hashed: number; others: number }> {
  const count = () => installation.count("audit_log", "action = 'session.refused'");
  const before = await count();
  const statuses = await attack();
  const others = [...statuses].filter(([status]) => status !== 401 && status !== 429)
    .reduce((sum, [, count]) => sum + count, 0);
  return { hashed: await count() - before, others };
}
