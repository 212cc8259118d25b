/** Organizations, people and solicitudes by the hundred thousand, written by PostgreSQL itself. */
import type { Installation, Member } from "#tests/support/installation.ts";
import type { Organization } from "#domain/ctx.ts";

export const ORGANIZATIONS = 50;
export const PEOPLE = 20;

export interface Seeded {
  /** One token of each organization, of a median user. */
  members: Member[];
  /** Whoever has most: a tenth of all rows are in one organization, and half of those are this person's. */
  heaviest: Member;
  /** Ids of each member's own solicitudes, for reads by id. */
  ids: Map<string, string[]>;
}

/** Seeds so many solicitudes, each with a run that has ended, and signs one person of each organization in. */
export async function seed(lexia: Installation, solicitudes: number): Promise<Seeded> {
  await insertPeople(lexia);
  await insertSolicitudes(lexia, solicitudes);
  await lexia.query("vacuum (analyze) solicitudes");
  await lexia.query("vacuum (analyze) executions");
  await lexia.query("analyze");
  const organizations = await readOrganizations(lexia);
  const members: Member[] = [];
  for (const organization of organizations) {
    const [user] = await lexia.query(
      "select id, email from users where organization_id = $1 order by email offset 1 limit 1",
      [organization.id],
    );
    members.push(
      await lexia.signIn(organization, {
        userId: String(user?.[0]),
        email: String(user?.[1]),
        role: "user",
      }),
    );
  }
  const [heavy] = await lexia.query(
    "select organization_id, owner_id from solicitudes group by 1, 2 order by count(*) desc limit 1",
  );
  const heavyOrganization = organizations.find(({ id }) => id === heavy?.[0]);
  if (!heavyOrganization) throw new Error("Nobody has anything");
  const [person] = await lexia.query("select email from users where id = $1", [heavy?.[1]]);
  const heaviest = await lexia.signIn(heavyOrganization, {
    userId: String(heavy?.[1]),
    email: String(person?.[0]),
    role: "user",
  });
  return { members, heaviest, ids: await readIds(lexia, members) };
}

async function insertPeople(lexia: Installation): Promise<void> {
  await lexia.query(
    `insert into organizations (name, subdomain, plan, max_users, max_queries_per_month, max_requests_per_minute)
     select 'Bench ' || n, 'bench-' || n, 'enterprise', null, 100000000, 1000000
     from generate_series(1, $1) n`,
    [ORGANIZATIONS],
  );
  await lexia.query(
    `insert into users (organization_id, email, name)
     select o.id, lpad(n::text, 3, '0') || '@' || o.subdomain || '.test', 'Person ' || n
     from organizations o, generate_series(1, $1) n where o.subdomain like 'bench-%'`,
    [PEOPLE],
  );
  await lexia.query(
    `insert into organization_users (organization_id, user_id, role)
     select u.organization_id, u.id, 'user' from users u
     where not exists (select 1 from organization_users m where m.user_id = u.id)`,
  );
}

/** Nine tenths evenly; of the last tenth half to the first person of the first organization, half to colleagues. */
async function insertSolicitudes(lexia: Installation, count: number): Promise<void> {
  await lexia.query(
    `with people as (
       select u.id, u.organization_id, row_number() over (order by o.subdomain, u.email) - 1 as n
       from users u join organizations o on o.id = u.organization_id where o.subdomain like 'bench-%'
     ), rows as (
       select g, case when g % 10 <> 0 then g % $2 when g % 20 = 0 then 0 else g / 20 % $3 end as n
       from generate_series(1, $1) g
     )
     insert into solicitudes (organization_id, owner_id, radicado, alias, notify, status, baseline_at, completed_at,
       next_run_at, search_text, created_at, updated_at)
     select p.organization_id, p.id, '110014003082' || '2017' || lpad((g % 100000)::text, 5, '0')
         || lpad((g / 100000)::text, 2, '0'),
       'Case ' || g, '{"email": true, "when": "change", "muted": false}', 'completed', at, at,
       now() + interval '30 days', 'case ' || g, at, at
     from rows r join people p using (n),
       lateral (select now() - make_interval(secs => r.g * 7) as at) t`,
    [count, ORGANIZATIONS * PEOPLE, PEOPLE],
  );
  await lexia.query(
    `insert into executions (organization_id, solicitud_id, job_id, attempt, trigger, result, source, started_at,
       finished_at, duration_ms, evidence, portal_calls)
     select organization_id, id, lexia_uuidv7(), 1, 'created', 'found', 'cpnu', created_at,
       created_at + interval '20 seconds', 20000, repeat('9f', 32), 4
     from solicitudes`,
  );
  await lexia.query(
    `update solicitudes s set last_execution = json_build_object('id', e.id, 'result', e.result, 'source', e.source,
       'trigger', e.trigger, 'attempt', e.attempt, 'started_at', '2026-11-20T15:04:05.000Z',
       'finished_at', '2026-11-20T15:04:25.000Z', 'duration_ms', e.duration_ms, 'evidence', e.evidence,
       'portal_calls', e.portal_calls, 'new_actuaciones', 0, 'detail', null)
     from executions e where e.organization_id = s.organization_id and e.solicitud_id = s.id`,
  );
}

async function readOrganizations(lexia: Installation): Promise<Organization[]> {
  const rows = await lexia.query(
    `select id, name, subdomain, plan, max_queries_per_month, max_requests_per_minute from organizations
     where subdomain like 'bench-%' order by subdomain`,
  );
  return rows.map(([id, name, subdomain, plan, queries, requests]) => ({
    id: String(id),
    name: String(name),
    subdomain: String(subdomain),
    plan: String(plan),
    maxUsers: null,
    maxQueriesPerMonth: Number(queries),
    maxRequestsPerMinute: Number(requests),
  }));
}

async function readIds(lexia: Installation, members: readonly Member[]): Promise<Map<string, string[]>> {
  const ids = new Map<string, string[]>();
  for (const { userId, organizationId } of members) {
    const rows = await lexia.query(
      "select id from solicitudes where organization_id = $1 and owner_id = $2 limit 50",
      [organizationId, userId],
    );
    ids.set(userId, rows.map(([id]) => String(id)));
  }
  return ids;
}
