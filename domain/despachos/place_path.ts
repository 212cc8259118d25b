import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { levelOf, parentOf } from "./code.ts";
import { listDespachos } from "./list_despachos.ts";

/** The steps from the departamento down to a code, with their names; a name that no list has is the code itself. */
export async function placePath(ctx: Ctx, code: string): Promise<{ code: string; name: string }[]> {
  if (levelOf(code) === undefined) return [];
  const parent = parentOf(code);
  const above = parent === "" ? [] : await placePath(ctx, parent);
  return [...above, { code, name: await nameOf(ctx, code, parent) }];
}

async function nameOf(ctx: Ctx, code: string, parent: string): Promise<string> {
  try {
    const { items } = await listDespachos(ctx, parent);
    return items.find((item) => item.code === code)?.name ?? code;
  } catch (error) {
    if (error instanceof DomainError && error.code === "despacho_not_found") return code;
    throw error;
  }
}
