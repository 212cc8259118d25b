/** T6: what passes through shared parts, jobs, caches, metrics, streams, kept answers, and what is left of it where. */
import { setTimeout as pause } from "node:timers/promises";
import { createClient } from "@redis/client";
import { PERMISSIONS } from "#domain/authz.ts";
import { recordEvent } from "#domain/events/record_event.ts";
import { answerText } from "#tests/support/answer_text.ts";
import { hasId, pathFor } from "#tests/support/api_calls.ts";
import { type Operation, operationsOf, readDocument } from "#tests/support/api_document.ts";
import { Canaries, type CanaryTenant } from "#tests/support/canary_tenants.ts";
import { Installation, type Member } from "#tests/support/installation.ts";
import { bearer } from "#tests/support/load.ts";
import { atLeast, exactly, type Finding, type Proof } from "#tests/support/proof.ts";
import { tenantTables } from "#tests/support/tenant_state.ts";
import { WebhookReceiver } from "#tests/support/webhook_receiver.ts";

export const tenantCanaries: Proof = {
  id: "T6",
  title: "jobs, caches, metrics, streams and kept answers carry only the tenant's own",
  async run() {
    await using installation = await Installation.open({
      env: { METRICS_TOKEN, WORKER_CONCURRENCY: "4", WEBHOOK_ALLOW_HOSTS: "127.0.0.1" },
    });
    await using receiver = WebhookReceiver.start();
    const scene = await Scene.play(installation, receiver);
    return [
      ...await scene.readable(),
      await scene.metrics(),
      await scene.rows(),
      ...await scene.sharedAnswers(),
      ...await scene.keptAnswers(),
      await scene.forgedJob(),
      ...scene.webhooks(receiver),
    ];
  },
};

/** Of what hands out files, those forms in which words can be read. */
function legible(operation: Operation, id = ""): string[] {
  const path = pathFor(operation, id);
  return path.includes("format=xlsx")
    ? ["json", "csv"].map((format) => path.replace("format=xlsx", `format=${format}`))
    : [];
}

const METRICS_TOKEN = crypto.randomUUID();
const PATH = "/api/v1/solicitudes";
/** Of each organization; the forged job's and the planted rows' come on top. */
const FOLLOWED = 3;

class Scene {
  private constructor(
    private readonly installation: Installation,
    private readonly canaries: Canaries,
    private readonly acme: CanaryTenant,
    private readonly beta: CanaryTenant,
    private readonly me: Member,
    private readonly solicitud: string,
    private readonly target: { id: string; before: string },
  ) {}

  /** Both follow the same radicados, with a word of their own in what they write, and workers look them up. */
  static async play(installation: Installation, receiver: WebhookReceiver): Promise<Scene> {
    const canaries = new Canaries(installation);
    const [acme, beta] = [await canaries.plant(), await canaries.plant()];
    const [me, them] = [
      await installation.member(acme.organization, "org_admin"),
      await installation.member(beta.organization, "manager"),
    ];
    await installation.query("update organization_users set permissions = $1 where user_id = $2", [
      { add: PERMISSIONS, remove: [] },
      me.userId,
    ]);
    await canaries.markPeople(beta);
    const followed: Record<string, string[]> = { mine: [], theirs: [] };
    for (let i = 1; i <= FOLLOWED; i++) {
      const radicado = installation.portal.radicados.found[i] ?? "";
      followed.theirs?.push(await follow(installation, them, { radicado, alias: `${beta.mark} ${i}` }));
      followed.mine?.push(await follow(installation, me, { radicado, alias: `${acme.mark} ${i}` }));
    }
    const [solicitud = ""] = followed.mine ?? [];
    // A job of this organization that names a row of the other one.
    const target = { id: beta.ids.solicitud, before: await rowOf(installation, beta.ids.solicitud) };
    await installation.query(
      `insert into jobs (organization_id, task, payload, lane, max_attempts)
       values ($1, 'solicitud.execute', $2, 0, 2)`,
      [acme.ids.organization, { solicitudId: target.id, trigger: "manual" }],
    );
    for (const [member, tenant] of [[me, acme], [them, beta]] as const) {
      await listen(installation, member, tenant, `${receiver.url}/${tenant.mark}`);
    }
    installation.work();
    await quiet(installation);
    await forgeDelivery(installation, acme, beta);
    await canaries.learnIds();
    return new Scene(installation, canaries, acme, beta, me, solicitud, target);
  }

