/**
 * Organizations of which every row carries a word that stands nowhere else, and the search for such words and ids in
 * what somebody else can read. An organization's name is not among them: its own sign-in page shows it to everybody.
 */
import type { Organization } from "#domain/ctx.ts";
import type { Query } from "./named_objects.ts";
import { type Installation, INSTALLATION_DOMAIN } from "./installation.ts";
import { newTenantIds, type Row, type TenantIds, tenantRows } from "./tenant_rows.ts";
import { tenantTables } from "./tenant_state.ts";
import { insertStatement } from "./two_tenants.ts";

export interface CanaryTenant {
  organization: Organization;
  host: string;
  /** The word that is in each of its rows. */
  mark: string;
  ids: TenantIds;
}

const MARK = /canary[0-9a-f]{12}/g;
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Which words of which tables the mark goes into. */
const MARKED: Readonly<Record<string, (mark: string, row: Row) => Row>> = {
  users: (mark, { id }) => ({ name: mark, email: `${mark}-${String(id).slice(-6)}@people.test` }),
  idempotency_keys: (mark) => ({ key: mark, status: 201, body: JSON.stringify({ alias: mark }) }),
  solicitudes: (mark) => ({ alias: mark, search_text: mark, status: "completed" }),
  executions: (mark) => ({ detail: { code: mark } }),
  procesos: (mark) => ({ despacho: mark, ponente: mark, raw: { mark } }),
  sujetos: (mark) => ({ name: mark, raw: { mark } }),
  actuaciones: (mark) => ({ actuacion: mark, anotacion: mark, raw: { mark } }),
  exports: (mark) => ({ filters: { q: mark }, reason: mark }),
  scheduled_reports: (mark) => ({ name: mark }),
  analytics_days: (mark) => ({ measure: "novedad_despacho", label: mark }),
  novedades: (mark) => ({ detail: { before: null, after: { actuacion: mark } }, search_text: mark }),
  novedad_notes: (mark) => ({ text: mark }),
  solicitud_notes: (mark) => ({ text: mark }),
  saved_views: (mark) => ({ name: mark, query: `q=${mark}` }),
  jobs: (mark) => ({ payload: { mark }, status: "done", last_error: mark }),
  audit_log: (mark) => ({ data: { mark } }),
};

export class Canaries {
  readonly #owners = new Map<string, string>();
  readonly #query: Query;

  constructor(private readonly installation: Installation) {
    this.#query = (text, values) => installation.query(text, values);
  }

  /** A new organization with a marked row in every table. */
  async plant(): Promise<CanaryTenant> {
    const organization = await this.installation.organization();
    const mark = `canary${crypto.randomUUID().slice(-12)}`;
    const ids = { ...newTenantIds(), organization: organization.id };
    await this.installation.owner.batch(
      tenantRows(ids).map(([table, row]) =>
        insertStatement(table, { ...row, ...MARKED[table]?.(mark, row) })
      ),
    );
    this.#owners.set(mark, organization.id);
    const host = `${organization.subdomain}.${INSTALLATION_DOMAIN}`;
    return { organization, host, mark, ids };
  }

  /** Marks what was made by other ways: people's names and addresses. */
  async markPeople({ mark, ids }: CanaryTenant): Promise<void> {
    await this.#query(
      `update users set name = $1, email = $1 || '-' || right(id::text, 6) || '@people.test'
       where organization_id = $2 and name <> $1`,
      [mark, ids.organization],
    );
  }

  /** Learns whose each id of the database is; again after rows were added. */
  async learnIds(): Promise<void> {
    for (const table of await tenantTables(this.#query)) {
      const rows = await this.#query(
        `select to_jsonb(r)->>'id', organization_id from ${table} r where organization_id is not null`,
        [],
      );
      for (const [id, organizationId] of rows) {
        if (id !== null) this.#owners.set(String(id), String(organizationId));
        this.#owners.set(String(organizationId), String(organizationId));
      }
    }
  }

  /** Words and ids of others than `reader` in a text, but for those that stand in what was `sent`. */
  foreignIn(text: string, reader: string | null, sent = ""): string[] {
    const found = new Set([...text.matchAll(MARK), ...text.matchAll(UUID)].map(([word]) => word));
    return [...found].filter((word) => {
      const owner = this.#owners.get(word);
      return owner !== undefined && owner !== reader && !sent.includes(word);
    });
  }
}
