/** A worker as what watches over it sees it. */
import { match, ok, strictEqual } from "node:assert/strict";
import { Lexia } from "#tests/support/lexia.ts";
import { probesHandler } from "#routes/mod.ts";

const FROM = {
  remoteAddr: { transport: "tcp", hostname: "127.0.0.1", port: 1 },
  completed: Promise.resolve(),
};

Deno.test("probesHandler()", async (t) => {
  await using lexia = await Lexia.start();
  const handle = probesHandler(lexia.core.app);
  const ask = (path: string, host = "10.1.2.3:9464") =>
    handle(
      new Request(`http://${host}${path}`, { headers: { host } }),
      FROM as Deno.ServeHandlerInfo<Deno.NetAddr>,
    );

  await t.step("tells that the process lives, and whether it can work", async () => {
    strictEqual((await ask("/health")).status, 200);
    const ready = await ask("/ready");
    strictEqual(ready.status, 200);
    match(await ready.text(), /"database":/);
  });

  await t.step("gives its metrics", async () => {
    const answer = await ask("/metrics");
    strictEqual(answer.status, 200);
    match(await answer.text(), /^# HELP /m);
  });

  for (const path of ["/", "/sign-in", "/api/v1/solicitudes", "/metrics/", "/assets/x.css", "/auth/login"]) {
    await t.step(`has no ${path}`, async () => {
      const answer = await ask(path);
      strictEqual(answer.status, 404);
      ok(answer.headers.get("x-content-type-options"));
      strictEqual(await answer.text(), "");
    });
  }
});
