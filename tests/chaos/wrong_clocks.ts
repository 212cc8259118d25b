/** Processes whose clocks are wrong: R15. */
import { enqueue } from "#jobs/queue.ts";
import { Installation, type Member, MEMBER_PASSWORD } from "#tests/support/installation.ts";
import { bearer, load, LoadConnection, type LoadRequest } from "#tests/support/load.ts";
import { atMost, exactly, type Finding, type Proof, timed } from "#tests/support/proof.ts";
import { wrongClock } from "#tests/support/wrong_clock.ts";
import { follow, radicado, SOLICITUDES, until } from "./_following.ts";

const SKEW_SECONDS = 300;
/** As the database counts: looks at the dispatcher, and a busy machine. */
const LATE_SECONDS = 5;
const DELAY_SECONDS = 4;

export const wrongClocks: Proof = {
  id: "R15",
  title: "clocks of API and worker that are five minutes wrong",
  async run(scale) {
    const jobs = scale === "full" ? 100 : 10;
    const ways = scale === "full" ? [1, -1] : [-1];
    const findings: Finding[] = [];
    for (const way of ways) findings.push(...await jobsUnder(way * SKEW_SECONDS, jobs));
    return [...findings, ...await tokensUnderWrongClocks()];
  },
};

/** The API's clock is that far ahead, the worker's as far behind. */
async function jobsUnder(skewSeconds: number, jobs: number): Promise<Finding[]> {
  const name = `API ${minutes(skewSeconds)}, worker ${minutes(-skewSeconds)}`;
  await using installation = await Installation.open();
  const organization = await installation.organization();
  const member = await installation.member(organization);
  const { port } = await installation.serve({ env: await wrongClock(skewSeconds) });
  // Told by a session whose token the wrong clock does not refuse.
  const told = await signInAt(port, await installation.member(organization, "user", { withPassword: true }));
  installation.work({ env: await wrongClock(-skewSeconds) });
  const follows = (count: number, from: number) =>
    load({ port, connections: 4, requests: count, next: (index) => follow(told, radicado(from + index)) });
  await follows(1, 0);
  await until("the worker works", async () => await installation.count("executions") === 1);
  await follows(jobs, 1);
  await delayJobs(installation, member, jobs);
  const due = 1 + 2 * jobs;
  const isBegun = async () => await installation.count("executions") >= due;
  await until("all jobs have begun", isBegun, 2 * SKEW_SECONDS * 1_000);
  const [row] = await installation.query(`
    select count(*) filter (where e.created_at < j.run_at_first)::int, max(extract(epoch from e.created_at - j.run_at_first))
    from executions e join (
      select id, case when payload->>'trigger' = 'manual' then created_at + interval '${DELAY_SECONDS} s' else created_at end
        as run_at_first from jobs where created_at > (select min(created_at) from jobs)
    ) j on j.id = e.job_id where e.attempt = 1`);
  return [
    exactly(`jobs begun early, ${name}`, Number(row?.[0]), 0),
    timed(atMost(`latest begin after its time, ${name}`, Number(row?.[1]), LATE_SECONDS, "s")),
  ];
}

/** Further runs, due some seconds from now. */
async function delayJobs(installation: Installation, member: Member, jobs: number): Promise<void> {
  const rows = await installation.query(
    `insert into solicitudes (organization_id, owner_id, radicado, frequency, search_text, notify)
     select organization_id, $1, '11001400300820220' || lpad(i::text, 4, '0') || '00', frequency, '', notify
     from solicitudes, generate_series(1, $2) i where radicado = $3 returning id`,
    [member.userId, jobs, radicado(0)],
  );
  const { services } = installation.core;
  for (const [id] of rows) {
    await services.tenantDb(member.organizationId).tx((tx) =>
      enqueue(tx, "solicitud.execute", { solicitudId: String(id), trigger: "manual" }, {
        delaySeconds: DELAY_SECONDS,
      })
    );
  }
}

function minutes(seconds: number): string {
  return `${seconds < 0 ? "-" : "+"}${Math.abs(seconds) / 60} min`;
}

/** A token made by an API whose clock is that far ahead, shown to one whose clock is right. */
async function tokensUnderWrongClocks(): Promise<Finding[]> {
  await using installation = await Installation.open();
  const member = await installation.member(await installation.organization(), "user", { withPassword: true });
  const right = await installation.serve();
  const findings: Finding[] = [];
  for (const { skew, status } of [{ skew: SKEW_SECONDS, status: 401 }, { skew: 20, status: 200 }]) {
    const api = await installation.serve({ env: await wrongClock(skew) });
    const { token, host } = await signInAt(api.port, member);
    const answer = await send(right.port, { path: SOLICITUDES, host, headers: bearer(token) });
    findings.push(exactly(`token of an API ${skew} s ahead`, answer.status, status));
    const theirs = await send(api.port, { path: SOLICITUDES, host, headers: bearer(member.token) });
    findings.push(exactly(`token of a right clock at an API ${skew} s ahead`, theirs.status, 200));
    await api.kill();
  }
  return findings;
}

async function signInAt(port: number, member: Member): Promise<Member> {
  const body = { email: member.email, password: MEMBER_PASSWORD };
  const answer = await send(port, { method: "POST", path: "/auth/login", host: member.host, body });
  return { ...member, token: JSON.parse(answer.body).access_token };
}

async function send(port: number, request: LoadRequest) {
  const connection = new LoadConnection(port);
  try {
    return await connection.send(request, true);
  } finally {
    connection.close();
  }
}
