/** What operators do with one organization: read, suspend, export and delete it. */
import type { RouteConfig } from "@hono/zod-openapi";
import type { ErrorCode } from "#domain/errors.ts";
import { askDeletion, takeDeletionBack } from "#domain/organizations/ask_deletion.ts";
import { exportOrganizationAsOperator } from "#domain/organizations/export_organization.ts";
import { getOrganization } from "#domain/organizations/get_organization.ts";
import type { OrganizationRecord } from "#domain/organizations/record.ts";
import { reactivateOrganization, suspendOrganization } from "#domain/organizations/suspend_organization.ts";
import { attachment } from "../_attachment.ts";
import { IDEMPOTENCY_PROBLEMS, IdempotencyHeader, repeatableBy } from "../_idempotency.ts";
import { createRoute, definePlatform, IdParam, json, problems, text, z } from "../_openapi.ts";
import { EXPORT_TYPE, exportAnswer } from "../api/organization/export.ts";
import { OrganizationBody, organizationBody } from "./organizations.ts";

const PATH = "/api/v1/admin/organizations/{id}";

const ReasonBody = z.strictObject({
  reason: text(500).trim().min(10).meta({ description: "Told to the organization's administrators" }),
}).openapi("Reason", { example: { reason: "La factura de octubre sigue sin pagarse." } });

const DeletionBody = z.strictObject({
  confirm: z.string().min(1).max(50).meta({ description: "The organization's subdomain" }),
  without_export: z.boolean().optional().meta({ description: "Delete it although nobody has a copy" }),
}).openapi("OrganizationDeletion", { example: { confirm: "acme" } });

const OF_BODIES = ["request_malformed", "content_type_unsupported", "body_too_large"] as const;
const WITH_REASON = { params: IdParam, body: { required: true, ...json(ReasonBody, "Why") } } as const;
const AS_IT_IS = { 200: json(OrganizationBody, "As it is now") };

interface Move<P extends string, Q extends RouteConfig["request"], A extends RouteConfig["responses"]> {
  path: P;
  operationId: string;
  summary: string;
  description?: string;
  request: Q;
  /** The organization as it is then, where nothing else is said. */
  answers?: A;
  /** What it may answer beside an unknown or unreadable id. */
  codes: readonly ErrorCode[];
}

/** A POST that changes what state one organization is in. */
function moveRoute<
  P extends string,
  Q extends RouteConfig["request"],
  A extends RouteConfig["responses"] = typeof AS_IT_IS,
>({ answers, codes, ...move }: Move<P, Q, A>) {
  const all = problems("organization_missing", ...codes, "request_invalid");
  // Where there are no answers, A is what stands for them.
  const good = (answers ?? AS_IT_IS) as A;
  return createRoute({ ...move, method: "post", tags: ["admin"], responses: { ...good, ...all } });
}

export const getOrganizationRecordRoute = definePlatform(
  createRoute({
    method: "get",
    path: PATH,
    operationId: "getOrganizationRecord",
    tags: ["admin"],
    summary: "One organization, with its plan and limits",
    request: { params: IdParam },
    responses: {
      200: json(OrganizationBody, "The organization"),
      ...problems("organization_missing", "request_invalid"),
    },
  }),
  async (c) => {
    const found = await getOrganization(c.var.platformCtx, c.req.valid("param").id);
    return c.json(organizationBody(found), 200);
  },
);

export const suspendOrganizationRoute = definePlatform(
  moveRoute({
    path: `${PATH}/suspend`,
    operationId: "suspendOrganization",
    summary: "Suspend an organization",
    description: "Ends all access of its people within five seconds, and tells its administrators why.",
    request: WITH_REASON,
    codes: [...OF_BODIES, "organization_state"],
  }),
  async (c) => {
    const input = { id: c.req.valid("param").id, ...c.req.valid("json") };
    const changed = await suspendOrganization(c.var.platformCtx, c.var.deps.identity, input);
    return c.json(organizationBody(changed), 200);
  },
);

export const reactivateOrganizationRoute = definePlatform(
  moveRoute({
    path: `${PATH}/reactivate`,
    operationId: "reactivateOrganization",
    summary: "Open a suspended organization again",
    request: WITH_REASON,
    codes: [...OF_BODIES, "organization_state"],
  }),
  async (c) => {
    const input = { id: c.req.valid("param").id, ...c.req.valid("json") };
    const changed = await reactivateOrganization(c.var.platformCtx, c.var.deps.identity, input);
    return c.json(organizationBody(changed), 200);
  },
);

export const deleteOrganizationRoute = definePlatform(
  moveRoute({
    path: `${PATH}/delete`,
    operationId: "deleteOrganization",
    summary: "Ask that an organization be deleted with everything in it",
    description:
      "Suspends it at once. It is deleted at `delete_after`, unless that is taken back before, and only " +
      "once an export was completed after this request, or with `without_export`.",
    request: {
      params: IdParam,
      headers: IdempotencyHeader,
      body: { required: true, ...json(DeletionBody, "The confirmation") },
    },
    answers: { 202: json(OrganizationBody, "Suspended; `delete_after` says when") },
    codes: [...OF_BODIES, "fresh_proof_required", "confirmation_mismatch", ...IDEMPOTENCY_PROBLEMS],
  }),
  async (c) => {
    const { confirm, without_export: withoutExport } = c.req.valid("json");
    const graceDays = c.var.deps.settings.deletionGraceDays;
    const input = { id: c.req.valid("param").id, confirm, withoutExport, graceDays };
    const render = (asked: OrganizationRecord) => ({ status: 202, body: organizationBody(asked) });
    const ctx = await repeatableBy(c, c.var.platformCtx, render);
    const asked = await askDeletion(ctx, c.var.deps.identity, input);
    return c.json(organizationBody(asked), 202);
  },
);

export const undeleteOrganizationRoute = definePlatform(
  moveRoute({
    path: `${PATH}/undelete`,
    operationId: "undeleteOrganization",
    summary: "Take the deletion of an organization back",
    description: "It is active again if it was when its deletion was asked for.",
    request: { params: IdParam },
    codes: ["organization_state"],
  }),
  async (c) => {
    const kept = await takeDeletionBack(c.var.platformCtx, c.var.deps.identity, c.req.valid("param").id);
    return c.json(organizationBody(kept), 200);
  },
);

export const exportOrganizationRoute = definePlatform(
  createRoute({
    method: "get",
    path: `${PATH}/export`,
    operationId: "exportOrganization",
    tags: ["admin"],
    summary: "Everything of an organization, as one file",
    request: { params: IdParam },
    responses: {
      200: exportAnswer,
      ...problems("fresh_proof_required", "organization_missing", "request_invalid"),
    },
  }),
  async (c) => {
    const { id } = c.req.valid("param");
    const { fileName, lines } = await exportOrganizationAsOperator(
      c.var.platformCtx,
      c.var.deps.identity,
      id,
    );
    return attachment<string>(c, lines, { type: EXPORT_TYPE, name: fileName });
  },
);
