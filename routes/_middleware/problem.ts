/** Errors as callers see them: RFC 9457 problem documents. */
import { type DomainError, type ErrorCode, type ErrorKind, ERRORS } from "#domain/errors.ts";

const STATUS = {
  malformed: 400,
  unauthenticated: 401,
  payment: 402,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  precondition: 412,
  too_large: 413,
  unsupported: 415,
  invalid: 422,
  too_many: 429,
  unavailable: 503,
  broken: 500,
} as const satisfies Record<ErrorKind, number>;

export type ProblemStatus = typeof STATUS[ErrorKind];

export function statusOf(kind: ErrorKind): ProblemStatus {
  return STATUS[kind];
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  request_id: string;
  [more: string]: unknown;
}

/** The document for an expected failure. `publicUrl` is where the explanations stand, if it is known. */
export function problemOf(error: DomainError, requestId: string, publicUrl: URL | null): Problem {
  const { detail, errors, extra } = error.data;
  return {
    ...extra,
    type: publicUrl === null ? "about:blank" : new URL(`/problems/${error.code}`, publicUrl).href,
    title: ERRORS[error.code].title,
    status: statusOf(error.kind),
    ...(detail === undefined ? {} : { detail }),
    code: error.code,
    request_id: requestId,
    ...(errors === undefined ? {} : { errors }),
  };
}
