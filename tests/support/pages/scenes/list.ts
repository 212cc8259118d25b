import type { Scene } from "../scene.ts";

export const LIST_SCENES: readonly Scene[] = [];