  /** Everything that a member with every permission can ask for, signed in and not. */
  async readable(): Promise<Finding[]> {
    const operations = operationsOf(await readDocument(this.installation)).filter(({ method }) =>
      method === "GET"
    );
    const ids = [this.solicitud, this.acme.ids.solicitud];
    const paths = [
      ...operations.filter((operation) => !hasId(operation)).map(({ path }) => path),
      ...operations.filter((operation) => !hasId(operation)).flatMap((operation) => legible(operation)),
      ...operations.filter(hasId).flatMap((operation) => ids.map((id) => pathFor(operation, id))),
      ...operations.filter(hasId).flatMap((operation) => ids.flatMap((id) => legible(operation, id))),
      ...ids.map((id) => `/solicitudes/${id}`),
      ...["/", "/solicitudes", "/billing/upgrade", "/sign-in", "/api/openapi.json", "/api/docs"],
      ...[
        `${PATH}?q=${this.beta.mark}`,
        `${PATH}?q=canary`,
        `/solicitudes?q=${this.beta.mark}`,
        "/not/there",
      ],
    ];
    const [found, kinds]: [string[], Set<string>] = [[], new Set()];
    for (const path of paths) {
      for (const headers of [bearer(this.me.token), undefined]) {
        const response = await this.installation.request(this.me.host, path, { headers });
        const text = `${JSON.stringify([...response.headers])}\n${await answerText(response)}`;
        if (response.ok) kinds.add(response.headers.get("content-type")?.split(";")[0] ?? "none");
        // The job that names a row of the other one is the organization's own, and in its export.
        const asked = path === "/api/v1/organization/export" ? this.target.id : path;
        const foreign = this.canaries.foreignIn(text, this.acme.ids.organization, asked);
        if (foreign.length > 0) found.push(`${path}: ${foreign.join(" ")}`);
      }
    }
    const what = `answers with words or ids of the other organization, of ${paths.length * 2} ` +
      `(${[...kinds].sort().join(", ")})`;
    return [
      exactly(what, listed(found), "0"),
      atLeast(
        "kinds of answers read, streams among them",
        kinds.has("text/event-stream") ? kinds.size : 0,
        3,
      ),
    ];
  }

  /** As the operator's scraper sees them: an organization's id is a label, and nothing else of it is. */
  async metrics(): Promise<Finding> {
    const response = await this.installation.request("", "/metrics", { headers: bearer(METRICS_TOKEN) });
    const text = await response.text();
    const organizations = [this.acme, this.beta].map(({ ids }) => ids.organization);
    const found = this.canaries.foreignIn(text, null, organizations.join());
    if (!organizations.every((id) => text.includes(id))) found.push("no metrics of the organizations");
    return exactly(
      "words or ids in metrics beside organizations' ids, which only the scraper may read",
      listed(found),
      "0",
    );
  }

  async rows(): Promise<Finding> {
    const query = (text: string, values: unknown[]) => this.installation.query(text, values);
    const tables = await tenantTables(query);
    const found: string[] = [];
    let count = 0;
    for (const table of tables) {
      for (const tenant of [this.acme, this.beta]) {
        const { organization } = tenant.ids;
        const rows = await query(`select r::text from ${table} r where organization_id = $1`, [organization]);
        count += rows.length;
        for (const [row] of rows) {
          // The forged job is the attack itself.
          const foreign = this.canaries.foreignIn(String(row), organization, this.target.id);
          if (foreign.length > 0) found.push(`${table}: ${foreign.join(" ")}`);
        }
      }
    }
    return exactly(
      `rows of either that name the other, audit log included, of ${count} in ${tables.length} tables`,
      listed(found),
      "0",
    );
  }

  /** One portal's answer serves both on purpose; nothing of either may be in it. */
  async sharedAnswers(): Promise<Finding[]> {
    const client = createClient({
      url: this.installation.env.REDIS_URL,
      RESP: 2,
      maintNotifications: "disabled",
    });
    await client.connect();
    const values: string[] = [];
    try {
      for (const key of await client.keys("lexia:*portal:*")) {
        const isHash = await client.type(key) === "hash";
        const value = isHash ? JSON.stringify(await client.hGetAll(key)) : await client.get(key);
        values.push(`${key} ${value}`);
      }
    } finally {
      client.destroy();
    }
    const turns = [this.acme, this.beta].map(({ ids }) => ids.organization).join();
    const isAnswer = (value: string) => value.startsWith("lexia:cache:") && value.includes(":answer:");
    const answers = values.filter(isAnswer);
    const found = values.flatMap((value) =>
      this.canaries.foreignIn(value, null, isAnswer(value) ? "" : turns)
    );
    const shared = await this.installation.count("executions", "result = 'found' and portal_calls = 0");
    return [
      exactly(
        `words or ids of tenants in ${answers.length} shared portal answers and ${
          values.length - answers.length
        } ` +
          "states of the portal's pace, where organizations take turns by their id",
        listed(found),
        "0",
      ),
      atLeast("portal answers that are shared", answers.length, FOLLOWED),
      atLeast("lookups that another organization's answer served", shared, 1),
    ];
  }

