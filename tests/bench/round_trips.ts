/**
 * What distance costs: each request's round trips to the database and to Redis, 10 ms away, in the homes that have
 * one. A process of LEXIA, real servers, a delaying proxy before each of them.
 */
import { formatRadicado } from "#domain/radicado.ts";
import { EDGE_PERMISSIONS, type Front, openEdgeFront, openServerFront } from "#tests/support/edge_front.ts";
import { Installation, type Member, MEMBER_PASSWORD } from "#tests/support/installation.ts";
import { bearer, LoadConnection, type LoadRequest, median } from "#tests/support/load.ts";
import { quiet, travel, type Travelled } from "#tests/support/round_trips.ts";

export const DISTANCE_MS = 10;

export type Home = "edge" | "server";

export interface Journey {
  home: Home;
  /** Such as "create". */
  request: string;
  /** Medians of all samples. */
  database: number;
  redis: number;
  inAll: number;
  milliseconds: number;
  /** Most round trips in all until the answer; null where none is set. */
  goal: number | null;
}

interface Scene {
  member: Member;
  solicitud: string;
  radicados: string[];
}

interface Row {
  request: string;
  status: number;
  goal: number | null;
  /** Counts the round trips to the database alone against the goal. */
  ofDatabase?: boolean;
  next(scene: Scene): LoadRequest;
}

const PATH = "/api/v1/solicitudes";

const ROWS: readonly Row[] = [
  { request: "health", status: 200, goal: 0, next: ({ member }) => ({ path: "/health", host: member.host }) },
  {
    // Answered out of what tenant and token tell, so that nothing else is asked.
    request: "tenant and token, cached",
    status: 200,
    goal: 0,
    ofDatabase: true,
    next: ({ member }) => as(member, { path: "/api/v1/organization" }),
  },
  { request: "list", status: 200, goal: 2, next: ({ member }) => as(member, { path: PATH }) },
  {
    request: "get",
    status: 200,
    goal: 2,
    next: ({ member, solicitud }) => as(member, { path: `${PATH}/${solicitud}` }),
  },
  {
    request: "create",
    status: 201,
    goal: 4,
    next: ({ member, radicados }) =>
      as(member, { method: "POST", path: PATH, body: { radicado: radicados.pop() } }),
  },
  {
    request: "login",
    status: 200,
    goal: null,
    next: ({ member: { host, email } }) => ({
      method: "POST",
      path: "/auth/login",
      host,
      body: { email, password: MEMBER_PASSWORD },
    }),
  },
];

function as(member: Member, request: Omit<LoadRequest, "host">): LoadRequest {
  return { ...request, host: member.host, headers: bearer(member.token) };
}

/** Every row in that home, the median of so many samples each. */
export async function journeys(home: Home, samples: number): Promise<Journey[]> {
  await using installation = await Installation.open();
  const { DATABASE_URL: databaseUrl = "", REDIS_URL: redisUrl = "" } = installation.env;
  const servers = { databaseUrl, redisUrl };
  await using front = home === "edge"
    ? await openEdgeFront(servers, DISTANCE_MS)
    : openServerFront(servers, DISTANCE_MS);
  const permissions = home === "edge" ? EDGE_PERMISSIONS : undefined;
  const process = await installation.serve({ env: front.env, permissions });
  const scene = await sceneIn(installation);
  const connection = new LoadConnection(process.port);
  try {
    const found: Journey[] = [];
    for (const row of ROWS) found.push(await journey(home, row, { samples, scene, connection, front }));
    return found;
  } finally {
    connection.close();
    // Before the servers go, so that it does not miss them.
    await quiet(front.links);
    await process.stop();
  }
}

/** Somebody with a few solicitudes, and radicados that nobody follows yet. */
async function sceneIn(installation: Installation): Promise<Scene> {
  const organization = await installation.organization();
  const member = await installation.member(organization, "user", { withPassword: true });
  const [first = "", ...radicados] = installation.portal.radicados.found.slice(1);
  const rows = await installation.query(
    `insert into solicitudes (organization_id, owner_id, radicado, notify, status, frequency)
     values ($1, $2, $3, '{}', 'completed', 'once') returning id`,
    [organization.id, member.userId, first],
  );
  return { member, solicitud: String(rows[0]?.[0]), radicados: radicados.map(formatRadicado) };
}

interface Run {
  samples: number;
  scene: Scene;
  connection: LoadConnection;
  front: Front;
}

async function journey(
  home: Home,
  row: Row,
  { samples, scene, connection, front }: Run,
): Promise<Journey> {
  const travelled: Travelled[] = [];
  for (let i = 0; i < samples; i++) {
    await quiet(front.links);
    // Tenant and token are remembered for seconds: this request asks for them where they are not.
    await connection.send(as(scene.member, { path: PATH }), false);
    const one = await travel(connection, front.links, row.next(scene));
    if (one.status !== row.status) throw new Error(`"${row.request}" was answered with ${one.status}`);
    travelled.push(one);
  }
  const of = (figure: (one: Travelled) => number) => median(travelled.map(figure));
  return {
    home,
    request: row.request,
    database: of(({ database }) => database),
    redis: of(({ redis }) => redis),
    inAll: of((one) => row.ofDatabase ? one.database : one.inAll),
    milliseconds: of(({ milliseconds }) => milliseconds),
    goal: row.goal,
  };
}
