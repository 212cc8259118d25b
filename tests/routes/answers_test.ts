/** The shape of answers and refusals that all endpoints share, and what a browser on another site may do: nothing. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import type { ErrorCode } from "#domain/errors.ts";
import { Lexia, PASSWORD, type Session } from "../support/lexia.ts";
import { refused } from "../support/refused.ts";

const PATH = "/api/v1/solicitudes";
const MISSING = `${PATH}/01999999-0000-7000-8000-000000000000`;

Deno.test("Answers", async (t) => {
  await using lexia = await Lexia.start({ env: { CORS_ORIGINS: "https://app.example.com" } });
  const acme = await lexia.organization();
  const ana = await acme.session("user", { withPassword: true });
  const radicado = lexia.portal.radicados.found[0];

  interface Refusal {
    what: string;
    method?: string;
    path?: string;
    body?: BodyInit;
    headers?: Record<string, string>;
    status: number;
    code: ErrorCode;
    fields?: string[];
  }

  const REFUSALS: Refusal[] = [
    {
      what: "an address that there is not",
      method: "GET",
      path: "/api/v1/nothing",
      status: 404,
      code: "not_found",
    },
    {
      what: "one in a browser's API call",
      method: "GET",
      path: "/api/x",
      headers: { accept: "text/html" },
      status: 404,
      code: "not_found",
    },
    {
      what: "a method that the address does not take",
      method: "PUT",
      path: PATH,
      status: 404,
      code: "not_found",
    },
    { what: "a method of somebody's invention", method: "BREW", path: PATH, status: 404, code: "not_found" },
    { what: "a slash too many", method: "GET", path: `${PATH}/`, status: 404, code: "not_found" },
    {
      what: "an id in capitals that nobody has",
      method: "GET",
      path: MISSING.toUpperCase().replace("/API/V1/SOLICITUDES", PATH),
      status: 404,
      code: "solicitud_not_found",
    },
    { what: "no body", status: 400, code: "request_malformed" },
    { what: "half a body", body: '{"radicado": "1', status: 400, code: "request_malformed" },
    { what: "two values", body: "{} {}", status: 400, code: "request_malformed" },
    {
      what: "no type",
      body: new TextEncoder().encode("{}"),
      headers: { "content-type": "" },
      status: 415,
      code: "content_type_unsupported",
    },
    {
      what: "a form",
      body: new URLSearchParams({ radicado: "1" }),
      headers: { "content-type": "application/x-www-form-urlencoded" },
      status: 415,
      code: "content_type_unsupported",
    },
    {
      what: "a type that begins like JSON",
      body: "{}",
      headers: { "content-type": "application/jsonx" },
      status: 415,
      code: "content_type_unsupported",
    },
    {
      what: "a length beyond the limit, before it comes",
      body: "{}",
      headers: { "content-length": "1048577" },
      status: 413,
      code: "body_too_large",
    },
    { what: "a list instead of an object", body: "[]", status: 422, code: "request_invalid", fields: [""] },
    {
      what: "each wrong field by its name",
      body: '{"radicado": 5, "notify": {"when": "never", "email": "yes"}}',
      status: 422,
      code: "request_invalid",
      fields: ["radicado", "notify.email", "notify.when"],
    },
    {
      what: "an empty Idempotency-Key",
      body: JSON.stringify({ radicado }),
      headers: { "idempotency-key": "" },
      status: 400,
      code: "idempotency_key_invalid",
    },
    {
      what: "an Idempotency-Key with a space",
      body: JSON.stringify({ radicado }),
      headers: { "idempotency-key": "a b" },
      status: 400,
      code: "idempotency_key_invalid",
    },
    {
      what: "an Idempotency-Key of 256 characters",
      body: JSON.stringify({ radicado }),
      headers: { "idempotency-key": "a".repeat(256) },
      status: 400,
      code: "idempotency_key_invalid",
    },
    {
      what: "an ETag that LEXIA never gives",
      method: "PATCH",
      path: MISSING,
      body: "{}",
      headers: { "if-match": 'W/"1"' },
      status: 412,
      code: "version_conflict",
    },
    {
      what: "another cursor",
      method: "GET",
      path: `${PATH}?cursor=WyJhIl0`,
      status: 400,
      code: "cursor_invalid",
    },
  ];
  for (const { what, method = "POST", path = PATH, body, headers = {}, status, code, fields } of REFUSALS) {
    await t.step(`refuse ${what} with ${status} ${code}`, async () => {
      const authorization = `Bearer ${ana.token}`;
      const init = {
        method,
        body,
        headers: { authorization, "content-type": "application/json", ...headers },
      };
      const problem = await refused(await lexia.request(acme.subdomain, path, init), status, code);
      if (fields) deepStrictEqual(problem.errors?.map(({ field }) => field).sort(), fields.toSorted());
    });
  }

  await t.step("take JSON with a charset, and under other names of JSON", async () => {
    for (const type of ["application/json; charset=utf-8", "Application/JSON", "application/vnd.api+json"]) {
      const problem = await refused(
        await ana.post(PATH, { radicado: "1" }, { "content-type": type }),
        422,
        "radicado_invalid",
      );
      match(problem.detail ?? "", /expected 23 digits, got 1/);
    }
  });

  await t.step("take no value for another: neither of two of a name, nor a prototype", async () => {
    const body = `{"radicado": "1", "__proto__": {"radicado": "${radicado}"}, "constructor": 1}`;
    const init = {
      method: "POST",
      body,
      headers: { authorization: `Bearer ${ana.token}`, "content-type": "application/json" },
    };
    const problem = await refused(await lexia.request(acme.subdomain, PATH, init), 422, "request_invalid");
    ok(problem.errors?.every(({ field }) => field === ""), JSON.stringify(problem.errors));
  });

  await t.step("to HEAD are those to GET, without the body", async () => {
    const [head, get] = [await ana.send("HEAD", PATH), await ana.get(PATH)];
    deepStrictEqual([head.status, await head.text()], [200, ""]);
    strictEqual(head.headers.get("content-type"), get.headers.get("content-type"));
    strictEqual((await ana.send("HEAD", MISSING)).status, 404);
    strictEqual((await ana.get(PATH)).status, 200);
  });

  await t.step("tell people in a page, and programs in a document, that nothing is there", async () => {
    const page = await lexia.request(acme.subdomain, "/nothing", {
      headers: { accept: "text/html,*/*;q=0.8" },
    });
    strictEqual(page.status, 404);
    match(page.headers.get("content-type") ?? "", /^text\/html/);
    const text = await page.text();
    ok(text.includes(page.headers.get("x-request-id") ?? "none"));
    await refused(await lexia.request(acme.subdomain, "/nothing"), 404, "not_found");
  });

  await t.step("carry exactly the policy, and nothing of the program that gives them", async () => {
    const { headers } = await ana.get(PATH);
    const policy =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    strictEqual(headers.get("content-security-policy"), policy);
    strictEqual(headers.get("cross-origin-opener-policy"), "same-origin");
    strictEqual(headers.get("cross-origin-resource-policy"), "same-site");
    for (const name of ["server", "x-powered-by"]) strictEqual(headers.get(name), null);
  });

  await t.step("never share a cookie with another origin, and show it no more than the list", async () => {
    const allowed = await ana.get(PATH, { origin: "https://app.example.com" });
    strictEqual(allowed.headers.get("access-control-allow-origin"), "https://app.example.com");
    strictEqual(allowed.headers.get("access-control-allow-credentials"), null);
    match(allowed.headers.get("vary") ?? "", /Origin/);
    const shown = (allowed.headers.get("access-control-expose-headers") ?? "").split(",");
    for (const name of ["ETag", "Location", "Retry-After", "X-Request-Id"]) ok(shown.includes(name), name);
    const other = await ana.get(PATH, { origin: "https://evil.example" });
    strictEqual(other.headers.get("access-control-allow-origin"), null);
    strictEqual((await ana.get(PATH)).headers.get("access-control-allow-origin"), null);
  });

  await t.step("to a cookie are refusals unless the page that sends it is LEXIA's own", async () => {
    const cookie = await signInBrowser(lexia, ana);
    const own = `https://${acme.subdomain}.${lexia.baseDomain}`;
    const send = (headers: Record<string, string>, method = "POST") =>
      lexia.request(acme.subdomain, PATH, {
        method,
        headers: { cookie, "content-type": "application/json", ...headers },
        body: method === "POST" ? JSON.stringify({ radicado: "1" }) : undefined,
      });
    const ELSEWHERE: Record<string, string>[] = [
      {},
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: `https://other.${lexia.baseDomain}` },
      { origin: `${own}:8443` },
      { origin: own, "sec-fetch-site": "cross-site" },
      { origin: own, "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "cross-site" },
    ];
    for (const headers of ELSEWHERE) {
      await refused(await send(headers), 403, "origin_refused", JSON.stringify(headers));
    }
    const HERE: Record<string, string>[] = [{ origin: own }, { "sec-fetch-site": "same-origin" }];
    for (const headers of HERE) {
      await refused(await send(headers), 422, "radicado_invalid", JSON.stringify(headers));
    }
    strictEqual((await send({ origin: "https://evil.example" }, "GET")).status, 200);
    // A token does not travel by itself, so where it comes from proves nothing.
    await refused(
      await ana.post(PATH, { radicado: "1" }, { origin: "https://evil.example" }),
      422,
      "radicado_invalid",
    );
  });
});

/** The value of a Cookie header. */
async function signInBrowser(lexia: Lexia, { host, actor }: Session): Promise<string> {
  const response = await lexia.request(host, "/sign-in", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" },
    body: new URLSearchParams({ email: actor.email, password: PASSWORD }),
  });
  strictEqual(response.status, 303);
  const [cookie = ""] = response.headers.getSetCookie();
  match(cookie, /^__Host-lexia_session=lxs_[\w-]{43}; /);
  const attributes = cookie.split("; ").slice(1).filter((part) => !part.startsWith("Expires="));
  deepStrictEqual(attributes.sort(), ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]);
  return cookie.split(";")[0] ?? "";
}
