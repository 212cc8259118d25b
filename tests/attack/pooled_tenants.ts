/** T4: fifty organizations over four database connections, with clients that hang up in the middle. */
import { setTimeout as pause } from "node:timers/promises";
import { Installation, type Member } from "#tests/support/installation.ts";
import { bearer, LoadConnection, type LoadRequest } from "#tests/support/load.ts";
import { atLeast, exactly, type Finding, type Proof } from "#tests/support/proof.ts";

const POOL = 4;
const CONNECTIONS = 64;
const ABORTED_SHARE = 0.05;
const LIST = "/api/v1/solicitudes?limit=5";

export const pooledTenants: Proof = {
  id: "T4",
  title: "a pooled connection keeps nothing of the organization before",
  async run(scale) {
    const requests = scale === "full" ? 100_000 : 1_500;
    await using installation = await Installation.open({
      env: { DATABASE_POOL_SIZE: String(POOL) },
      portal: { cases: 1 },
    });
    const [server, tenants] = await Promise.all([installation.serve(), settle(installation)]);
    const crowd = new Crowd(server.port, tenants, requests);
    await crowd.ask();
    return [...crowd.findings(), ...await inTheDatabase(installation, tenants, crowd.created)];
  },
};

interface Tenant {
  member: Member;
  /** Stands in the alias of whatever is this organization's. */
  mark: string;
  /** One of its solicitudes. */
  solicitud: string;
}

async function settle(installation: Installation): Promise<Tenant[]> {
  const tenants: Tenant[] = [];
  for (let i = 0; i < 50; i++) {
    const mark = `tenant${String(i).padStart(2, "0")}-${crypto.randomUUID().slice(0, 8)}`;
    const member = await installation.member(await installation.organization(), "manager");
    const [first] = await installation.query(
      `insert into solicitudes (organization_id, owner_id, radicado, alias, notify)
       select $1, $2, '1100140030822017' || lpad(n::text, 5, '0') || '00', $3,
              '{"email": true, "when": "change", "muted": false}'
       from generate_series(1, 10) n returning id`,
      [member.organizationId, member.userId, mark],
    );
    tenants.push({ member, mark, solicitud: String(first?.[0]) });
  }
  return tenants;
}

class Crowd {
  readonly #statuses = new Map<number, number>();
  readonly #foreign: string[] = [];
  readonly #off: string[] = [];
  #issued = 0;
  #aborted = 0;
  #rows = 0;
  #busy = 0;
  /** How many creations were acknowledged, by the creating organization's mark. */
  readonly created = new Map<string, number>();

  constructor(
    private readonly port: number,
    private readonly tenants: readonly Tenant[],
    private readonly requests: number,
  ) {}

  async ask(): Promise<void> {
    await Promise.all(Array.from({ length: CONNECTIONS }, async () => {
      const connection = new LoadConnection(this.port);
      while (this.#issued < this.requests) await this.#askOnce(connection, this.#issued++);
      connection.close();
    }));
  }

  async #askOnce(connection: LoadConnection, index: number): Promise<void> {
    const tenant = this.tenants[Math.floor(Math.random() * this.tenants.length)];
    if (!tenant) throw new Error("There are no organizations");
    const request = requestOf(tenant, index);
    const answering = connection.send(request, true);
    if (Math.random() < ABORTED_SHARE) {
      await pause(Math.random() * 20);
      connection.close();
      this.#aborted++;
    }
    const { status, body } = await answering;
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
    if (status !== 0) this.#judge(tenant, request, status, body);
  }

