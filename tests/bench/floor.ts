/**
 * The floor: bare Hono and the same driver with one SELECT, no authentication, no row-level security, no limits, no
 * log. As the main module it is that server; imported, it starts one.
 */
import { Hono } from "hono";
import pg from "pg";
import { freePort } from "#tests/support/postgres.ts";

const LIST =
  `select id, owner_id, tipo, radicado, alias, frequency, run_on, notify, status, next_run_at, completed_at,
  last_execution, version, created_at, updated_at from solicitudes where organization_id = $1 and owner_id = $2
  order by created_at desc, id desc limit 50`;
const GET = "select * from solicitudes where id = $1";

export interface FloorServer {
  port: number;
  pid: number;
  close(): Promise<void>;
}

export async function startFloor(superuserUrl: string): Promise<FloorServer> {
  const port = freePort();
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-all",
      "--no-check",
      "--cached-only",
      import.meta.filename ?? "",
      String(port),
      superuserUrl,
    ],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  return {
    port,
    pid: child.pid,
    async close() {
      child.kill("SIGKILL");
      await reader.cancel();
      await child.status;
    },
  };
}

async function main([port = "", url = ""]: string[]): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  const app = new Hono();
  app.get("/health", (c) => c.json({ status: "ok" }));
  app.get("/list/:organization/:owner", async (c) => {
    const values = [c.req.param("organization"), c.req.param("owner")];
    const { rows } = await pool.query({ name: "list", text: LIST, values });
    return c.json({ items: rows });
  });
  app.get("/get/:id", async (c) => {
    const { rows } = await pool.query({ name: "get", text: GET, values: [c.req.param("id")] });
    return c.json(rows[0]);
  });
  Deno.serve({ port: Number(port), hostname: "127.0.0.1", onListen: () => {} }, app.fetch);
  await Deno.stdout.write(new TextEncoder().encode("ready\n"));
}

if (import.meta.main) await main(Deno.args);
