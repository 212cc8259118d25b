import type { Scene } from "../scene.ts";

export const PLATFORM_SCENES: readonly Scene[] = [];
