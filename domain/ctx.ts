/** What every verb receives: who asks, for which organization, and the handles it may use. */
import type { SignInMethod } from "#db/schema/sessions.ts";
import type { Db, PlatformDb, TenantDb } from "#db/tenant_db.ts";
import type { JobLease } from "#jobs/queue.ts";
import type { Permission, Role } from "./authz.ts";
import type { RenderFile } from "./exports/export_document.ts";
import type { CourtPortal } from "./portals/portal.ts";
import type { RenderMail } from "./mail/messages.ts";
import type { WebhookText } from "./webhooks/message_body.ts";
import type {
  Cache,
  Clock,
  DirectoryClient,
  EventLog,
  FileStore,
  Lane,
  Log,
  Mailer,
  Metrics,
  RateLimiter,
  SharedState,
  TextMessenger,
  TextRecords,
  WebhookSender,
} from "./ports.ts";

/** How somebody proved who they are, and when. */
export interface SignInProof {
  /** A session of the person's, a key that they made for a program, or one of LEXIA's own programs on the machine. */
  via: "session" | "api_key" | "machine";
  method: SignInMethod | "api_key" | "machine";
  /** When they last did so, milliseconds since the epoch. */
  authenticatedAt: number;
  /** When they last gave a second factor in this session; null: not yet. */
  secondFactorAt: number | null;
  /** The operator who looks in as this person. */
  impersonatorId: string | null;
}

export interface Actor {
  userId: string;
  /** Of the session, or of the key. */
  sessionId: string;
  role: Role;
  permissions: ReadonlySet<Permission>;
  email: string;
  name: string;
  proof: SignInProof;
  /** Has an authenticator app or a passkey. */
  hasSecondFactor: boolean;
  /** Whether one is asked of them, and from when on nothing goes without. Absent where a program's key acts. */
  secondFactor?: { isRequired: boolean; dueAt: number | null };
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
  mailer: Mailer;
  /** Null: no text messages are sent. */
  texts: TextMessenger | null;
  directories: DirectoryClient;
  renderMail: RenderMail;
  renderFile: RenderFile;
  textRecords: TextRecords;
  webhooks: WebhookSender;
  webhookText: WebhookText;
  /** The same sentence as plain text. */
  noticeText: WebhookText;
  files: FileStore;
  /** The one handle that sees every organization. Each use names its purpose and is recorded. */
  platformDb: PlatformDb;
  tenantDb(organizationId: string): TenantDb;
  /** Absolute address of a page on the organization's host; `path` begins with a slash. */
  addressOf(organization: Pick<Organization, "subdomain">, path: string): string;
  /** The same on the operators' host. */
  operatorsAddressOf(path: string): string;
  /** Absolute address of the page where a plan is changed. */
  upgradeUrl(organization: Organization): string;
}

interface RequestFacts {
  requestId: string;
  /** The client's address; null for jobs. */
  address: string | null;
}

/** A request within one organization. `db` is the only way to its rows. */
export interface Ctx extends Services, RequestFacts {
  organization: Organization;
  actor: Actor;
  db: TenantDb;
  /** Set where the caller sent an `Idempotency-Key`; see `idempotency.ts`. */
  idempotency?: IdempotentRequest;
}

/** A request that may be repeated without effect. */
export interface IdempotentRequest {
  key: string;
  /** Keyed hash of method, path and body, hexadecimal. */
  fingerprint: string;
  /** The answer to keep for what the verb made; one that holds secrets is sealed. */
  answer(made: unknown): Promise<KeptAnswer>;
  /** What `answer` kept, as the caller got it. */
  reveal(kept: KeptAnswer): Promise<KeptAnswer>;
}

export interface KeptAnswer {
  status: number;
  body: string;
  location: string | null;
}

/** A request of an operator of the platform. */
export interface PlatformCtx extends Services, RequestFacts {
  actor: Actor;
  /** As that of `Ctx`. */
  idempotency?: IdempotentRequest;
}

/**
 * What a verb that runs as a job holds. Its effects and its end belong in one transaction: where the lease was lost
 * meanwhile, `complete` and `reschedule` throw, and the effects go with the rollback.
 */
export interface RunningJob {
  id: string;
  lane: Lane;
  /** From 1. */
  attempt: number;
  maxAttempts: number;
  /** Aborts when the lease is lost or the process stops. */
  signal: AbortSignal;
  /** For a batch that names it, such as `isHeld` of `jobs/queue.ts`. */
  lease: JobLease;
  /** What to throw where such a batch found the lease lost. */
  leaseLost(): Error;
  /** Locks the job's row for this transaction and proves that the lease is still held. */
  hold(tx: Db): Promise<void>;
  complete(tx: Db): Promise<void>;
  /** Runs again later. An attempt that could not even begin does not count. */
  reschedule(tx: Db, again: { inSeconds: number; reason: string; counts: boolean }): Promise<void>;
}

/** A job within one organization. */
export interface JobCtx extends Services {
  organizationId: string;
  db: TenantDb;
  job: RunningJob;
}
