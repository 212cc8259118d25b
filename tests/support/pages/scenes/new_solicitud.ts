import type { Scene } from "../scene.ts";

export const NEW_SOLICITUD_SCENES: readonly Scene[] = [];
