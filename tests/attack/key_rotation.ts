/** J6: a new signing key under load at two processes, the old one's last days, and a key that is withdrawn. */
import { ACCESS_TOKEN_SECONDS } from "#domain/identity/token_times.ts";
import { PUBLISH_SECONDS } from "#domain/identity/signing_keys.ts";
import type { Clock } from "#domain/ports.ts";
import { Installation, INSTALLATION_DOMAIN, type Member } from "#tests/support/installation.ts";
import type { LexiaProcess } from "#tests/support/lexia_process.ts";
import { bearer, LoadConnection } from "#tests/support/load.ts";
import { atLeast, atMost, exactly, type Finding, type Proof } from "#tests/support/proof.ts";
import { type Pace, processPace, quickClock } from "#tests/support/quick_clock.ts";

export const keyRotation: Proof = {
  id: "J6",
  title: "a key rotation under load refuses nobody, and a withdrawn key is out in its time",
  async run(scale) {
    if (scale === "short") return await rotate({ factor: 30, seconds: CHANGED_SECONDS });
    return [
      ...await rotate({ factor: 1, seconds: CHANGED_SECONDS }),
      ...await rotate({ factor: 20, seconds: RETIRED_SECONDS }),
    ];
  },
};

/** Until every process signs with the new key: published for a minute, read within half of one. */
const CHANGED_SECONDS = PUBLISH_SECONDS + 40;
/** Until the old key verifies no more: its last token's life and five minutes later. */
const RETIRED_SECONDS = PUBLISH_SECONDS + ACCESS_TOKEN_SECONDS + 5 * 60 + 60;
/** What ARCHITECTURE.md states for the keys that a process remembers. */
const REMEMBERED_SECONDS = 30;
const PEOPLE = 6;

interface Plan {
  factor: number;
  /** Of that clock. */
  seconds: number;
}

async function rotate({ factor, seconds }: Plan): Promise<Finding[]> {
  const pace: Pace = { factor, from: Date.now() };
  const clock = quickClock(pace);
  await using installation = await Installation.open({ change: (platform) => ({ ...platform, clock }) });
  const { keys } = installation.core.identity;
  const oldKid = (await keys.current()).kid;
  const start = processPace(pace);
  const processes = await Promise.all([installation.serve(start), installation.serve(start)]);
  const organization = await installation.organization();
  const people: Person[] = [];
  for (let i = 0; i < PEOPLE; i++) {
    people.push(new Person(await installation.member(organization), processes, clock));
  }

  const newKid = await keys.rotate();
  const endsAt = clock.now() + seconds * 1_000;
  const published = await publishedKids(processes);
  await Promise.all(people.map((person) => person.liveUntil(endsAt)));
  const kept = await publishedKids(processes);
  const withdrawnAfter = await withdraw(installation, people, clock, kept.includes(oldKid) ? oldKid : newKid);
  return findings({ factor, seconds }, {
    people,
    oldKid,
    newKid,
    published,
    kept,
    withdrawnAfter,
  });
}

interface Seen {
  kid: string;
  token: string;
  /** Milliseconds since the epoch, by LEXIA's clock. */
  expiresAt: number;
}

/** Somebody who takes a new token at one process and shows it, and earlier ones, at both. */
class Person {
  readonly tokens: Seen[] = [];
  readonly refused: string[] = [];
  answers = 0;
  readonly #connections: LoadConnection[];
  #refreshToken: string;
  #turn = 0;

  constructor(
    private readonly member: Member,
    processes: readonly LexiaProcess[],
    private readonly clock: Clock,
  ) {
    this.#refreshToken = member.refreshToken;
    this.#connections = processes.map(({ port }) => new LoadConnection(port));
    this.tokens.push(asSeen(member.token));
  }

  async liveUntil(endsAt: number): Promise<void> {
    while (this.clock.now() < endsAt) {
      await this.#refresh();
      const fresh = this.tokens.at(-1);
      const alive = this.tokens.filter(({ expiresAt }) => expiresAt - this.clock.now() > 30_000);
      const earlier = [alive[0], alive[Math.floor(Math.random() * alive.length)]];
      for (const seen of [fresh, ...earlier]) {
        if (seen) await this.#show(seen);
      }
    }
  }

  async #refresh(): Promise<void> {
    const connection = this.#connections[this.#turn++ % this.#connections.length];
    const answer = await connection?.send({
      method: "POST",
      host: this.member.host,
      path: "/auth/refresh",
      body: { refresh_token: this.#refreshToken },
    }, true);
    this.answers++;
    if (answer?.status !== 200) return void this.refused.push(`refresh: ${answer?.status}`);
    const { access_token, refresh_token } = JSON.parse(answer.body);
    this.#refreshToken = refresh_token;
    this.tokens.push(asSeen(access_token));
  }

