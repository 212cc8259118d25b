import { ErrorPage } from "#views/problems/error_page.tsx";
import type { Problem } from "../_middleware/problem.ts";
import { bareFrame, documentOf } from "./_page.ts";

/** A problem as people see it. It shows no more than the problem document does. */
export function errorPage(problem: Problem): string {
  const { code, status, request_id } = problem;
  return documentOf(<ErrorPage frame={bareFrame()} code={code} status={status} requestId={request_id} />);
}
