/** The pages, for people. The API comes first, so an address is never both. */
import { Hono } from "hono";
import type { Env } from "../_env.ts";
import { memberPage, onlyOn } from "./_page.ts";
import { findOrganization, home } from "./home.tsx";
import { signInPage, submitSignIn, submitSignOut } from "./sign_in.tsx";
import { solicitudDetailPage, submitMove } from "./solicitud_detail.tsx";
import { solicitudListPage, submitSolicitud } from "./solicitud_list.tsx";
import { upgradePage } from "./upgrade.tsx";

export { assetRoutes } from "./assets.ts";

export function webRoutes(): Hono<Env> {
  const app = new Hono<Env>();
  app.get("/", home);
  app.get("/find", onlyOn("root"), findOrganization);

  const tenant = onlyOn("tenant");
  app.get("/sign-in", tenant, signInPage);
  app.post("/sign-in", tenant, submitSignIn);
  app.post("/sign-out", tenant, submitSignOut);

  app.get("/solicitudes", tenant, memberPage, solicitudListPage);
  app.post("/solicitudes", tenant, memberPage, submitSolicitud);
  app.get("/solicitudes/:id", tenant, memberPage, solicitudDetailPage);
  app.post("/solicitudes/:id/execute", tenant, memberPage, submitMove("execute"));
  app.post("/solicitudes/:id/pause", tenant, memberPage, submitMove("pause"));
  app.post("/solicitudes/:id/resume", tenant, memberPage, submitMove("resume"));
  app.get("/billing/upgrade", tenant, memberPage, upgradePage);
  return app;
}