  /** The same `Idempotency-Key`, and the same request, by people of two organizations. */
  async keptAnswers(): Promise<Finding[]> {
    const key = { "idempotency-key": this.beta.mark };
    const body = { radicado: "11001400308220210000100", alias: "x" };
    const first = await send(this.installation, this.me, body, key);
    const again = await send(this.installation, this.me, body, key);
    const texts = [await first.text(), await again.text()];
    const foreign = texts.flatMap((text) => this.canaries.foreignIn(text, this.acme.ids.organization));
    if (first.status !== 201 || first.headers.has("idempotency-replayed")) foreign.push("replayed at first");
    const isKept = again.headers.has("idempotency-replayed") && texts[0] === texts[1];
    return [
      exactly(
        "answers kept for the other organization under the same Idempotency-Key that were given",
        listed(foreign),
        "0",
      ),
      exactly("repetitions that got their own answer again", isKept ? 1 : 0, 1),
    ];
  }

  /** What each one's receiver has got; a forged job of this one names a delivery of the other. */
  webhooks(receiver: WebhookReceiver): Finding[] {
    const found = receiver.received.flatMap(({ path, headers, body }) => {
      const own = path.includes(this.acme.mark) ? this.acme : this.beta;
      return this.canaries.foreignIn(`${JSON.stringify(headers)} ${body}`, own.ids.organization);
    });
    return [
      exactly("webhooks that carry words or ids of the other organization", listed(found), "0"),
      exactly(
        "webhooks sent, one for each organization, none for the forged job",
        receiver.received.length,
        2,
      ),
    ];
  }

  async forgedJob(): Promise<Finding> {
    const after = await rowOf(this.installation, this.target.id);
    const ran = await this.installation.count(
      "jobs",
      `payload->>'solicitudId' = '${this.target.id}' and attempts > 0`,
    );
    const what = "changes to the other organization by a job of this one that names its row";
    return exactly(what, ran === 0 ? "the job did not run" : after === this.target.before ? "0" : after, "0");
  }
}

/** A webhook of the organization, and something that happens to one of its watches. */
async function listen(
  installation: Installation,
  { userId }: Member,
  { ids, mark }: CanaryTenant,
  url: string,
): Promise<void> {
  const { services, identity } = installation.core;
  const secret = await identity.sealer.seal(`whsec_${"A".repeat(43)}=`, "webhook_secret");
  await installation.query(
    `insert into webhook_endpoints (organization_id, url, description, events, secret, created_by)
     values ($1, $2, $3, '["solicitud.failed"]', $4, $5)`,
    [ids.organization, url, mark, secret, userId],
  );
  await services.tenantDb(ids.organization).tx((tx) =>
    recordEvent(tx, {
      type: "solicitud.failed",
      solicitudId: ids.solicitud,
      occurredAt: new Date(),
      data: { solicitud_id: ids.solicitud, radicado: null, execution_id: null, reason: mark },
    })
  );
}

/** A job of one organization that names the other's delivery, which looks as if it were due. */
async function forgeDelivery(
  installation: Installation,
  acme: CanaryTenant,
  beta: CanaryTenant,
): Promise<void> {
  await installation.query(
    "update webhook_deliveries set status = 'pending', is_queued = true where organization_id = $1",
    [beta.ids.organization],
  );
  const [row] = await installation.query(
    `insert into jobs (organization_id, task, payload, lane, max_attempts)
     select $1, 'webhook.deliver', jsonb_build_object('deliveryId', id, 'round', round), 0, 1
     from webhook_deliveries where organization_id = $2 and attempts = 1 returning id`,
    [acme.ids.organization, beta.ids.organization],
  );
  await installation.core.jobs.tick();
  await quiet(installation);
  // It is the attack itself, and names the other organization's row.
  await installation.query("delete from jobs where id = $1 and status = 'done'", [row?.[0]]);
}

async function send(
  installation: Installation,
  { host, token }: Member,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return await installation.request(host, PATH, {
    method: "POST",
    headers: { ...bearer(token), "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

async function follow(installation: Installation, member: Member, body: { radicado: string; alias: string }) {
  const response = await send(installation, member, body, {
    "idempotency-key": `same-for-all-${body.radicado}`,
  });
  const { id } = await response.json();
  if (response.status !== 201) throw new Error(`Cannot follow ${body.radicado}: ${response.status}`);
  return String(id);
}

/** Solicitud, and what runs have left beside it. */
async function rowOf(installation: Installation, id: string): Promise<string> {
  const rows = await installation.query(
    `select s::text, (select count(*) from executions e where e.solicitud_id = s.id) from solicitudes s where id = $1`,
    [id],
  );
  return JSON.stringify(rows);
}

/** Waits until no job is left to do. */
async function quiet(installation: Installation): Promise<void> {
  const until = performance.now() + 60_000;
  while (performance.now() < until) {
    if (await installation.count("jobs", "status in ('ready', 'running')") === 0) return;
    await pause(50);
  }
  const left = await installation.query(
    "select task, status, last_error from jobs where status in ('ready', 'running')",
  );
  throw new Error(`Jobs are left: ${JSON.stringify(left)}`);
}

function listed(found: readonly string[]): string {
  return found.length === 0 ? "0" : `${found.length}, such as ${found.slice(0, 3).join("; ")}`;
}
