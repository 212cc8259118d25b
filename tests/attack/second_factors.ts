/** J7: codes that were used, guessed codes, and recovery codes, by many at once and at two instances. */
import { authenticateBearer } from "#domain/identity/authenticate.ts";
import { beginTotp, confirmTotp } from "#domain/identity/totp.ts";
import { tenantContext } from "#domain/tenant_context.ts";
import { codeOf, wrongCodeOf } from "#tests/support/authenticator.ts";
import { Installation, MEMBER_PASSWORD } from "#tests/support/installation.ts";
import type { LexiaProcess } from "#tests/support/lexia_process.ts";
import { load, type LoadAnswer, LoadConnection } from "#tests/support/load.ts";
import { atMost, exactly, type Finding, holds, type Proof } from "#tests/support/proof.ts";

/** As `domain/identity/_guesses.ts` has it. */
const MOST_GUESSES = 10;

export const secondFactors: Proof = {
  id: "J7",
  title: "Second factors: codes used twice, guessed, and recovery codes",
  async run(scale) {
    const many = scale === "full" ? 1_000 : 60;
    await using installation = await Installation.open();
    const processes = await Promise.all([installation.serve(), installation.serve()]);
    const attack = new Attack(installation, processes);
    return [
      ...await attack.usedCodes(many),
      ...await attack.recoveryCodes(many),
      ...await attack.guesses(many),
    ];
  },
};

type Answer = Omit<LoadAnswer, "milliseconds">;

interface Victim {
  id: string;
  host: string;
  email: string;
  secret: string;
  recoveryCodes: string[];
}

class Attack {
  readonly #installation: Installation;
  readonly #processes: LexiaProcess[];

  constructor(installation: Installation, processes: LexiaProcess[]) {
    this.#installation = installation;
    this.#processes = processes;
  }

  /** The same good code in many sign-ins at once, at both instances; and once more afterwards. */
  async usedCodes(many: number): Promise<Finding[]> {
    const victim = await this.#victim();
    const challenges = await this.#challenges(victim, 4);
    const otp = codeOf(victim.secret, Date.now() + 30_000);
    const bodies = challenges.map((challenge) => ({ challenge, otp }));
    const taken = await this.#flood(victim, Math.min(many, MOST_GUESSES - 2), bodies);
    const late = await this.#ask(victim, "/auth/login", { ...passwordOf(victim), otp });
    return [
      exactly("sign-ins by one code, sent many times at once", taken.get(200) ?? 0, 1),
      exactly("answer to the same code afterwards", codeIn(late), "mfa_invalid"),
    ];
  }

  async recoveryCodes(many: number): Promise<Finding[]> {
    const victim = await this.#victim();
    const challenges = await this.#challenges(victim, 4);
    const [recovery_code = "", untouched = ""] = victim.recoveryCodes;
    const bodies = challenges.map((challenge) => ({ challenge, recovery_code }));
    const taken = await this.#flood(victim, Math.min(many, MOST_GUESSES - 2), bodies);
    const readable = await this.#installation.count(
      "recovery_codes",
      `code_hash like '%${untouched.replace("-", "")}%' or code_hash like '%${untouched}%'`,
    );
    const secrets = await this.#installation.count("totp_secrets", `secret like '%${victim.secret}%'`);
    const left = await this.#installation.count(
      "recovery_codes",
      `user_id = '${victim.id}' and used_at is null`,
    );
    return [
      exactly("sign-ins by one recovery code, sent many times at once", taken.get(200) ?? 0, 1),
      exactly("recovery codes left of ten", left, 9),
      exactly("secrets and codes that can be read in the database", readable + secrets, 0),
    ];
  }

  /** Somebody who has the password guesses, at both instances. */
  async guesses(many: number): Promise<Finding[]> {
    const victim = await this.#victim();
    const [challenge = ""] = await this.#challenges(victim, 1);
    const otp = wrongCodeOf(victim.secret, Date.now());
    const statuses = await this.#flood(victim, many, [{ challenge, otp }]);
    const looked = await this.#installation.count(
      "audit_log",
      `action = 'session.second_factor_refused' and target_id = '${victim.id}'`,
    );
    const right = codeOf(victim.secret, Date.now());
    const locked = await this.#ask(victim, "/auth/2fa/verify", { challenge, otp: right });
    const seconds = Number(/^retry-after: (\d+)/im.exec(locked.head)?.[1]);
    const [recovery_code = ""] = victim.recoveryCodes;
    const byRecovery = await this.#ask(victim, "/auth/2fa/verify", { challenge, recovery_code });
    const stranger = await this.#ask(victim, "/auth/login", {
      email: victim.email,
      password: "a wrong one, of some length",
      otp: right,
    });
    const others = [...statuses].filter(([status]) => status !== 401 && status !== 429);
    return [
      atMost(`wrong codes of ${many} that were looked at`, looked, MOST_GUESSES),
      exactly("answers other than 401 and 429", others.length, 0),
      exactly("answer to the right code then", codeIn(locked), "too_many_attempts"),
      holds("the lock's time", seconds > 840 && seconds <= 900, `${seconds} s`, "15 minutes"),
      exactly("answer to a recovery code then", codeIn(byRecovery), "too_many_attempts"),
      exactly("answer to who has no password", codeIn(stranger), "invalid_credentials"),
    ];
  }

  /** A member with an authenticator app. */
  async #victim(): Promise<Victim> {
    const { core } = this.#installation;
    const organization = await this.#installation.organization();
    const member = await this.#installation.member(organization, "user", { withPassword: true });
    const { userId, email, host, token } = member;
    const { actor } = await authenticateBearer(core.identity, organization.id, token);
    const request = { organization, actor, requestId: "test", address: null };
    const ctx = tenantContext(core.services, request);
    const { secret } = await beginTotp(ctx, core.identity);
    // The code before the present one, so that this one is still there to be used.
    const otp = codeOf(secret, Date.now() - 30_000);
    const { recoveryCodes } = await confirmTotp(ctx, core.identity, { otp });
    return { id: userId, host, email, secret, recoveryCodes: recoveryCodes ?? [] };
  }

  /** Sign-ins that wait for their second step. */
  async #challenges(victim: Victim, count: number): Promise<string[]> {
    const found: string[] = [];
    for (let i = 0; i < count; i++) {
      const response = await this.#ask(victim, "/auth/login", passwordOf(victim));
      found.push(JSON.parse(response.body).challenge);
    }
    return found;
  }

  /** Half of the requests to each instance, several at a time. */
  async #flood(
    { host }: Victim,
    requests: number,
    bodies: readonly Record<string, string>[],
  ): Promise<Map<number, number>> {
    const all = new Map<number, number>();
    const next = (index: number) => ({
      method: "POST",
      path: "/auth/2fa/verify",
      host,
      body: bodies[index % bodies.length] ?? {},
    });
    const loads = this.#processes.map(({ port }) =>
      load({ port, connections: 4, requests: requests / this.#processes.length, next })
    );
    for (const { statuses } of await Promise.all(loads)) {
      for (const [status, count] of statuses) all.set(status, (all.get(status) ?? 0) + count);
    }
    return all;
  }

  async #ask({ host }: Victim, path: string, body: unknown): Promise<Answer> {
    const connection = new LoadConnection(this.#processes[0]?.port ?? 0);
    try {
      return await connection.send({ method: "POST", path, host, body }, true);
    } finally {
      connection.close();
    }
  }
}

function passwordOf({ email }: Victim) {
  return { email, password: MEMBER_PASSWORD };
}

function codeIn({ body }: Answer): string {
  return JSON.parse(body).code;
}
