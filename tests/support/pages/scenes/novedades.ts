import type { Scene } from "../scene.ts";

export const NOVEDADES_SCENES: readonly Scene[] = [];
