import type { Ctx } from "./ctx.ts";
import { DomainError } from "./errors.ts";

/** Before anything is begun that ends in a kept file. @throws {DomainError} `files_not_configured` */
export function demandFileStore({ files }: Pick<Ctx, "files">): void {
  if (!files.isConfigured) throw new DomainError("files_not_configured");
}
