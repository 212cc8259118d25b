/** Whether somebody who guesses can lock the owner of an account out. */
import { DomainError } from "#domain/errors.ts";
import { signIn } from "#domain/identity/sign_in.ts";
import { embeddedLimiter } from "#platform/embedded/limiter.ts";
import { Installation, type Member, MEMBER_PASSWORD } from "#tests/support/installation.ts";
import { load, type LoadAnswer, type LoadRequest } from "#tests/support/load.ts";
import { atMost, exactly, type Finding, holds, type Proof } from "#tests/support/proof.ts";
import { movableClock } from "#tests/support/stores.ts";
import { guessing } from "./guessed_passwords.ts";

const MINUTE_MS = 60_000;

export const ownerGetsIn: Proof = {
  id: "A3",
  title: "The owner of an account that is under attack gets in",
  async run() {
    await using installation = await Installation.open();
    const process = await installation.serve();
    const organization = await installation.organization();
    const owner = await installation.member(organization, "user", { withPassword: true });
    const colleague = await installation.member(organization, "user", { withPassword: true });
    const ask = async (request: LoadRequest) => await answerOf(process.port, request);

    const known = deviceIn(await ask(rightPassword(owner)));
    const ofColleague = deviceIn(await ask(rightPassword(colleague)));
    for (let i = 0; i < 12; i++) await ask(guessing(owner.host, owner.email, {}));

    const unknown = await ask(rightPassword(owner));
    const withChanged = await ask(rightPassword(owner, changed(known)));
    const withForeign = await ask(rightPassword(owner, ofColleague));
    const withOwn = await ask(rightPassword(owner, known));
    const stolen: number[] = [];
    for (let i = 0; i < 12; i++) {
      stolen.push((await ask({ ...guessing(owner.host, owner.email, cookie(known)) })).status);
    }
    return [
      exactly("right password on a known device, during the attack", withOwn.status, 200),
      holds("on another device: what the owner sees", unknown.status === 429, seen(unknown), "429, and when"),
      atMost("on another device: Retry-After", retryAfterOf(unknown) / 60, 15, "min"),
      exactly("with a changed device token", withChanged.status, 429),
      exactly("with the device token of a colleague", withForeign.status, 429),
      atMost("guesses with a stolen device token", stolen.filter((status) => status === 401).length, 10 + 3),
      await lastingLock(installation, owner),
    ];
  },
};

/** How long the lock outlives the attack, at worst: by the same arithmetic, with a clock that is moved. */
async function lastingLock(installation: Installation, owner: Member): Promise<Finding> {
  const { services, identity } = installation.core;
  const organization = await identity.directory.byId(owner.organizationId);
  // It begins where a window does, the worst moment; the guesses take a second.
  const clock = movableClock();
  clock.advance(1_000);
  const visitor = {
    services: { ...services, clock, limiter: embeddedLimiter(clock) },
    identity,
    organization: organization ?? null,
    requestId: "proof",
    userAgent: null,
  };
  const attempt = async (address: string, password: string) => {
    try {
      await signIn({ ...visitor, address }, { email: owner.email, password });
      return "signed in";
    } catch (error) {
      return error instanceof DomainError ? error.code : "failed";
    }
  };
  for (let i = 0; i < 10; i++) await attempt("45.64.0.1", "a wrong one, of some length");
  const endedAt = clock.now();
  while (clock.now() - endedAt < 60 * MINUTE_MS) {
    if (await attempt("45.64.0.2", MEMBER_PASSWORD) === "signed in") break;
    clock.advance(1_000);
  }
  return atMost(
    "on another device: gets in after the last guess",
    (clock.now() - endedAt) / MINUTE_MS,
    15,
    "min",
  );
}

function rightPassword(member: Member, device?: string): LoadRequest {
  const body = { email: member.email, password: MEMBER_PASSWORD };
  const headers = device === undefined ? {} : cookie(device);
  return { method: "POST", path: "/auth/login", host: member.host, body, headers };
}

function cookie(device: string): Record<string, string> {
  return { Cookie: `__Host-lexia_device=${device}` };
}

function deviceIn({ head }: LoadAnswer): string {
  return /^set-cookie: __Host-lexia_device=([^;]+)/im.exec(head)?.[1] ?? "";
}

function changed(device: string): string {
  return device.slice(0, -1) + (device.endsWith("0") ? "1" : "0");
}

function retryAfterOf({ head }: LoadAnswer): number {
  return Number(/^retry-after: (\d+)/im.exec(head)?.[1] ?? Infinity);
}

function seen(answer: LoadAnswer): string {
  const problem = JSON.parse(answer.body);
  return `${answer.status} ${problem.code}: ${problem.title}, Retry-After ${retryAfterOf(answer)} s`;
}

async function answerOf(port: number, request: LoadRequest): Promise<LoadAnswer> {
  let answer: LoadAnswer | undefined;
  await load({ port, connections: 1, requests: 1, next: () => request, onAnswer: (one) => answer = one });
  if (!answer) throw new Error("LEXIA did not answer");
  return answer;
}
