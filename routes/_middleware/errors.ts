import type { ErrorHandler, NotFoundHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import {
  DatabaseUnavailable,
  FileStoreUnavailable,
  FileTooLarge,
  SqlError,
  StoreUnavailable,
} from "#domain/ports.ts";
import { DomainError } from "#domain/errors.ts";
import { AnsweredBefore } from "#domain/idempotency.ts";
import type { Env, LexiaContext } from "../_env.ts";
import { errorPage } from "../web/error_page.tsx";
import { type Problem, problemOf, type ProblemStatus, statusOf } from "./problem.ts";
import { isForScim, SCIM_TYPE, scimProblemOf } from "./scim_problem.ts";

/** Any throw becomes a problem document, or for people a page; what is not expected shows nothing of itself. */
export const onError: ErrorHandler<Env> = (thrown, c) => {
  if (thrown instanceof AnsweredBefore) return answerAgain(c, thrown);
  const error = expectedError(thrown);
  if (error) return answer(c, error);
  c.var.deps.services.log.error("Request failed unexpectedly", {
    request_id: c.var.requestId,
    method: c.req.method,
    organization_id: c.var.organization?.id,
    user_id: c.var.actor?.userId,
    error: thrown,
  });
  return answer(c, new DomainError("internal_error"));
};

export const onNotFound: NotFoundHandler<Env> = (c) => answer(c, new DomainError("not_found"));

function answer(c: LexiaContext, error: DomainError): Response {
  const problem = problemOf(error, c.var.requestId, c.var.deps.settings.publicUrl);
  const headers = headersFor(error);
  const status = statusOf(error.kind);
  if (isForScim(c.req.path)) {
    const scim = scimProblemOf(error);
    return c.body(JSON.stringify(scim.body), scim.status, { ...headers, "Content-Type": SCIM_TYPE });
  }
  if (wantsPage(c)) return c.html(errorPage(problem, c, headers["Retry-After"]), status, headers);
  return c.body(JSON.stringify(problem), status, { ...headers, "Content-Type": "application/problem+json" });
}

function headersFor(error: DomainError): Record<string, string> {
  const headers: Record<string, string> = { "Cache-Control": "no-store" };
  const { retryAfterSeconds } = error.data;
  if (retryAfterSeconds !== undefined) {
    headers["Retry-After"] = String(Math.max(1, Math.ceil(retryAfterSeconds)));
  } else if (error.kind === "unavailable") headers["Retry-After"] = "2";
  if (error.kind === "unauthenticated") headers["WWW-Authenticate"] = "Bearer";
  return headers;
}

function answerAgain(c: LexiaContext, { answer: kept }: AnsweredBefore): Response {
  // The status is one that this endpoint gave before.
  return c.body(kept.body, kept.status as ProblemStatus, {
    "Content-Type": "application/json",
    "Cache-Control": "no-store",
    "Idempotency-Replayed": "true",
    ...(kept.location === null ? {} : { Location: kept.location }),
  });
}

/**
 * The entry of the error table that a throw stands for; undefined for a defect. Class 22 of SQLSTATE is a value that
 * PostgreSQL cannot hold, whichever check before it let it through.
 */
export function expectedError(thrown: Error): DomainError | undefined {
  for (let error: unknown = thrown; error instanceof Error; error = error.cause) {
    if (error instanceof DomainError) return error;
    if (error instanceof DatabaseUnavailable) return new DomainError("database_unavailable");
    if (error instanceof SqlError && error.code.startsWith("22")) return new DomainError("request_invalid");
    if (error instanceof FileTooLarge) return new DomainError("body_too_large", { detail: error.message });
    if (error instanceof FileStoreUnavailable) return new DomainError("files_unavailable");
    if (error instanceof StoreUnavailable) return new DomainError("store_unavailable");
    if (error instanceof HTTPException) return fromHttp(error);
  }
  return undefined;
}

/** What the framework refuses by itself. */
function fromHttp(error: HTTPException): DomainError | undefined {
  if (error.status === 400) return new DomainError("request_malformed");
  if (error.status === 413) return new DomainError("body_too_large");
  if (error.status === 415) return new DomainError("content_type_unsupported");
  return undefined;
}

/** People get a page; programs, which do not ask for HTML first, the document. */
function wantsPage(c: LexiaContext): boolean {
  const isProgramArea = /^\/(api|auth|health|ready|metrics|\.well-known)(\/|$)/.test(c.req.path);
  return !isProgramArea && (c.req.header("accept") ?? "").includes("text/html");
}

export type { Problem };
