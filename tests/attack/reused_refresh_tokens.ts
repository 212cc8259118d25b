/** J4: a refresh token that comes a second time, one after the other and at once, at two instances. */
import { Installation, type Member } from "#tests/support/installation.ts";
import { bearer, LoadConnection } from "#tests/support/load.ts";
import { atLeast, exactly, type Finding, type Proof } from "#tests/support/proof.ts";

export const reusedRefreshTokens: Proof = {
  id: "J4",
  title: "a refresh token used twice ends its whole family",
  async run(scale) {
    await using installation = await Installation.open();
    const server = await installation.serve();
    return await judge(installation, server.port, scale === "full" ? 200 : 15);
  },
};

interface Pair {
  status: number;
  code: string | undefined;
  accessToken: string;
  refreshToken: string;
}

type Instance = (host: string, refreshToken: string) => Promise<Pair>;

async function judge(installation: Installation, port: number, families: number): Promise<Finding[]> {
  const organization = await installation.organization();
  const here = inProcess(installation);
  const there = overTcp(port);
  const tally = { winners: [] as number[], alive: 0, audited: 0 };
  for (let i = 0; i < families; i++) {
    const member = await installation.member(organization);
    const earlier = i % 3 === 0 ? await here(member.host, member.refreshToken) : undefined;
    const token = earlier?.refreshToken ?? member.refreshToken;
    const answers = i % 2 === 0
      ? await Promise.all([here(member.host, token), there(member.host, token), here(member.host, token)])
      : [await there(member.host, token), await here(member.host, token), await there(member.host, token)];
    const winners = answers.filter(({ status }) => status === 200);
    tally.winners.push(winners.length);
    if (await isAlive(installation, port, member, [...winners, ...(earlier ? [earlier] : [])])) tally.alive++;
    tally.audited += await audited(installation, member);
  }
  const atOnce = tally.winners.filter((_, i) => i % 2 === 0);
  const inTurn = tally.winners.filter((_, i) => i % 2 === 1);
  return [
    exactly(
      `two winners, of ${atOnce.length} tokens used three times at once`,
      atOnce.filter((n) => n > 1).length,
      0,
    ),
    exactly(
      `two winners, of ${inTurn.length} used three times in turn`,
      inTurn.filter((n) => n !== 1).length,
      0,
    ),
    atLeast("first uses that were good", tally.winners.filter((n) => n === 1).length, families),
    exactly(`families alive afterwards, of ${families}, by any token of theirs`, tally.alive, 0),
    exactly("reuses in the audit log", tally.audited, families),
  ];
}

function inProcess(installation: Installation): Instance {
  return async (host, refresh_token) => {
    const response = await installation.request(host, "/auth/refresh", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ refresh_token }),
    });
    return pairOf(response.status, await response.text());
  };
}

function overTcp(port: number): Instance {
  return async (host, refresh_token) => {
    const connection = new LoadConnection(port);
    const request = { method: "POST", host, path: "/auth/refresh", body: { refresh_token } };
    const { status, body } = await connection.send(request, true);
    connection.close();
    return pairOf(status, body);
  };
}

function pairOf(status: number, text: string): Pair {
  const { access_token = "", refresh_token = "", code } = JSON.parse(text);
  return { status, code, accessToken: access_token, refreshToken: refresh_token };
}

/** Whether any token of the family opens anything, at the instance that has just been told and at the other. */
async function isAlive(
  installation: Installation,
  port: number,
  member: Member,
  pairs: readonly Pair[],
): Promise<boolean> {
  const row = await installation.query(
    `select 1 from sessions where user_id = $1 and revoked_at is null`,
    [member.userId],
  );
  if (row.length > 0) return true;
  for (const { refreshToken } of pairs) {
    for (const instance of [inProcess(installation), overTcp(port)]) {
      if ((await instance(member.host, refreshToken)).status !== 401) return true;
    }
  }
  // Nobody has asked with these access tokens before, so nothing of them is remembered.
  for (const token of [member.token, ...pairs.map(({ accessToken }) => accessToken)]) {
    const response = await installation.request(member.host, "/auth/me", { headers: bearer(token) });
    await response.body?.cancel();
    if (response.status !== 401) return true;
  }
  return false;
}

async function audited(installation: Installation, { userId }: Member): Promise<number> {
  return await installation.count(
    "audit_log",
    `action = 'session.refresh_token_reused' and data->>'user_id' = '${userId}'`,
  );
}
