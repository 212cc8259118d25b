import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { type ErrorCode, ERRORS } from "#domain/errors.ts";

export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail?: string;
  code: string;
  request_id: string;
  errors?: { field: string; code: string; message: string }[];
  [more: string]: unknown;
}

/** Holds an answer to being a whole problem document (RFC 9457) of that status and code, and gives it back. */
export async function refused(
  response: Response,
  status: number,
  code: ErrorCode,
  what = "",
): Promise<ProblemDocument> {
  const text = await response.text();
  deepStrictEqual([response.status, codeIn(text)], [status, code], `${what} ${text.slice(0, 500)}`);
  const problem: ProblemDocument = JSON.parse(text);
  strictEqual(response.headers.get("content-type"), "application/problem+json", what);
  strictEqual(problem.title, ERRORS[code].title, what);
  strictEqual(problem.status, status, what);
  ok(URL.canParse(problem.type) && problem.type.endsWith(`/problems/${code}`), `${what} ${problem.type}`);
  match(problem.request_id, /^[\w.-]{8,64}$/, what);
  strictEqual(response.headers.get("x-request-id"), problem.request_id, what);
  strictEqual(response.headers.get("cache-control"), "no-store", what);
  return problem;
}

function codeIn(text: string): unknown {
  try {
    return JSON.parse(text).code;
  } catch {
    return text;
  }
}
