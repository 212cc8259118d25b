import type { Scene } from "../scene.ts";

export const DETAIL_SCENES: readonly Scene[] = [];
