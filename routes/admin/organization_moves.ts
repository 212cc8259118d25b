/** What operators do with one organization: read, suspend, export and delete it. */
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
const AS_IT_IS = json(OrganizationBody, "As it is now");

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
  createRoute({
    method: "post",
    path: `${PATH}/suspend`,
    operationId: "suspendOrganization",
    tags: ["admin"],
    summary: "Suspend an organization",
    description: "Ends all access of its people within five seconds, and tells its administrators why.",
    request: WITH_REASON,
    responses: {
      200: AS_IT_IS,
      ...problems("organization_missing", ...OF_BODIES, "organization_state", "request_invalid"),
    },
  }),
  async (c) => {
    const input = { id: c.req.valid("param").id, ...c.req.valid("json") };
    const changed = await suspendOrganization(c.var.platformCtx, c.var.deps.identity, input);
    return c.json(organizationBody(changed), 200);
  },
);

export const reactivateOrganizationRoute = definePlatform(
  createRoute({
    method: "post",
    path: `${PATH}/reactivate`,
    operationId: "reactivateOrganization",
    tags: ["admin"],
    summary: "Open a suspended organization again",
    request: WITH_REASON,
    responses: {
      200: AS_IT_IS,
      ...problems("organization_missing", ...OF_BODIES, "organization_state", "request_invalid"),
    },
  }),
  async (c) => {
    const input = { id: c.req.valid("param").id, ...c.req.valid("json") };
    const changed = await reactivateOrganization(c.var.platformCtx, c.var.deps.identity, input);
    return c.json(organizationBody(changed), 200);
  },
);

export const deleteOrganizationRoute = definePlatform(
  createRoute({
    method: "post",
    path: `${PATH}/delete`,
    operationId: "deleteOrganization",
    tags: ["admin"],
    summary: "Ask that an organization be deleted with everything in it",
    description:
      "Suspends it at once. It is deleted at `delete_after`, unless that is taken back before, and only " +
      "once an export was completed after this request, or with `without_export`.",
    request: {
      params: IdParam,
      headers: IdempotencyHeader,
      body: { required: true, ...json(DeletionBody, "The confirmation") },
    },
    responses: {
      202: json(OrganizationBody, "Suspended; `delete_after` says when"),
      ...problems(
        "organization_missing",
        ...OF_BODIES,
        "fresh_proof_required",
        "confirmation_mismatch",
        ...IDEMPOTENCY_PROBLEMS,
        "request_invalid",
      ),
    },
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
  createRoute({
    method: "post",
    path: `${PATH}/undelete`,
    operationId: "undeleteOrganization",
    tags: ["admin"],
    summary: "Take the deletion of an organization back",
    description: "It is active again if it was when its deletion was asked for.",
    request: { params: IdParam },
    responses: {
      200: AS_IT_IS,
      ...problems("organization_missing", "organization_state", "request_invalid"),
    },
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