  async #show({ kid, token }: Seen): Promise<void> {
    for (const status of await this.statuses(token)) {
      this.answers++;
      if (status !== 200) this.refused.push(`${kid.slice(0, 6)}: ${status}`);
    }
  }

  /** At both processes. */
  async statuses(token: string): Promise<number[]> {
    const request = { host: this.member.host, path: "/auth/me", headers: bearer(token) };
    const statuses = [];
    for (const connection of this.#connections) statuses.push((await connection.send(request, false)).status);
    return statuses;
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }
}

function asSeen(token: string): Seen {
  const read = (part = "") =>
    JSON.parse(new TextDecoder().decode(Uint8Array.fromBase64(part, { alphabet: "base64url" })));
  const [head, claims] = token.split(".");
  return { token, kid: read(head).kid, expiresAt: read(claims).exp * 1_000 };
}

/** Seconds for which a process took a withdrawn key's tokens, counted from when each was sent. */
async function withdraw(
  installation: Installation,
  people: readonly Person[],
  clock: Clock,
  kid: string,
): Promise<number> {
  const chosen = people.flatMap((person) => {
    const seen = person.tokens.findLast((one) => one.kid === kid && one.expiresAt - clock.now() > 60_000);
    return seen ? [{ person, seen }] : [];
  });
  if (chosen.length === 0) throw new Error("Nobody has a token of the key that is withdrawn");
  await installation.query("update signing_keys set expires_at = $1 where kid = $2", [
    new Date(clock.now()).toISOString(),
    kid,
  ]);
  const withdrawnAt = clock.now();
  let lastTaken = withdrawnAt;
  const patience = withdrawnAt + 2 * REMEMBERED_SECONDS * 1_000;
  for (let isTaken = true; isTaken && clock.now() < patience;) {
    isTaken = false;
    for (const { person, seen } of chosen) {
      const sentAt = clock.now();
      if (!(await person.statuses(seen.token)).includes(200)) continue;
      lastTaken = sentAt;
      isTaken = true;
    }
  }
  for (const person of people) person.close();
  return (lastTaken - withdrawnAt) / 1_000;
}

async function publishedKids(processes: readonly LexiaProcess[]): Promise<string[]> {
  const kids = new Set<string>();
  for (const { port } of processes) {
    const connection = new LoadConnection(port);
    const { body } = await connection.send(
      { host: INSTALLATION_DOMAIN, path: "/.well-known/jwks.json" },
      true,
    );
    connection.close();
    for (const { kid } of JSON.parse(body).keys) kids.add(kid);
  }
  return [...kids];
}

interface Outcome {
  people: readonly Person[];
  oldKid: string;
  newKid: string;
  published: readonly string[];
  kept: readonly string[];
  withdrawnAfter: number;
}

function findings({ factor, seconds }: Plan, outcome: Outcome): Finding[] {
  const { people, oldKid, newKid, published, kept, withdrawnAfter } = outcome;
  const answers = people.reduce((sum, person) => sum + person.answers, 0);
  const refused = people.flatMap((person) => person.refused);
  const tokens = people.flatMap((person) => person.tokens);
  const signedBy = (kid: string) => tokens.filter((seen) => seen.kid === kid).length;
  const isRetired = seconds >= RETIRED_SECONDS;
  const pace = factor === 1 ? "the machine's clock" : `a clock ${factor} times as fast`;
  return [
    exactly(
      `refused during a rotation of ${seconds} s by ${pace}, of ${
        answers.toLocaleString("en")
      } answers at 2 processes`,
      refused.length === 0 ? "0" : `${refused.length}, such as ${refused.slice(0, 3).join("; ")}`,
      "0",
    ),
    atLeast(
      `tokens signed by the old key (${signedBy(oldKid)}) and by the new one`,
      Math.min(signedBy(oldKid), signedBy(newKid)),
      3,
    ),
    exactly(
      "the old key among those published at the beginning",
      published.includes(oldKid) ? "yes" : "no",
      "yes",
    ),
    exactly(
      "the old key among those published at the end",
      kept.includes(oldKid) ? "yes" : "no",
      isRetired ? "no" : "yes",
    ),
    atMost("a withdrawn key's tokens are taken for", withdrawnAfter, REMEMBERED_SECONDS, "s"),
  ];
}
