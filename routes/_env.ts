/** What a request carries through the middleware, and what the app is made of. */
import type { Context } from "hono";
import type { Actor, Ctx, PlatformCtx, Services } from "#domain/ctx.ts";
import type { IdentityServices } from "#domain/identity/identity.ts";
import type { Reader } from "#domain/identity/session_state.ts";
import type { StatusProbe } from "#domain/operations/service_status.ts";
import type { OtherOrganization } from "#domain/identity/other_organizations.ts";
import type { DomainError } from "#domain/errors.ts";
import type { HostedOrganization } from "#domain/organizations/find_organization.ts";
import type { RateLimiter } from "#domain/ports.ts";

export interface WebSettings {
  baseDomain: string;
  publicUrl: URL;
  singleTenant: string | null;
  /** Addresses or CIDR ranges of the proxies whose forwarding headers count. */
  trustedProxies: readonly string[];
  corsOrigins: readonly string[];
  /** More host names that answer like `api.BASE_DOMAIN`. */
  allowedHosts: readonly string[];
  rateLimitPerMinute: number;
  rateLimitBurst: number;
  version: string;
  /** How long the deletion of an organization can be taken back. */
  deletionGraceDays: number;
  metrics: { isEnabled: boolean; token: string | null };
  /** Files that people send. */
  uploads: { maxBytes: number; extensions: readonly string[] };
}

export interface Readiness {
  database: boolean;
  /** The shared store answers, whichever the home has. */
  redis: boolean;
  /** No migration is waiting to be applied. */
  migrations: boolean;
}

export interface AppDeps {
  services: Services;
  identity: IdentityServices;
  settings: WebSettings;
  /** Counts in this process; holds where the shared counts cannot be reached. */
  localLimiter: RateLimiter;
  requestMetrics: {
    request(facts: { method: string; endpoint: string; status: number; seconds: number }): void;
    render(): Promise<{ body: string; contentType: string }>;
  };
  readiness(): Promise<Readiness>;
  /** What the public page of LEXIA's state shows. */
  status: StatusProbe;
  /** Aborts when the process is told to stop: long answers end then. */
  stopping: AbortSignal;
}

/** Which of LEXIA's hosts was asked. */
export type HostKind = "tenant" | "api" | "admin" | "root";

export interface Env {
  Bindings: {
    /** The peer's address as the socket knows it. */
    remoteAddress?: string;
  };
  Variables: {
    deps: AppDeps;
    requestId: string;
    address: string;
    hostKind: HostKind;
    /** The organization that host or header names. */
    organization?: HostedOrganization;
    actor?: Actor;
    /** A company's directory, on the endpoints of SCIM. */
    directory?: { tokenId: string };
    /** How the caller is known: cookies need protection against other sites. */
    signedInBy?: "token" | "cookie";
    /** How who is signed in reads. */
    reader?: Reader;
    /** Set while an operator looks in: who, and until when. */
    impersonation?: { operator: string; until: Date };
    /** Why a credential that was sent is no good; thrown by whoever needs one. */
    credentialProblem?: DomainError;
    /** Set on pages of members. */
    otherOrganizations?: readonly OtherOrganization[];
    /** Set on endpoints that need a member. */
    ctx: Ctx;
    /** Set on endpoints that need an operator. */
    platformCtx: PlatformCtx;
    /** Set on endpoints that need either of them. */
    callerCtx: Ctx | PlatformCtx;
  };
}

export type LexiaContext = Context<Env>;
