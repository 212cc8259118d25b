/** Files of radicados, and forms that carry them. */
import type { Session } from "./lexia.ts";

export const BULK = "/api/v1/solicitudes/bulk";

/** Well formed, one for each number below 100,000; the simulated portal knows none of them. */
export function bulkRadicado(number: number): string {
  return `1100140030092021${String(number).padStart(5, "0")}00`;
}

export function csvOf(rows: readonly (readonly string[])[], delimiter = ";"): string {
  return rows.map((row) => row.join(delimiter)).join("\r\n");
}

export interface BulkForm {
  name?: string;
  content: string | Uint8Array<ArrayBuffer>;
  fields?: Record<string, string>;
  /** Behind `?`. */
  query?: string;
}

/** Sends a file as browsers and curl do: the fields after it. */
export async function sendBulk(
  session: Session,
  { name = "casos.csv", content, fields = {}, query = "" }: BulkForm,
): Promise<Response> {
  const { type, bytes } = await encodedForm({ name, content, fields });
  return await session.sendBytes("POST", `${BULK}${query && `?${query}`}`, bytes, type);
}

export async function encodedForm(
  { name = "casos.csv", content, fields = {} }: BulkForm,
): Promise<{ type: string; bytes: Uint8Array<ArrayBuffer> }> {
  const form = new FormData();
  form.append("file", new File([content], name));
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  const response = new Response(form);
  return {
    type: response.headers.get("content-type") ?? "",
    bytes: new Uint8Array(await response.arrayBuffer()),
  };
}
