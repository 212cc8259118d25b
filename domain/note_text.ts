import { DomainError } from "./errors.ts";

/** What somebody writes down, without the blanks around it. @throws {DomainError} `request_invalid` for nothing */
export function parseNoteText(typed: string): string {
  const text = typed.trim();
  if (text !== "") return text;
  const message = "Write something";
  throw new DomainError("request_invalid", { errors: [{ field: "text", code: "too_small", message }] });
}
