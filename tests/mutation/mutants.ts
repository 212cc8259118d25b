/** Planted defects of the tenant wall, authorization and the queue, each with the test that must notice it. */

export interface Mutant {
  id: string;
  defect: string;
  file: string;
  /** Stands in the file exactly once, or the run fails. */
  find: string;
  replace: string;
  caughtBy: { file: string; test: string };
}

const WALL: readonly Mutant[] = [
  {
    id: "W1",
    defect: "the tenant's transaction keeps the owner's role",
    file: "db/tenant_db.ts",
    find: "set_config('role', 'lexia_app', true)",
    replace: "set_config('role', current_user, true)",
    caughtBy: { file: "tests/isolation_test.ts", test: "The tenant wall" },
  },
  {
    id: "W2",
    defect: "the organization stays set on the connection",
    file: "db/tenant_db.ts",
    find: "set_config('app.organization_id', $1, true)",
    replace: "set_config('app.organization_id', $1, false)",
    caughtBy: { file: "tests/isolation_test.ts", test: "The tenant wall" },
  },
  {
    id: "W3",
    defect: "one table's policy lets every row through",
    file: "db/migrations/0000_first.sql",
    find: `"sujetos_tenant" ON "sujetos" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = ` +
      `(select nullif(current_setting('app.organization_id', true), '')::uuid))`,
    replace: `"sujetos_tenant" ON "sujetos" AS PERMISSIVE FOR ALL TO "lexia_app" USING (true)`,
    caughtBy: { file: "tests/isolation_test.ts", test: "The tenant wall" },
  },
  {
    id: "W4",
    defect: "row-level security is not forced on the owner",
    file: "db/grants.ts",
    find: "enable row level security, force row level security",
    replace: "enable row level security",
    caughtBy: { file: "tests/db/grants_test.ts", test: "The database's catalog" },
  },
];

const AUTHORIZATION: readonly Mutant[] = [
  {
    id: "A1",
    defect: "every member may do everything",
    file: "domain/authz.ts",
    find: "if (anyOf.some((permission) => ctx.actor.permissions.has(permission))) return;",
    replace: "if (anyOf.length > 0) return;",
    caughtBy: { file: "tests/refusals_test.ts", test: "Every operation of the API" },
  },
  {
    id: "A2",
    defect: "who has not signed in passes as a member",
    file: "routes/_middleware/require.ts",
    find:
      '  if (!actor) throw refusal(c);\n  if (actor.proof.via === "api_key") refuseKeys(c);\n  return tenantContext(deps.services, { organization, actor,',
    replace:
      "  return tenantContext(deps.services, { organization, actor: actor as NonNullable<typeof actor>,",
    caughtBy: { file: "tests/refusals_test.ts", test: "Every operation of the API" },
  },
  {
    id: "A3",
    defect: "a remembered token is good for any organization",
    file: "domain/identity/access_tokens.ts",
    find: 'if (verified.token.audience !== audience) throw refusal("another audience");',
    replace: "",
    caughtBy: { file: "tests/domain/identity/access_tokens_test.ts", test: "AccessTokens.issue" },
  },
  {
    id: "A4",
    defect: "everybody sees the whole organization's solicitudes",
    file: "domain/solicitudes/solicitud.ts",
    find: 'return canReadAllSolicitudes(ctx) ? "all" : "own";',
    replace: 'return "all";',
    caughtBy: { file: "tests/routes/following_test.ts", test: "GET /api/v1/solicitudes" },
  },
  {
    id: "A5",
    defect: "a suspended membership goes on",
    file: "domain/identity/session_state.ts",
    find: 'if (!row.isMember) throw new DomainError("not_a_member");',
    replace: "",
    caughtBy: { file: "tests/refusals_test.ts", test: "Every operation of the API" },
  },
];

const QUEUE: readonly Mutant[] = [
  {
    id: "Q1",
    defect: "a worker that lost its lease completes the job all the same",
    file: "jobs/claims.ts",
    find: "return and(eq(jobs.id, job.id), eq(jobs.leaseToken, job.leaseToken));",
    replace: "return eq(jobs.id, job.id);",
    caughtBy: { file: "tests/jobs/worker_test.ts", test: "Worker that lost its lease" },
  },
  {
    id: "Q7",
    defect: "a run keeps what it found though another worker has its lease",
    file: "jobs/queue.ts",
    find: 'return and(eq(jobs.id, slot("jobId")), eq(jobs.leaseToken, slot("leaseToken")));',
    replace: 'return and(eq(jobs.id, slot("jobId")), sql`${slot("leaseToken")}::uuid is not null`);',
    caughtBy: {
      file: "tests/jobs/solicitud_execute_test.ts",
      test: "solicitud.execute leaves nothing of a lookup whose lease others have",
    },
  },
  {
    id: "Q2",
    defect: "two workers claim one job, since no row is locked",
    file: "jobs/claims.ts",
    find: `inArray(jobs.id, [...ids]), isClaimable))\n        .for("update", { skipLocked: true }).getSQL(),`,
    replace: "inArray(jobs.id, [...ids]), isClaimable)).getSQL(),",
    caughtBy: { file: "tests/jobs/worker_test.ts", test: "A claim passes over what others are taking" },
  },
  {
    id: "Q3",
    defect: "the dispatcher hears of jobs that were rolled back",
    file: "db/tenant_db.ts",
    find: "await scope.rollback(error);",
    replace:
      "await scope.rollback(error);\n    return { answer: undefined as T, announcements: scope.announcements };",
    caughtBy: { file: "tests/jobs/enqueue_test.ts", test: "enqueue" },
  },
  {
    id: "Q4",
    defect: "a job's end is committed apart from its effects",
    file: "domain/solicitudes/run_lookup.ts",
    find: "    completeHeldJob(values),\n  ];\n",
    replace: "  ];\n  await ctx.db.tx((apart) => ctx.job.complete(apart));\n",
    caughtBy: {
      file: "tests/jobs/solicitud_execute_test.ts",
      test: "solicitud.execute is not over where its effects could not be kept",
    },
  },
  {
    id: "Q5",
    defect: "the month's quota is not locked while it is counted",
    file: "domain/quota.ts",
    find: 'month = ${slot("month")} for update',
    replace: 'month = ${slot("month")}',
    caughtBy: { file: "tests/routes/following_test.ts", test: "POST /api/v1/solicitudes" },
  },
  {
    id: "Q6",
    defect: "an idempotency key answers another request than its own",
    file: "domain/idempotency.ts",
    find: `if (fingerprint !== request.fingerprint) return new DomainError("idempotency_key_reused");`,
    replace: "",
    caughtBy: { file: "tests/routes/following_test.ts", test: "POST /api/v1/solicitudes" },
  },
];

export const MUTANTS: readonly Mutant[] = [...WALL, ...AUTHORIZATION, ...QUEUE];
