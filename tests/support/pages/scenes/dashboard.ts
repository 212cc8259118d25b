import type { Scene } from "../scene.ts";

export const DASHBOARD_SCENES: readonly Scene[] = [];
