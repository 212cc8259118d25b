import { type BulkChoices, uploadBulk } from "#domain/bulk/upload_bulk.ts";
import { DomainError } from "#domain/errors.ts";
import { FREQUENCIES } from "#domain/solicitudes/solicitud.ts";
import { FormWithFile } from "../../_multipart.ts";
import { createRoute, define, json, problems, z } from "../../_openapi.ts";
import { NotifyBody } from "../solicitudes/schema.ts";
import { BulkBody, bulkBody, MappingBody } from "./schema.ts";

const flag = z.enum(["true", "false"]).transform((text) => text === "true");

const Fields = z.object({
  mapping: jsonField(MappingBody).optional(),
  frequency: z.enum(FREQUENCIES).optional(),
  notify: jsonField(NotifyBody.partial()).optional(),
  preview: flag.optional(),
});

const route = createRoute({
  method: "post",
  path: "/api/v1/solicitudes/bulk",
  operationId: "uploadBulk",
  tags: ["bulk"],
  summary: "Follow every radicado of a file",
  description:
    "Takes an xlsx, a csv or a pdf of up to 10,000 rows as it comes in. Each good row becomes a solicitud with its first " +
    "lookup, all of them at once or none; the others are told line by line under `links.errors`. Rows beyond the month's " +
    "queries are `held`. Where the column of the radicados cannot be told, or with `preview`, the answer's status is " +
    "`needs_mapping` and nothing is followed yet: send the mapping. The same file a second time is refused, so that a " +
    "repetition after a lost answer does no harm.",
  request: {
    query: z.object({
      again: z.enum(["true", "false"]).optional().meta({ description: "Take the same file once more" }),
    }),
    body: {
      required: true,
      description: "A form with the file",
      content: {
        "multipart/form-data": {
          schema: {
            type: "object",
            required: ["file"],
            properties: {
              file: { type: "string", format: "binary", description: "An .xlsx, .csv or .pdf" },
              mapping: {
                type: "string",
                description: "JSON as of `BulkMapping`: which column is which",
                example: '{"radicado":"Número","alias":2}',
              },
              frequency: { type: "string", enum: [...FREQUENCIES], description: "Where a row names none" },
              notify: { type: "string", description: "JSON as of `Notify`" },
              preview: {
                type: "string",
                enum: ["true", "false"],
                description: "Only show what would be read",
              },
            },
          },
        },
      },
    },
  },
  responses: {
    202: json(BulkBody, "Taken: its first lookups take their turn"),
    ...problems(
      "request_malformed",
      "quota_exceeded",
      "bulk_duplicate",
      "files_not_configured",
      "body_too_large",
      "file_kind_refused",
      "content_type_unsupported",
      "file_unreadable",
      "bulk_mapping_invalid",
      "request_invalid",
      "files_unavailable",
      "bulk_busy",
    ),
  },
});

export const uploadBulkRoute = define(route, { anyOf: ["bulk_operations"] }, async (c) => {
  const { maxBytes, extensions } = c.var.deps.settings.uploads;
  // Not looked at before the verb has asked who wants this.
  const upload = await FormWithFile.read(c, (form) =>
    uploadBulk(c.var.ctx, {
      file: () => form().file("file"),
      choices: async () => choicesIn(await form().fields()),
      maxBytes,
      extensions,
      isAgain: c.req.valid("query").again === "true",
    }));
  const body = bulkBody(upload);
  return c.json(body, 202, { Location: body.links.self });
});

function choicesIn(fields: ReadonlyMap<string, string>): BulkChoices {
  const parsed = Fields.safeParse(Object.fromEntries(fields));
  if (parsed.success) {
    const { preview, ...choices } = parsed.data;
    return { ...choices, isPreview: preview === true };
  }
  throw new DomainError("request_invalid", {
    errors: parsed.error.issues.map(({ path, code, message }) => ({ field: path.join("."), code, message })),
  });
}

/** JSON in a field of a form. */
function jsonField<S extends z.ZodType>(schema: S) {
  return z.string().transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: "custom", message: "Send well-formed JSON" });
      return z.NEVER;
    }
  }).pipe(schema);
}
