import type { Scene } from "../scene.ts";

export const ROOT_SCENES: readonly Scene[] = [];
