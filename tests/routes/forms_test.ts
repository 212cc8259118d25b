import { Lexia } from "#tests/support/lexia.ts";
import { refused } from "#tests/support/refused.ts";

Deno.test("forms that cannot be read are refused", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const { token } = await acme.session("manager");

  for (const path of ["/sign-in", "/solicitudes/new"]) {
    await t.step(`POST ${path} without a boundary between its fields`, async () => {
      const headers = { "content-type": "multipart/form-data", authorization: `Bearer ${token}` };
      const response = await lexia.request(acme.subdomain, path, { method: "POST", headers, body: "x" });
      await refused(response, 400, "request_malformed", path);
    });
  }
});
