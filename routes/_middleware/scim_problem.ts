/** Errors as a company's directory reads them (RFC 7644, section 3.12). */
import { type DomainError, type ErrorCode, ERRORS } from "#domain/errors.ts";
import { type ProblemStatus, statusOf } from "./problem.ts";

export const SCIM_TYPE = "application/scim+json";

const DETAIL_TYPES: Readonly<Partial<Record<ErrorCode, string>>> = {
  request_malformed: "invalidSyntax",
  request_invalid: "invalidValue",
  scim_syntax_invalid: "invalidSyntax",
  scim_filter_invalid: "invalidFilter",
  scim_path_invalid: "invalidPath",
  scim_value_invalid: "invalidValue",
  scim_target_missing: "noTarget",
  scim_attribute_fixed: "mutability",
  last_administrator: "mutability",
  scim_resource_exists: "uniqueness",
};

export function isForScim(path: string): boolean {
  return path === "/scim" || path.startsWith("/scim/");
}

/** The standard knows neither 402 nor 422; 403 and 400 are what it says instead. */
export function scimProblemOf(error: DomainError): { status: ProblemStatus; body: Record<string, unknown> } {
  const known = statusOf(error.kind);
  const status = known === 422 ? 400 : known === 402 ? 403 : known;
  const scimType = DETAIL_TYPES[error.code];
  const { detail, errors } = error.data;
  const fields = errors?.map(({ field, message }) => `${field}: ${message}`).join("; ");
  return {
    status,
    body: {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      status: String(status),
      ...(scimType === undefined ? {} : { scimType }),
      detail: detail ?? fields ?? ERRORS[error.code].title,
    },
  };
}
