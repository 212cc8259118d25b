import type { Scene } from "../scene.ts";

export const IDENTITY_SCENES: readonly Scene[] = [];
