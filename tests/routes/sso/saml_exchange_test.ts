/** The way there and back: what LEXIA asks a SAML provider, and who may bring which answer, and how often. */
import { match, strictEqual } from "node:assert/strict";
import { Browser } from "#tests/support/sso/browser.ts";
import { newId, requestIn } from "#tests/support/sso/saml_forge.ts";
import { ENV, type Make, openSamlSite, refusedWith } from "./_saml_site.ts";
import { withinOneWindow } from "#tests/support/within_one_window.ts";

Deno.test("POST /auth/saml/{id}/acs takes what it asked for, once, from who set out", async (t) => {
  await using site = await openSamlSite();
  const { lexia, id, betaId, here, there, lexiaCertificate, right, setOut, answerWith, post, lastReason } =
    site;

  await t.step("takes an answer once: from the same browser, from another, at another instance", async () => {
    await using second = await lexia.another({ env: ENV });
    const browser = new Browser(lexia);
    const { parts, relayState } = await setOut(browser);
    const cookies = structuredClone(browser.cookies);
    const fields = { SAMLResponse: right(parts), RelayState: relayState };
    strictEqual((await post(browser.at(second), fields)).headers.get("location"), "/dashboard");
    for (const instance of [lexia, second]) {
      const again = new Browser(instance);
      for (const [host, jar] of cookies) again.cookies.set(host, jar);
      refusedWith(await post(again, fields), "sso_state_invalid", "again");
      match(await lastReason(), /unknown, used or expired/);
    }
  });

  await t.step("takes an assertion once, even as the answer to another request", async () => {
    await using second = await lexia.another({ env: ENV });
    const assertionId = newId();
    const make: Make = (parts) => right({ ...parts, assertionId });
    strictEqual((await answerWith(make)).headers.get("location"), "/dashboard");
    refusedWith(await answerWith(make, new Browser(lexia)), "sso_assertion_refused", "again");
    match(await lastReason(), /used before/);
    refusedWith(
      await answerWith(make, new Browser(second).at(second)),
      "sso_assertion_refused",
      "elsewhere",
    );
    match(await lastReason(), /used before/);
  });

  await t.step("refuses what nobody asked for, and what another browser asked for", async () => {
    const browser = new Browser(lexia);
    const { parts, relayState } = await setOut(browser);
    const SAMLResponse = right(parts);
    const stranger = new Browser(lexia);
    refusedWith(
      await post(stranger, { SAMLResponse, RelayState: relayState }),
      "sso_state_invalid",
      "no cookie",
    );
    match(await lastReason(), /no cookie/);
    await setOut(stranger);
    refusedWith(
      await post(stranger, { SAMLResponse, RelayState: relayState }),
      "sso_state_invalid",
      "theirs",
    );
    match(await lastReason(), /Another browser/);
    refusedWith(await post(browser, { SAMLResponse }), "sso_state_invalid", "no state");
    refusedWith(
      await post(browser, { SAMLResponse, RelayState: "/solicitudes" }),
      "sso_state_invalid",
      "path",
    );
    // None of them has closed the way back to the one who set out.
    const arrived = await post(browser, { SAMLResponse, RelayState: relayState });
    strictEqual(arrived.headers.get("location"), "/dashboard");
    await site.forgetFailures();
  });

  await t.step("refuses one organization's answer at another", async () => {
    const browser = new Browser(lexia);
    const { parts, relayState } = await setOut(browser);
    const fields = { SAMLResponse: right(parts), RelayState: relayState };
    const theirs = new Browser(lexia);
    await site.setOut(theirs, there);
    const [mine, other] = [`${there}/auth/saml/${betaId}/acs`, `${there}/auth/saml/${id}/acs`];
    refusedWith(await post(theirs, fields, mine), "sso_state_invalid", "their provider");
    refusedWith(await post(theirs, fields, other), "sso_provider_unavailable", "no provider of theirs");
  });

  await t.step(
    "sets out with a signed request and a cookie that a form of another site brings along",
    async () => {
      const browser = new Browser(lexia);
      const start = await browser.ask(`${here}/auth/saml/${id}/start`);
      const away = new URL(start.headers.get("location") ?? "");
      const cookie = start.headers.getSetCookie().find((line) => line.startsWith("__Host-lexia_saml="));
      match(cookie ?? "", /; Path=\/; HttpOnly; Secure; SameSite=None$/);
      match(cookie ?? "", /; Max-Age=600;/);
      strictEqual(await isSigned(away, lexiaCertificate), true);
      away.searchParams.set("RelayState", "changed");
      strictEqual(await isSigned(away, lexiaCertificate), false);
      match(requestIn(away).xml, /<saml:Issuer [^>]*>https:\/\/[^<]+\/metadata<\/saml:Issuer>/);
    },
  );

  await t.step("slows down whoever fails again and again", async () => {
    await withinOneWindow();
    let last = "";
    for (let i = 0; i < 61 && !last.endsWith("too_many_attempts"); i++) {
      const answer = await new Browser(lexia).post(`${here}/auth/saml/${id}/acs`, {
        SAMLResponse: "x",
        RelayState: "y",
      });
      last = answer.headers.get("location") ?? "";
    }
    strictEqual(last, "/sign-in?error=too_many_attempts");
  });
});

/** As a provider verifies it (SAML 2.0 Bindings, section 3.4.4.1). */
async function isSigned(address: URL, certificate: string): Promise<boolean> {
  const { createVerify } = await import("node:crypto");
  const names = ["SAMLRequest", "RelayState", "SigAlg"];
  const text = names.map((name) => `${name}=${encodeURIComponent(address.searchParams.get(name) ?? "")}`)
    .join("&");
  return createVerify("sha256").update(text)
    .verify(certificate, address.searchParams.get("Signature") ?? "", "base64");
}
