import type { Scene } from "../scene.ts";

export const ROOT_SCENES: readonly Scene[] = [
  { name: "status", route: "/status", host: "root", go: "/status" },
  { name: "docs", route: "/docs", host: "root", go: "/docs" },
  {
    name: "guide",
    route: "/docs/:locale{es|en}/:guide{[a-z-]+}",
    host: "root",
    go: "/docs/es/personal-data",
  },
];
