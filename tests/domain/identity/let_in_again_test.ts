import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { makeResetLink, unlockSignIn } from "#domain/identity/let_in_again.ts";
import { machineContext } from "#domain/operations/machine_actor.ts";
import { Lexia, PASSWORD } from "#tests/support/lexia.ts";

Deno.test("unlockSignIn", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const { actor: person } = await acme.session("user", { withPassword: true });
  const { services, identity } = lexia.core;
  const ctx = machineContext(services, "user:unlock");
  const place = { organizationId: acme.id, email: person.email };
  const post = (path: string, body: unknown, address = "192.0.2.1") =>
    lexia.request(acme.subdomain, path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      address,
    });
  let from = 0;
  /** Each from a network of its own, so that only the account's tries are counted. */
  const signIn = (password: string) =>
    post("/auth/login", { email: person.email, password }, `198.51.100.${++from}`);

  await t.step("lets somebody in who was locked out by wrong passwords", async () => {
    for (let tries = 0; tries < 10; tries++) await (await signIn("wrong-password-of-theirs")).body?.cancel();
    const locked = await signIn(PASSWORD);
    strictEqual(locked.status, 429, await locked.text());
    await unlockSignIn(ctx, identity, place);
    const open = await signIn(PASSWORD);
    strictEqual(open.status, 200, await open.text());
  });

  await t.step("does so for nobody but those who work on the platform", async () => {
    const member = { ...ctx, actor: { ...ctx.actor, role: "org_admin" as const } };
    await rejects(unlockSignIn(member, identity, place), { code: "permission_denied" });
    await rejects(makeResetLink(member, place), { code: "permission_denied" });
  });

  await t.step("makeResetLink sets a new password, once", async () => {
    const { link } = await makeResetLink(ctx, place);
    const token = new URL(link).searchParams.get("token");
    const reset = async () => {
      const answer = await post("/auth/password/reset", { token, password: "kvrm-pqzt-lwxh-ngbd" });
      await answer.body?.cancel();
      return answer.status;
    };
    deepStrictEqual([await reset(), await reset()], [204, 404]);
    const open = await signIn("kvrm-pqzt-lwxh-ngbd");
    strictEqual(open.status, 200, await open.text());
  });
});
