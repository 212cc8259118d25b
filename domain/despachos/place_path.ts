import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { levelOf, parentOf } from "./code.ts";
import { listDespachos } from "./list_despachos.ts";

export interface PlaceStep {
  code: string;
  /** Of a list; the code itself where none has it. */
  name: string;
  /** The list that it would be in was read, and has it not. */
  isMissing: boolean;
}

/** The steps from the departamento down to a code; empty for what is no code. */
export async function placePath(ctx: Ctx, code: string): Promise<PlaceStep[]> {
  if (levelOf(code) === undefined) return [];
  const parent = parentOf(code);
  const above = parent === "" ? [] : await placePath(ctx, parent);
  return [...above, await stepTo(ctx, code, parent)];
}

async function stepTo(ctx: Ctx, code: string, parent: string): Promise<PlaceStep> {
  try {
    const { items, origin } = await listDespachos(ctx, parent);
    const name = items.find((item) => item.code === code)?.name;
    return { code, name: name ?? code, isMissing: name === undefined && origin !== "awaited" };
  } catch (error) {
    // What it lies under is itself in no list yet.
    if (error instanceof DomainError && error.code === "despacho_not_found") {
      return { code, name: code, isMissing: false };
    }
    throw error;
  }
}
