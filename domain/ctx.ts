/** What every verb receives: who asks, for which organization, and the handles it may use. */
import type { PlatformDb, TenantDb } from "#db/tenant_db.ts";
import type { Permission, Role } from "./authz.ts";
import type { CourtPortal } from "./portals/portal.ts";
import type { Cache, Clock, EventLog, Log, Metrics, RateLimiter, SharedState } from "./ports.ts";

export interface Actor {
  userId: string;
  sessionId: string;
  role: Role;
  permissions: ReadonlySet<Permission>;
  email: string;
  name: string;
}

/** An active organization, as tenant lookup gives it. */
export interface Organization {
  id: string;
  name: string;
  subdomain: string;
  plan: string;
  maxUsers: number | null;
  maxQueriesPerMonth: number | null;
  maxRequestsPerMinute: number | null;
}

/** What does not depend on who asks. */
export interface Services {
  clock: Clock;
  log: Log;
  metrics: Metrics;
  limiter: RateLimiter;
  cache: Cache;
  state: SharedState;
  events: EventLog;
  portal: CourtPortal;
  /** Hands jobs that a committed transaction wrote to the dispatcher; never fails. */
  dispatch(jobs: readonly EnqueuedJob[]): void;
  /** The one handle that sees every organization. Each use names its purpose and is recorded. */
  platformDb: PlatformDb;
  tenantDb(organizationId: string): TenantDb;
  /** Absolute address of the page where a plan is changed. */
  upgradeUrl(organization: Organization): string;
}

export interface EnqueuedJob {
  id: string;
  lane: 0 | 1 | 2;
  tenant: string;
  /** Milliseconds since the epoch. */
  dueAt: number;
}

interface RequestFacts {
  requestId: string;
  /** The client's address; null for jobs. */
  address: string | null;
}

/** A request or job within one organization. `db` is the only way to its rows. */
export interface Ctx extends Services, RequestFacts {
  organization: Organization;
  actor: Actor;
  db: TenantDb;
}

/** A request of an operator of the platform. */
export interface PlatformCtx extends Services, RequestFacts {
  actor: Actor;
}
