/** J3: how long somebody is still let in after the end, on the process that ended it and on another one. */
import { setTimeout as pause } from "node:timers/promises";
import { newOpaqueToken } from "#domain/identity/opaque_token.ts";
import { Installation, type Member, MEMBER_PASSWORD } from "#tests/support/installation.ts";
import type { LexiaProcess } from "#tests/support/lexia_process.ts";
import { bearer, encodeRequest, LoadConnection } from "#tests/support/load.ts";
import { atMost, exactly, type Finding, type Proof } from "#tests/support/proof.ts";

export const endedSessions: Proof = {
  id: "J3",
  title:
    "sign-out, suspension, removal, another role and another password count within 5 seconds on every process",
  async run(scale) {
    await using installation = await Installation.open();
    const [near, far] = await Promise.all([installation.serve(), installation.serve()]);
    const operator = await installation.operator();
    const rounds: Ended[][] = [];
    for (let round = 0; round < (scale === "full" ? 8 : 1); round++) {
      // A few at a time: each asks both processes without a pause.
      for (let i = 0; i < ENDS.length; i += AT_ONCE) {
        rounds.push(
          await Promise.all(
            ENDS.slice(i, i + AT_ONCE).map(async (end) => {
              const watch = await Watch.begin(installation, [near, far]);
              // Somewhere else within the 4 seconds for which an answer is remembered.
              await pause(Math.random() * 4_000 * Math.min(1, round));
              return await watch.until(end, operator);
            }),
          ),
        );
      }
    }
    return findings(rounds.flat());
  },
};

const AT_ONCE = 3;
const MOST_SECONDS = 5;
const NEW_PASSWORD = "zorro lampara cuarzo molino 93";
const PATIENCE_MS = 20_000;

interface Scene {
  installation: Installation;
  member: Member;
  /** Where what ends it is asked for over HTTP. */
  near: LexiaProcess;
  operator: string;
  /** Of the member's organization. */
  administrator: Member;
}

interface End {
  what: string;
  act(scene: Scene): Promise<unknown>;
  /** A role is no end of the session, so a refresh token goes on. */
  keepsSession?: boolean;
}

const ENDS: readonly End[] = [
  {
    what: "signed out",
    act: ({ near, member }) => post(near, member, "/auth/logout", bearer(member.token)),
  },
  {
    what: "another role",
    act: ({ installation, member }) =>
      installation.query("update organization_users set role = 'viewer' where user_id = $1", [member.userId]),
    keepsSession: true,
  },
  {
    what: "membership suspended",
    act: ({ installation, member }) =>
      installation.query("update organization_users set is_active = false where user_id = $1", [
        member.userId,
      ]),
  },
  {
    what: "person suspended",
    act: ({ installation, member }) =>
      installation.query("update users set is_active = false where id = $1", [member.userId]),
  },
  {
    what: "refresh token used twice",
    async act({ near, member }) {
      for (let i = 0; i < 2; i++) {
        await post(near, member, "/auth/refresh", {}, { refresh_token: member.refreshToken });
      }
    },
  },
  {
    what: "another role, given by an administrator",
    act: ({ near, member, administrator }) =>
      send(near, administrator, "PATCH", `/api/v1/users/${member.userId}`, 200, { role: "viewer" }),
    keepsSession: true,
  },
  {
    what: "deactivated by an administrator",
    act: ({ near, member, administrator }) =>
      send(near, administrator, "PATCH", `/api/v1/users/${member.userId}`, 200, { is_active: false }),
  },
  {
    what: "sessions ended by an administrator",
    act: ({ near, member, administrator }) =>
      send(near, administrator, "DELETE", `/api/v1/users/${member.userId}/sessions`, 200),
  },
  {
    what: "removed by an administrator",
    act: ({ near, member, administrator }) => {
      const successor = `successor_id=${administrator.userId}`;
      return send(near, administrator, "DELETE", `/api/v1/users/${member.userId}?${successor}`, 204);
    },
  },
  {
    what: "password changed in another session",
    async act({ near, member }) {
      const credentials = { email: member.email, password: MEMBER_PASSWORD };
      const { access_token } = JSON.parse(
        await send(near, { ...member, token: "" }, "POST", "/auth/login", 200, credentials),
      );
      const body = { current_password: MEMBER_PASSWORD, password: NEW_PASSWORD };
      await send(near, { ...member, token: access_token }, "POST", "/auth/password/change", 204, body);
    },
  },
  {
    what: "password reset by mail",
    async act({ installation, near, member }) {
      const { token, hash } = newOpaqueToken("lxo_");
      await installation.query(
        `insert into one_time_tokens (organization_id, user_id, purpose, token_hash, expires_at)
         values ($1, $2, 'password_reset', $3, now() + interval '1 hour')`,
        [member.organizationId, member.userId, hash],
      );
      const body = { token, password: NEW_PASSWORD };
      await send(near, { ...member, token: "" }, "POST", "/auth/password/reset", 204, body);
    },
  },
  {
    what: "organization suspended by an operator",
    async act({ near, member, operator }) {
      const connection = new LoadConnection(near.port);
      const path = `/api/v1/admin/organizations/${member.organizationId}`;
      const request = { method: "PATCH", host: "admin.lexia.test", headers: bearer(operator) };
      const { status } = await connection.send({ ...request, path, body: { is_active: false } }, false);
      connection.close();
      if (status !== 200) throw new Error(`The operator got ${status}`);
    },
  },
];

interface Ended {
  what: string;
  /** Seconds until the last process refused, until the last stream ended, and whether a refusal was taken back. */
  refusedAfter: number;
  streamEndedAfter: number;
  refreshStatus: number;
  isRefreshRight: boolean;
  wasTakenBack: boolean;
}

