/** What the list shows, as its address says it. */
import type { Frequency, Result, Status, Tipo } from "./words.ts";

/** What the last check said, in one word; `doubt` is whatever could not be verified. */
export type Verdict = "doubt" | Exclude<Result, "unverified" | "error">;

export interface ListQuery {
  q: string;
  tipo: Tipo | "";
  status: Status | "";
  verdict: Verdict | "";
  frequency: Frequency | "";
  owner: "me" | "";
  unread: "1" | "";
  /** As the API has it: `-changed`; "" for the newest first. */
  sort: string;
  /** These alone. */
  ids: readonly string[];
}

export const LIST_PATH = "/solicitudes";

/** By what the list is narrowed; its order is no part of that. */
export const NARROWING = ["q", "tipo", "status", "verdict", "frequency", "owner", "unread"] as const;

export const ALL: ListQuery = {
  q: "",
  tipo: "",
  status: "",
  verdict: "",
  frequency: "",
  owner: "",
  unread: "",
  sort: "",
  ids: [],
};

/** The part behind the question mark, always in the same order. */
export function queryText(query: ListQuery, cursor = ""): string {
  const parameters = new URLSearchParams();
  for (const name of [...NARROWING, "sort"] as const) {
    if (query[name] !== "") parameters.set(name, query[name]);
  }
  for (const id of query.ids) parameters.append("id", id);
  if (cursor !== "") parameters.set("cursor", cursor);
  return parameters.toString();
}

export function addressOf(query: ListQuery, cursor = ""): string {
  return atList(queryText(query, cursor));
}

export function atList(query: string): string {
  return query === "" ? LIST_PATH : `${LIST_PATH}?${query}`;
}

export function isNarrowed(query: ListQuery): boolean {
  return query.ids.length > 0 || NARROWING.some((name) => query[name] !== "");
}
