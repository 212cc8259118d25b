/** Whether answers tell an address that LEXIA knows from one that it does not: by what they say, or how long they take. */
import {
  Installation,
  INSTALLATION_DOMAIN,
  type Member,
  MEMBER_PASSWORD,
} from "#tests/support/installation.ts";
import { bearer, LoadConnection, type LoadRequest, median } from "#tests/support/load.ts";
import { mannWhitneyP } from "#tests/support/mann_whitney.ts";
import { exactly, type Finding, holds, type Proof, timed } from "#tests/support/proof.ts";
import { address, guessing } from "./guessed_passwords.ts";
import { manyAccounts } from "./many_accounts.ts";

const LEAST_P = 0.01;

export const knownFromUnknown: Proof = {
  id: "A4",
  title: "Known and unknown addresses get the same answer in the same time",
  async run(scale) {
    // The suite only tells the times: there a miss is not measured again.
    const [each, times] = scale === "full" ? [200, MEASUREMENTS] : [20, 1];
    await using installation = await Installation.open();
    // Each attempt comes from an address of its own, as that of somebody with many machines would.
    const process = await installation.serve({ env: { TRUSTED_PROXIES: "127.0.0.1" } });
    const organization = await installation.organization();
    const host = `${organization.subdomain}.${INSTALLATION_DOMAIN}`;
    const known = await manyAccounts(installation, organization.id, each * times + WARM_UP);
    const ask = new Asker(process.port);

    const login = (email: string) => guessing(host, email, fromElsewhere());
    const register = (email: string) => registration(email);
    const findings = [
      ...await tellsApart("login", { each, times }, ask, known, login),
      ...await tellsApart("register", { each, times }, ask, known, register),
      ...await tellsApart(
        "forgotten password",
        { each, times },
        ask,
        known,
        (email) => forgotten(host, email),
      ),
      ...await tellsApart("invite", { each, times }, ask, known, await inviting(installation, each)),
    ];
    ask.close();
    return findings;
  },
};

const WARM_UP = 6;

/** Chance alone misses a goal now and then, so a miss is measured again on other addresses: a real one shows each time. */
const MEASUREMENTS = 3;

async function tellsApart(
  what: string,
  { each, times }: { each: number; times: number },
  ask: Asker,
  known: readonly string[],
  request: (email: string) => LoadRequest,
): Promise<Finding[]> {
  for (const email of known.slice(0, WARM_UP)) await ask.once(request(email));
  const seen: { ratio: number; p: number }[] = [];
  const answers = new Set<string>();
  for (let i = 0; i < times && !seen.some(isAlike); i++) {
    const from = WARM_UP + i * each;
    seen.push(await measure(ask, known.slice(from, from + each), request, answers));
  }
  const figure = (read: (one: { ratio: number; p: number }) => number) =>
    seen.map((one) => read(one).toFixed(3)).join(", again ");
  const isReached = seen.some(isAlike);
  return [
    exactly(`${what}: different answers, request ids aside`, answers.size, 1),
    timed(
      holds(`${what}: median of ${each} known ÷ unknown`, isReached, figure(({ ratio }) => ratio), "0.9–1.1"),
    ),
    timed(holds(`${what}: Mann-Whitney p`, isReached, figure(({ p }) => p), `> ${LEAST_P}`)),
  ];
}

function isAlike({ ratio, p }: { ratio: number; p: number }): boolean {
  return ratio >= 0.9 && ratio <= 1.1 && p > LEAST_P;
}

async function measure(
  ask: Asker,
  known: readonly string[],
  request: (email: string) => LoadRequest,
  answers: Set<string>,
) {
  const times = { known: [] as number[], unknown: [] as number[] };
  for (const email of known) {
    // Of each pair a coin decides which goes first, so that no drift of the machine falls on one kind alone.
    const pair = [["known", email], ["unknown", `x-${crypto.randomUUID().slice(0, 6)}@lexia.test`]] as const;
    for (const [kind, address] of Math.random() < 0.5 ? pair : pair.toReversed()) {
      const { milliseconds, answer } = await ask.once(request(address));
      times[kind].push(milliseconds);
      answers.add(answer.replaceAll(address, "(address)"));
    }
  }
  const ratio = median(times.known) / median(times.unknown);
  return { ratio, p: mannWhitneyP(times.known, times.unknown) };
}

function fromElsewhere(): Record<string, string> {
  return { "X-Forwarded-For": address(Math.floor(Math.random() * 4_000_000)) };
}

function registration(email: string): LoadRequest {
  const body = {
    organization_name: "Somebody",
    subdomain: `s-${crypto.randomUUID().slice(0, 12)}`,
    name: "Somebody",
    email,
    password: MEMBER_PASSWORD,
  };
  const headers = fromElsewhere();
  return { method: "POST", path: "/auth/register", host: INSTALLATION_DOMAIN, headers, body };
}

function forgotten(host: string, email: string): LoadRequest {
  return { method: "POST", path: "/auth/password/forgot", host, headers: fromElsewhere(), body: { email } };
}

/** Fewer than an organization may send in an hour. */
const INVITATIONS_EACH = 150;

/** By administrators of organizations to which all of them are strangers: whom LEXIA knows elsewhere is not theirs to learn. */
async function inviting(installation: Installation, each: number): Promise<(email: string) => LoadRequest> {
  const most = 2 * each * MEASUREMENTS + WARM_UP;
  const administrators: Member[] = [];
  for (let i = 0; i < Math.ceil(most / INVITATIONS_EACH); i++) {
    administrators.push(await installation.member(await installation.organization(), "org_admin"));
  }
  let sent = 0;
  return (email) => {
    const by = administrators[Math.floor(sent++ / INVITATIONS_EACH)];
    if (!by) throw new Error("More invitations than were expected");
    const headers = { ...bearer(by.token), ...fromElsewhere() };
    const body = { email, role: "user" };
    return { method: "POST", path: "/api/v1/invitations", host: by.host, headers, body };
  };
}

/** One request after the other on one connection. */
class Asker {
  readonly #connection: LoadConnection;

  constructor(port: number) {
    this.#connection = new LoadConnection(port);
  }

  async once(request: LoadRequest): Promise<{ milliseconds: number; answer: string }> {
    const startedAt = performance.now();
    const { status, body } = await this.#connection.send(request, true);
    const milliseconds = performance.now() - startedAt;
    return { milliseconds, answer: `${status} ${plain(body)}` };
  }

  close(): void {
    this.#connection.close();
  }
}

/** Without what differs between any two answers. */
function plain(body: string): string {
  return body.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "(id)").replace(/\bs-[0-9a-f-]{12}/g, "(subdomain)")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "(instant)");
}
