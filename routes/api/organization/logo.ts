import { removeLogo, setLogo } from "#domain/organizations/logo.ts";
import { DomainError } from "#domain/errors.ts";
import { createRoute, define, problems, z } from "../../_openapi.ts";

const picture = { schema: z.string().meta({ format: "binary" }) };

export const setLogoRoute = define(
  createRoute({
    method: "put",
    path: "/api/v1/organization/logo",
    operationId: "setLogo",
    tags: ["organization"],
    summary: "Set the logo that the organization's pages show",
    description:
      "The picture itself as the body: PNG, JPEG or WebP, at most 200,000 bytes and 2,000 × 2,000 pixels. What it is, its " +
      "own bytes tell.",
    request: {
      body: {
        required: true,
        description: "The picture",
        content: { "image/png": picture, "image/jpeg": picture, "image/webp": picture },
      },
    },
    responses: {
      204: { description: "Taken" },
      ...problems("image_refused", "content_type_unsupported", "body_too_large"),
    },
  }),
  { anyOf: ["update_org_settings"] },
  async (c) => {
    const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
    if (!["image/png", "image/jpeg", "image/webp"].includes(type)) {
      throw new DomainError("content_type_unsupported", {
        detail: "Send a PNG, JPEG or WebP picture as the body",
      });
    }
    await setLogo(c.var.ctx, c.var.deps.identity, new Uint8Array(await c.req.arrayBuffer()));
    return c.body(null, 204);
  },
);

export const removeLogoRoute = define(
  createRoute({
    method: "delete",
    path: "/api/v1/organization/logo",
    operationId: "removeLogo",
    tags: ["organization"],
    summary: "Remove the logo",
    responses: { 204: { description: "There is none any more" } },
  }),
  { anyOf: ["update_org_settings"] },
  async (c) => {
    await removeLogo(c.var.ctx, c.var.deps.identity);
    return c.body(null, 204);
  },
);