  #judge({ mark, member }: Tenant, { method, path }: LoadRequest, status: number, body: string): void {
    const wanted = method === "POST" ? 201 : 200;
    // So many at four database connections may be told to come again: that is no row of anybody's.
    if (status === 503) return void this.#busy++;
    if (status !== wanted) return void this.#off.push(`${method ?? "GET"} ${path}: ${status}`);
    if (method === "POST") this.created.set(mark, (this.created.get(mark) ?? 0) + 1);
    const marks = [...body.matchAll(/tenant\d\d-[0-9a-f]{8}/g)].map(([found]) => found);
    const owners = [...body.matchAll(/"owner_id":"([^"]*)"/g)].map(([, owner]) => owner);
    this.#rows += owners.length;
    const isOwn = marks.length > 0 && marks.length === owners.length &&
      marks.every((found) => found === mark) && owners.every((owner) => owner === member.userId);
    if (!isOwn) this.#foreign.push(`${mark} ${path}: ${[...marks, ...owners].join(" ")}`);
  }

  findings(): Finding[] {
    const answered = this.#issued - (this.#statuses.get(0) ?? 0);
    const what =
      `answers with rows of another organization or without one's own, of ${number(answered)} answers ` +
      `with ${number(this.#rows)} rows (${number(this.#issued)} requests, ${
        number(this.#aborted)
      } hung up on)`;
    return [
      exactly(what, listed(this.#foreign), "0"),
      exactly(
        `other answers than 200, 201 and 503 (all ${POOL} connections are busy: ${this.#busy})`,
        listed(this.#off),
        "0",
      ),
      atLeast("requests hung up on before their answer", this.#statuses.get(0) ?? 0, this.requests * 0.005),
    ];
  }
}

/** Mostly lists and single ones, and each fifth a new one. */
function requestOf({ member, mark, solicitud }: Tenant, index: number): LoadRequest {
  const base = { host: member.host, headers: bearer(member.token) };
  if (index % 5 !== 0) return { ...base, path: index % 5 < 3 ? LIST : `/api/v1/solicitudes/${solicitud}` };
  const radicado = `110014003082${2000 + index % 20}${String(Math.floor(index / 20)).padStart(5, "0")}01`;
  return { ...base, method: "POST", path: "/api/v1/solicitudes", body: { radicado, alias: mark } };
}

async function inTheDatabase(
  installation: Installation,
  tenants: readonly Tenant[],
  created: ReadonlyMap<string, number>,
): Promise<Finding[]> {
  const misplaced: string[] = [];
  for (const { member, mark } of tenants) {
    const owned = `organization_id = '${member.organizationId}'`;
    const foreign = await installation.count("solicitudes", `${owned} and alias <> '${mark}'`);
    const kept = await installation.count("solicitudes", `${owned} and radicado like '%01'`);
    // One whose client hung up may be there as well.
    if (foreign > 0 || kept < (created.get(mark) ?? 0)) {
      misplaced.push(`${mark}: ${foreign} foreign, ${kept} kept`);
    }
  }
  const strayJobs = await installation.count(
    "jobs j",
    `not exists (select from solicitudes s where s.id::text = j.payload->>'solicitudId'
       and s.organization_id = j.organization_id)`,
  );
  return [
    exactly(
      "organizations with a row that another one wrote, or without one that was acknowledged",
      listed(misplaced),
      "0",
    ),
    exactly("jobs beside another organization's row", strayJobs, 0),
    exactly(
      "database connections that keep an organization or a role after its work",
      await kept(installation),
      0,
    ),
  ];
}

/** Every connection of a pool at once, after the wall has been used on each. */
async function kept({ core }: Installation): Promise<number> {
  const { sql } = core.platform;
  const ids = Array.from({ length: POOL }, () => crypto.randomUUID());
  await Promise.all(ids.map((id) =>
    core.services.tenantDb(id).tx(async (tx) => {
      await tx.execute("select pg_sleep(0.05)");
    })
  ));
  const states = await Promise.all(ids.map(() =>
    sql.batch([{
      text:
        `select coalesce(current_setting('app.organization_id', true), ''), current_setting('role'), pg_sleep(0.05)`,
    }])
  ));
  return states.filter(([state]) => state?.rows[0]?.[0] !== "" || state?.rows[0]?.[1] !== "none").length;
}

function number(value: number): string {
  return value.toLocaleString("en");
}

function listed(found: readonly string[]): string {
  return found.length === 0 ? "0" : `${found.length}, such as ${found.slice(0, 3).join("; ")}`;
}
