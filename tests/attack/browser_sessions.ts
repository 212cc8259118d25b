/** J5: sessions that somebody else chose, and requests that another site makes a browser send. */
import { Installation, type Member, MEMBER_PASSWORD } from "#tests/support/installation.ts";
import { bearer } from "#tests/support/load.ts";
import { exactly, type Finding, type Proof } from "#tests/support/proof.ts";

export const browserSessions: Proof = {
  id: "J5",
  title: "session fixation, cross-site requests, and the cookie's own walls",
  async run() {
    await using installation = await Installation.open();
    const organization = await installation.organization();
    const member = await installation.member(organization, "manager", { withPassword: true });
    const elsewhere = await installation.member(await installation.organization(), "manager");
    const browser = new Browser(installation, member, elsewhere.host);
    return [...await browser.fixation(), ...await browser.crossSite(), await browser.crossOrigin()];
  },
};

const NAME = "__Host-lexia_session";
const RADICADO = "1100140030822017";

interface Attempt {
  what: string;
  headers: Record<string, string>;
  method?: string;
  path?: string;
  body?: string;
}

class Browser {
  #radicados = 0;

  constructor(
    private readonly installation: Installation,
    private readonly member: Member,
    private readonly sibling: string,
  ) {}

  get #origin(): string {
    return `http://${this.member.host}`;
  }

  async #signIn(headers: Record<string, string>, form: Record<string, string> = {}): Promise<Response> {
    const response = await this.#ask({
      what: "sign-in",
      method: "POST",
      path: "/sign-in",
      headers: { ...FORM, ...headers },
      body: new URLSearchParams({ email: this.member.email, password: MEMBER_PASSWORD, ...form }).toString(),
    });
    await response.body?.cancel();
    return response;
  }

  async #ask({ path = "/auth/me", method = "GET", headers, body }: Attempt): Promise<Response> {
    return await this.installation.request(this.member.host, path, {
      method,
      headers,
      body,
      redirect: "manual",
    });
  }

  async #isSignedIn(token: string): Promise<boolean> {
    const response = await this.#ask({ what: "me", headers: { cookie: `${NAME}=${token}` } });
    await response.body?.cancel();
    return response.status === 200;
  }

  /** A value that was in the browser before is nobody's afterwards; neither is the one of a session that has ended. */
  async fixation(): Promise<Finding[]> {
    const sameSite = { origin: this.#origin, "sec-fetch-site": "same-origin" };
    const chosen = `lxs_${"A".repeat(43)}`;
    const first = await this.#signIn({ ...sameSite, cookie: `${NAME}=${chosen}` });
    const attackers = tokenIn(first);
    const second = await this.#signIn({ ...sameSite, cookie: `${NAME}=${attackers}; ${NAME}=${chosen}` });
    const own = tokenIn(second);
    const kept = [
      ...(await this.#isSignedIn(chosen) ? ["the chosen value is signed in"] : []),
      ...(attackers === chosen || own === chosen || own === attackers ? ["a value was kept"] : []),
      ...(await this.#isSignedIn(own) ? [] : ["the new one is not signed in"]),
    ];
    const signOut = {
      what: "sign-out",
      method: "POST",
      path: "/sign-out",
      headers: { ...FORM, ...sameSite },
    };
    const out = await this.#ask({ ...signOut, headers: { ...signOut.headers, cookie: `${NAME}=${own}` } });
    if (await this.#isSignedIn(own)) kept.push("signed in after the sign-out");
    const outside = await this.#signIn(sameSite, { next: "https://evil.test/" });
    const location = outside.headers.get("location");
    return [
      exactly("session ids that survive a sign-in or a sign-out", kept.join("; ") || "0", "0"),
      exactly("faults of the cookie's attributes", faultsOf(second).join("; ") || "0", "0"),
      exactly(
        "the cookie after a sign-out",
        /(?:^|; )Max-Age=0/i.test(cookieOf(out)) ? "removed" : cookieOf(out),
        "removed",
      ),
      exactly("where a sign-in leads that was told to lead elsewhere", String(location), "/dashboard"),
    ];
  }

  /** With a good cookie, as another site's page, form or script makes the browser send it. */
  async crossSite(): Promise<Finding[]> {
    const cookie = { cookie: `${NAME}=${tokenIn(await this.#signIn({ origin: this.#origin }))}` };
    const before = await this.#state();
    const accepted: string[] = [];
    const attempts = [...this.#forms(), ...this.#programs()].flatMap((attempt) =>
      this.#origins().map((from): Attempt => ({
        ...attempt,
        what: `${attempt.what} from ${from.what}`,
        headers: { ...attempt.headers, ...cookie, ...from.headers },
      }))
    );
    for (const attempt of attempts) {
      const response = await this.#ask(attempt);
      await response.body?.cancel();
      if (response.status !== 403) accepted.push(`${attempt.what}: ${response.status}`);
    }
    const moved = await this.#state() === before ? "0" : "changed";
    const signIns = [];
    for (const { what, headers } of this.#origins().filter(({ headers }) => headers.origin !== undefined)) {
      const response = await this.#signIn(headers);
      if (response.status !== 403 || cookieOf(response) !== "") signIns.push(`${what}: ${response.status}`);
    }
    return [
      exactly(
        `cross-site requests that are not refused with 403, of ${attempts.length}`,
        listed(accepted),
        "0",
      ),
      exactly("rows that they changed", moved, "0"),
      exactly("sign-ins that another site's form may make", listed(signIns), "0"),
      exactly("the same from the organization's own pages", await this.#ownPages(cookie), "303 201 201"),
    ];
  }

  #origins(): { what: string; headers: Record<string, string> }[] {
    const { host } = this.member;
    const origins: Record<string, string> = {
      "another site": "https://evil.test",
      "another organization": `http://${this.sibling}`,
      "the base domain": "http://lexia.test",
      "a name that begins alike": `http://${host}.evil.test`,
      "a name that ends alike": `http://evil${host}`,
      "its name before an @": `http://${host}@evil.test`,
      "another port": `http://${host}:8080`,
      "null": "null",
      "an empty origin": "",
    };
    return [
      ...Object.entries(origins).map(([what, origin]) => ({ what, headers: { origin } })),
      { what: "nowhere that is said", headers: {} },
      { what: "nowhere, cross-site", headers: { "sec-fetch-site": "cross-site" } },
      { what: "nowhere, same-site", headers: { "sec-fetch-site": "same-site" } },
      { what: "nowhere, none", headers: { "sec-fetch-site": "none" } },
      { what: "here, cross-site", headers: { origin: this.#origin, "sec-fetch-site": "cross-site" } },
      { what: "here, same-site", headers: { origin: this.#origin, "sec-fetch-site": "same-site" } },
      {
        what: "here, in a word nobody knows",
        headers: { origin: this.#origin, "sec-fetch-site": "same-Origin" },
      },
      { what: "a referrer only", headers: { referer: `${this.#origin}/solicitudes` } },
      {
        what: "another site, same-origin forged by no browser",
        headers: {
          origin: "https://evil.test",
          "sec-fetch-site": "same-origin",
        },
      },
    ];
  }

  /** What a form can send: three types, and a body that is JSON under one of them. */
  #forms(): Attempt[] {
    const page = { method: "POST", path: "/solicitudes/new" };
    const json = JSON.stringify({ radicado: this.#radicado() });
    const api = { method: "POST", path: "/api/v1/solicitudes" };
    return [
      { ...page, what: "a form", headers: FORM, body: `radicado=${this.#radicado()}` },
      {
        ...page,
        what: "a multipart form",
        headers: { "content-type": "multipart/form-data; boundary=x" },
        body: "--x--",
      },
      { ...api, what: "JSON as text/plain", headers: { "content-type": "text/plain" }, body: json },
      { ...api, what: "JSON as a form", headers: FORM, body: json },
      { ...api, what: "JSON of no type", headers: {}, body: json },
      { what: "sign-out", method: "POST", path: "/sign-out", headers: FORM, body: "" },
    ];
  }

  /** What a script could, if it were let. */
  #programs(): Attempt[] {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ radicado: this.#radicado() });
    return [
      { what: "JSON", method: "POST", path: "/api/v1/solicitudes", headers, body },
      { what: "PUT", method: "PUT", path: "/auth/me", headers, body: JSON.stringify({ name: "Evil" }) },
      { what: "logout", method: "POST", path: "/auth/logout", headers },
      {
        what: "DELETE",
        method: "DELETE",
        path: "/api/v1/solicitudes/01999999-0000-7000-8000-000000000000",
        headers,
      },
    ];
  }

  async #ownPages(cookie: Record<string, string>): Promise<string> {
    const from = { origin: this.#origin, "sec-fetch-site": "same-origin", ...cookie };
    const json = { "content-type": "application/json" };
    const body = () => JSON.stringify({ radicado: this.#radicado() });
    const attempts: Attempt[] = [
      {
        what: "form",
        method: "POST",
        path: "/solicitudes/new",
        headers: { ...FORM, ...from },
        body: `radicado=${this.#radicado()}`,
      },
      {
        what: "script",
        method: "POST",
        path: "/api/v1/solicitudes",
        headers: { ...json, ...from },
        body: body(),
      },
      // A token does not travel by itself, so where it comes from tells nothing.
      {
        what: "token",
        method: "POST",
        path: "/api/v1/solicitudes",
        headers: {
          ...json,
          ...bearer(this.member.token),
          origin: "https://evil.test",
        },
        body: body(),
      },
    ];
    const statuses = [];
    for (const attempt of attempts) {
      const response = await this.#ask(attempt);
      await response.body?.cancel();
      statuses.push(response.status);
    }
    return statuses.join(" ");
  }

  /** No other origin may read an answer, or ask for leave to send more than a form can. */
  async crossOrigin(): Promise<Finding> {
    const readable: string[] = [];
    for (const method of ["GET", "OPTIONS"]) {
      for (const { what, headers } of this.#origins()) {
        const asking = { ...headers, "access-control-request-method": "POST" };
        const response = await this.#ask({ what, method, path: "/api/v1/solicitudes", headers: asking });
        await response.body?.cancel();
        const granted = ["access-control-allow-origin", "access-control-allow-credentials"]
          .filter((name) => response.headers.has(name));
        if (granted.length > 0) readable.push(`${method} ${what}: ${granted}`);
      }
    }
    return exactly("origins that may read answers, where none is configured", listed(readable), "0");
  }

  async #state(): Promise<string> {
    const rows = await this.installation.query(
      `select (select count(*) from solicitudes), (select count(*) from sessions where revoked_at is not null),
         (select name from users where id = $1)`,
      [this.member.userId],
    );
    return JSON.stringify(rows);
  }

  #radicado(): string {
    return `${RADICADO}${String(++this.#radicados).padStart(5, "0")}00`;
  }
}

const FORM = { "content-type": "application/x-www-form-urlencoded" };

function cookieOf(response: Response): string {
  return response.headers.getSetCookie().find((cookie) => cookie.startsWith(`${NAME}=`)) ?? "";
}

function tokenIn(response: Response): string {
  const token = /^[^=]*=([^;]*)/.exec(cookieOf(response))?.[1];
  if (response.status !== 303 || !token) throw new Error(`No session was opened: ${response.status}`);
  return token;
}

/** What a sign-in may leave: the session, and the mark of a browser that has signed in before. */
const COOKIES = ["__Host-lexia_device", "__Host-lexia_session"];

/** RFC 6265bis, 4.1.3.2: `__Host-` wants Secure, the path / and no domain. */
function faultsOf(response: Response): string[] {
  const cookies = response.headers.getSetCookie();
  const names = cookies.map((cookie) => cookie.split("=", 1)[0]).sort();
  const others = names.join() === COOKIES.join() ? [] : [`cookies ${names.join()}`];
  return [...others, ...cookies.flatMap(faultsOfCookie)];
}

function faultsOfCookie(cookie: string): string[] {
  const attributes = cookie.toLowerCase().split(";").map((part) => part.trim()).slice(1);
  const faults = ["httponly", "secure", "path=/"].filter((wanted) => !attributes.includes(wanted));
  if (!attributes.some((attribute) => /^samesite=(lax|strict)$/.test(attribute))) faults.push("samesite");
  if (attributes.some((attribute) => attribute.startsWith("domain"))) faults.push("has a domain");
  if (!attributes.some((attribute) => attribute.startsWith("expires"))) faults.push("has no end");
  return faults;
}

function listed(found: readonly string[]): string {
  return found.length === 0 ? "0" : `${found.length}: ${found.slice(0, 6).join("; ")}`;
}
