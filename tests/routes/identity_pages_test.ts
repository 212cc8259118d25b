/** The pages on which people come in, in both languages, without a script. */
import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import { FormBrowser, signInByForm } from "#tests/support/form_browser.ts";
import { untranslated } from "#tests/support/page_pieces.ts";
import { Lexia, PASSWORD } from "#tests/support/lexia.ts";
import { tokenTo } from "#tests/support/mailed.ts";
import { query } from "#tests/support/telling.ts";
import { personWords } from "#views/problems/words.ts";

class Visitor extends FormBrowser {
  in(locale: "es" | "en"): FormBrowser {
    return new FormBrowser(this.lexia, this.host, `${this.cookie}; __Host-lexia_locale=${locale}`);
  }
}

Deno.test("pages for who is not signed in", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const visitor = new Visitor(lexia, acme.subdomain);
  const { actor } = await acme.session("user", { withPassword: true });

  for (const path of ["/sign-in", "/password-forgot", "/password-reset?token=x", "/invitation?token=x"]) {
    await t.step(`${path} is whole in both languages`, async () => {
      const [spanish, english] = await Promise.all(
        (["es", "en"] as const).map(async (locale) => await (await visitor.in(locale).get(path)).text()),
      );
      match(spanish ?? "", /<html lang="es-CO"/);
      match(english ?? "", /<html lang="en"/);
      const same = untranslated(spanish ?? "", english ?? "");
      deepStrictEqual(same.filter((piece) => !isFromProblems(piece)), []);
    });
  }

  await t.step("a refused sign-in keeps the address and the way on", async () => {
    const response = await visitor.in("en").post("/sign-in", {
      email: actor.email,
      password: "wrong",
      next: "/audit?action=session.&x=1",
    });
    strictEqual(response.status, 401);
    const page = await response.text();
    match(page, new RegExp(`value="${actor.email}"`));
    match(page, /name="next" value="\/audit\?action=session\.&amp;x=1"/);
    match(page, /<h1>Sign in<\/h1>/);
  });

  await t.step("who asks for a page with a query comes back to it", async () => {
    const asked = await visitor.get("/audit?action=session.&from=2026-11-01");
    const there = asked.headers.get("location") ?? "";
    strictEqual(there, `/sign-in?next=${encodeURIComponent("/audit?action=session.&from=2026-11-01")}`);
    const next =
      /name="next" value="([^"]*)"/.exec(await visitor.page(there))?.[1]?.replaceAll("&amp;", "&") ?? "";
    const signedIn = await visitor.post("/sign-in", { email: actor.email, password: PASSWORD, next });
    strictEqual(signedIn.headers.get("location"), "/audit?action=session.&from=2026-11-01");
  });

  await t.step(
    "who sends a form after the session has ended comes back to the page of the form",
    async () => {
      const origin = `http://${acme.subdomain}.${lexia.baseDomain}`;
      const post = (referer: string) =>
        lexia.request(acme.subdomain, "/notifications", {
          method: "POST",
          headers: { accept: "text/html", origin, referer },
          body: new URLSearchParams(),
        });
      const response = await post(`${origin}/notifications?from=mail`);
      strictEqual(response.status, 303);
      strictEqual(
        response.headers.get("location"),
        `/sign-in?next=${encodeURIComponent("/notifications?from=mail")}`,
      );
      strictEqual((await post("https://elsewhere.test/x")).headers.get("location"), "/sign-in");
    },
  );

  await t.step("an invitation is in the language of who reads it, by role and date", async () => {
    const admin = await acme.session("org_admin");
    strictEqual(
      (await admin.post("/api/v1/invitations", { email: "luz@acme.test", role: "manager" })).status,
      201,
    );
    await lexia.work();
    const path = `/invitation?token=${tokenTo(lexia.mails, "luz@acme.test")}`;
    const [spanish, english] = [await visitor.in("es").page(path), await visitor.in("en").page(path)];
    match(spanish, /le invita a unirse como coordinador/);
    match(english, /invites you to join as manager/);
    deepStrictEqual(untranslated(spanish, english), []);
  });
});

/** Their English is the error words' own. */
function isFromProblems(piece: string): boolean {
  return ["reset_link_invalid", "invitation_not_found"].map((code) => personWords(code, "en"))
    .some(({ title, advice }) => piece === title || piece === advice);
}

Deno.test("pages of who is signed in, in both languages", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const { host, cookie } = await signInByForm(lexia, acme, "org_admin");
  const browser = new FormBrowser(lexia, host, cookie);
  await query(lexia, "update organizations set max_users = 10 where id = $1", acme.id);
  const paths = [
    "/security",
    "/security/confirm",
    "/password-change",
    "/legal?asked",
    "/api-keys",
    "/team",
    "/team/roles",
    "/team/invitations",
    "/audit",
    "/audit?from=ayer",
  ];
  const pages = async () => {
    const texts: string[] = [];
    for (const path of paths) texts.push(await (await browser.get(path)).text());
    return texts;
  };
  const spanish = await pages();
  strictEqual((await browser.post("/look", { locale: "en", next: "/" })).status, 303);
  const english = await pages();

  for (const [i, path] of paths.entries()) {
    await t.step(path, () => {
      const [es = "", en = ""] = [spanish[i], english[i]];
      match(en, /<html lang="en"/);
      deepStrictEqual(untranslated(es, en), []);
      doesNotMatch(en.replaceAll(/español/gi, ""), /[¿¡]|(?:ción|ñ)\b/);
      ok(!/<[^>]+\s(style|on\w+)=/i.test(en));
    });
  }
});
