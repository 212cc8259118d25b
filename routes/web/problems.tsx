import { Hono } from "hono";
import { DomainError, type ErrorCode, ERRORS } from "#domain/errors.ts";
import { Explanation } from "#views/problems/explanation.tsx";
import { documentOf } from "../_document.ts";
import type { Env } from "../_env.ts";
import { statusOf } from "../_middleware/problem.ts";
import { bareFrame } from "./_page.ts";

/** Where the `type` of each problem document leads, on any host. */
export function problemPages(): Hono<Env> {
  return new Hono<Env>().get("/problems/:code", (c) => {
    const code = c.req.param("code");
    if (!isErrorCode(code)) throw new DomainError("not_found");
    const { kind, title } = ERRORS[code];
    const page = <Explanation frame={bareFrame(c)} code={code} status={statusOf(kind)} apiTitle={title} />;
    return c.html(documentOf(page), 200, {
      "Cache-Control": "private, max-age=3600",
      "Vary": "Cookie, Accept-Language",
    });
  });
}

function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text);
}