/** Somebody who asks both processes all the time, and listens to a run's progress at both. */
class Watch {
  private constructor(
    private readonly installation: Installation,
    private readonly processes: readonly LexiaProcess[],
    private readonly member: Member,
    private readonly administrator: Member,
    private readonly streams: readonly Promise<number>[],
  ) {}

  static async begin(installation: Installation, processes: readonly LexiaProcess[]): Promise<Watch> {
    const organization = await installation.organization();
    const member = await installation.member(organization, "manager", { withPassword: true });
    const administrator = await installation.member(organization, "org_admin");
    const [row] = await installation.query(
      `insert into solicitudes (organization_id, owner_id, radicado, notify)
       values ($1, $2, '11001400308220170000100', '{"email": true, "when": "change", "muted": false}') returning id`,
      [member.organizationId, member.userId],
    );
    const path = `/api/v1/solicitudes/${row?.[0]}/progress`;
    const streams = processes.map(({ port }) => endOfStream(port, member, path));
    const watch = new Watch(installation, processes, member, administrator, streams);
    for (const { port } of processes) {
      const status = await watch.#status(port);
      if (status !== 200) throw new Error(`Refused before the end: ${status}`);
    }
    return watch;
  }

  async until(end: End, operator: string): Promise<Ended> {
    const [near] = this.processes;
    if (!near) throw new Error("There is no process");
    const refusing = this.processes.map(({ port }) => this.#refusal(port));
    await pause(200);
    const { installation, member, administrator } = this;
    await end.act({ installation, member, administrator, near, operator });
    const actedAt = performance.now();
    const refusals = await Promise.all(refusing);
    const ends = await Promise.all(this.streams);
    const last = (times: number[]) => Math.max(0, ...times.map((time) => (time - actedAt) / 1_000));
    const again = await Promise.all(this.processes.map(({ port }) => this.#status(port)));
    const refreshStatus = await post(near, this.member, "/auth/refresh", {}, {
      refresh_token: this.member.refreshToken,
    });
    return {
      what: end.what,
      refusedAfter: last(refusals),
      streamEndedAfter: last(ends),
      refreshStatus,
      isRefreshRight: end.keepsSession ? refreshStatus === 200 : refreshStatus >= 400 && refreshStatus < 500,
      wasTakenBack: again.some((status) => status === 200),
    };
  }

  /** When the process refused for the first time. */
  async #refusal(port: number): Promise<number> {
    const until = performance.now() + PATIENCE_MS;
    while (performance.now() < until) {
      if (await this.#status(port) !== 200) return performance.now();
      await pause(40);
    }
    return Infinity;
  }

  async #status(port: number): Promise<number> {
    const connection = new LoadConnection(port);
    const { host, token } = this.member;
    const { status } = await connection.send({ host, path: "/api/v1/users", headers: bearer(token) }, false);
    connection.close();
    return status;
  }
}

async function post(
  { port }: LexiaProcess,
  { host }: Member,
  path: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<number> {
  const connection = new LoadConnection(port);
  const { status } = await connection.send({ method: "POST", host, path, headers, body }, false);
  connection.close();
  return status;
}

/** As that member, or as nobody; sees to it that it went as it should, and gives the answer's body. */
async function send(
  { port }: LexiaProcess,
  { host, token }: Pick<Member, "host" | "token">,
  method: string,
  path: string,
  wanted: number,
  body?: unknown,
): Promise<string> {
  const connection = new LoadConnection(port);
  const headers = token === "" ? {} : bearer(token);
  const answer = await connection.send({ method, host, path, headers, body }, true);
  connection.close();
  if (answer.status !== wanted) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
  return answer.body;
}

/** When the server ended the stream, or patience did; the run it tells of never ends. */
async function endOfStream(port: number, { host, token }: Member, path: string): Promise<number> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const patience = setTimeout(() => connection.close(), PATIENCE_MS);
  try {
    await connection.write(encodeRequest({ host, path, headers: bearer(token) }));
    const buffer = new Uint8Array(4_096);
    let text = "";
    while (!text.endsWith("0\r\n\r\n")) {
      const count = await connection.read(buffer);
      if (count === null) break;
      text = (text + new TextDecoder().decode(buffer.subarray(0, count))).slice(-200);
    }
    clearTimeout(patience);
    connection.close();
  } catch {
    // Out of patience: the time tells.
  }
  return performance.now();
}

function findings(all: readonly Ended[]): Finding[] {
  const longest = (pick: (one: Ended) => number) => Math.max(...all.map(pick));
  const byEnd = ENDS.map(({ what }) =>
    atMost(
      `${what}: until both processes refuse`,
      Math.max(...all.filter((one) => one.what === what).map(({ refusedAfter }) => refusedAfter)),
      MOST_SECONDS,
      "s",
    )
  );
  const wrongRefreshes = all.filter(({ isRefreshRight }) => !isRefreshRight);
  return [
    ...byEnd,
    atMost(
      `open streams that go on after the end, the longest of ${all.length * 2}`,
      longest(({ streamEndedAfter }) => streamEndedAfter),
      MOST_SECONDS,
      "s",
    ),
    exactly("let in again after a refusal", all.filter(({ wasTakenBack }) => wasTakenBack).length, 0),
    exactly(
      "refresh tokens that outlive the end",
      wrongRefreshes.map(({ what, refreshStatus }) => `${what}: ${refreshStatus}`).join("; ") || "0",
      "0",
    ),
  ];
}
