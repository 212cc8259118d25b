import type { HtmlEscapedString } from "hono/utils/html";

export type View = HtmlEscapedString | Promise<HtmlEscapedString>;

/** A view as a whole document. Views wait for nothing, so they are text at once. */
export function documentOf(view: View): string {
  return `<!doctype html>${view.toString()}`;
}
