import { DomainError } from "../errors.ts";
import type { ExportFormat } from "./export_document.ts";

/** A document to print is held in memory as a whole. */
export const MOST_PRINTED = 2_000;

/**
 * Refuses a document to print that would be too long; `count` tells how many rows there are, up to what it is asked for.
 * @throws {DomainError} `export_too_large`
 */
export async function refuseLong(
  format: ExportFormat,
  count: (most: number) => Promise<number>,
): Promise<void> {
  if (format !== "pdf" && format !== "docx") return;
  if (await count(MOST_PRINTED + 1) > MOST_PRINTED) {
    throw new DomainError("export_too_large", { extra: { limit: MOST_PRINTED } });
  }
}
