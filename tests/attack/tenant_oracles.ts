/** T5: whether anything that another organization has can be told from what nobody has. */
import { Canaries, type CanaryTenant } from "#tests/support/canary_tenants.ts";
import { Installation, type Member } from "#tests/support/installation.ts";
import { bearer, LoadConnection, type LoadRequest, median } from "#tests/support/load.ts";
import { exactly, type Finding, holds, type Proof, timed } from "#tests/support/proof.ts";

export const tenantOracles: Proof = {
  id: "T5",
  title: "nothing of another organization shows in answers, counts, constraints or times",
  async run(scale) {
    await using installation = await Installation.open();
    const [server, oracle] = await Promise.all([installation.serve(), Oracle.prepare(installation)]);
    return await oracle.judge(server.port, scale === "full" ? 2_000 : 60);
  },
};

const UNKNOWN = "01999999-0000-7000-8000-000000000000";
const PATH = "/api/v1/solicitudes";

/** Two requests that differ in nothing but whether the other organization has what they name. */
interface Question {
  what: string;
  foreign: LoadRequest;
  nobodys: LoadRequest;
}

class Oracle {
  private constructor(
    private readonly installation: Installation,
    private readonly theirs: CanaryTenant,
    private readonly me: Member,
    private readonly administrator: Member,
    private readonly mine: string,
    private readonly cursor: string,
    private readonly cookieToken: string,
  ) {}

  static async prepare(installation: Installation): Promise<Oracle> {
    const canaries = new Canaries(installation);
    const theirs = await canaries.plant();
    const own = await installation.organization();
    const [me, administrator, them] = [
      await installation.member(own, "manager"),
      await installation.member(own, "org_admin"),
      await installation.member(theirs.organization, "manager"),
    ];
    await installation.query("update users set email = 'them@people.test' where id = $1", [them.userId]);
    for (let i = 0; i < 3; i++) await create(installation, them, `1100140030822018${i}000000`);
    const page = await installation.request(theirs.host, `${PATH}?limit=1`, { headers: bearer(them.token) });
    const { next_cursor } = await page.json();
    const { id } = await create(installation, me, "11001400308220180000100");
    const cookieToken = await installation.signInBrowser(theirs.organization, { ...them, role: "manager" });
    return new Oracle(installation, theirs, me, administrator, id, next_cursor, cookieToken);
  }

  async judge(port: number, rounds: number): Promise<Finding[]> {
    const findings: Finding[] = [];
    for (const question of this.#questions()) findings.push(...await this.#ask(question, port, rounds));
    return [...findings, ...await this.#creations(), await this.#counts()];
  }

  #questions(): Question[] {
    const { solicitud, proceso } = this.theirs.ids;
    const base = { host: this.me.host, headers: bearer(this.me.token) };
    const at = (path: string, method = "GET", body?: unknown): LoadRequest => ({
      ...base,
      method,
      path,
      body,
    });
    const pair = (what: string, path: (id: string) => string, method?: string, body?: unknown) => ({
      what,
      foreign: at(path(solicitud), method, body),
      nobodys: at(path(UNKNOWN), method, body),
    });
    return [
      pair("GET by id", (id) => `${PATH}/${id}`),
      pair("PATCH by id", (id) => `${PATH}/${id}`, "PATCH", { alias: "x" }),
      pair("POST execute", (id) => `${PATH}/${id}/execute`, "POST"),
      pair("GET actuaciones", (id) => `${PATH}/${id}/actuaciones`),
      {
        what: "a filter by their proceso",
        foreign: at(`${PATH}/${this.mine}/actuaciones?proceso_id=${proceso}`),
        nobodys: at(`${PATH}/${this.mine}/actuaciones?proceso_id=${UNKNOWN}`),
      },
      {
        what: "a search for their words",
        foreign: at(`${PATH}?q=${this.theirs.mark}`),
        nobodys: at(`${PATH}?q=canary000000000000`),
      },
      {
        what: "their cursor",
        foreign: at(`${PATH}?cursor=${this.cursor}`),
        nobodys: at(`${PATH}?cursor=${recast(this.cursor)}`),
      },
      {
        what: "their browser's cookie",
        foreign: { host: base.host, path: "/auth/me", headers: cookie(this.cookieToken) },
        nobodys: { host: base.host, path: "/auth/me", headers: cookie(`lxs_${"A".repeat(43)}`) },
      },
    ];
  }

  async #ask(question: Question, port: number, rounds: number): Promise<Finding[]> {
    let measured = await compare(question, port, rounds);
    // Where it is noise it goes away with more of it; where it is an oracle it stays.
    if (!isAlike(measured.ratio)) measured = await compare(question, port, rounds * 4);
    const { answers, ratio, pairs } = measured;
    const [theirs, nobodys] = [[...answers.foreign].join(), [...answers.nobodys].join()];
    return [
      exactly(`${question.what}: differing answers`, theirs === nobodys ? 0 : `${theirs} and ${nobodys}`, 0),
      timed(holds(
        `${question.what}: time of a foreign one to nobody's, medians of ${pairs.toLocaleString("en")}`,
        isAlike(ratio),
        ratio.toFixed(3),
        "0.9 to 1.1",
      )),
    ];
  }

  /** What they have can be made here as well, and the answer is the one for what nobody has. */
  async #creations(): Promise<Finding[]> {
    const radicados = ["11001310300620230062300", "11001310300620230062377"];
    const followed = [];
    for (const radicado of radicados) followed.push(shapeOf(await this.#post(PATH, this.me, { radicado })));
    const people = [];
    for (const email of ["them@people.test", "nobody@people.test"]) {
      const person = { name: "Ana", email, password: `vq${crypto.randomUUID()}`, role: "user" };
      people.push(shapeOf(await this.#post("/api/v1/users", this.administrator, person)));
    }
    const signIns = [];
    for (const email of ["them@elsewhere.test", "ana@example.com"]) {
      signIns.push(shapeOf(await this.#post("/auth/login", this.me, { email, password: "not a password" })));
    }
    const differing = (what: string, [one, other]: string[], begins: string) =>
      exactly(what, one === other && one?.startsWith(begins) ? 0 : `${one} and ${other}`, 0);
    return [
      differing(
        "following a radicado that they follow, and one that nobody does: differences",
        followed,
        "201",
      ),
      differing("adding a person with their address, and with nobody's: differences", people, "201"),
      differing("signing in with their person's address, and with nobody's: differences", signIns, "401"),
      await this.#subdomains(),
    ];
  }

  /** Public by design: an organization's host is in the DNS, and its sign-in page names it. */
  async #subdomains(): Promise<Finding> {
    const { status, text } = await this.#post("/auth/register", { host: "", token: "" }, {
      organization_name: "Evil",
      subdomain: this.theirs.organization.subdomain,
      name: "Eve",
      email: "eve@evil.test",
      password: `vq${crypto.randomUUID()}`,
    });
    const problem = JSON.parse(text);
    const isPlain = Object.keys(problem).sort().join() === "code,request_id,status,title,type";
    return holds(
      "registering their subdomain says that it is taken (public by design: it is a host), and nothing more",
      status === 409 && problem.code === "subdomain_taken" && isPlain,
      `${status} ${problem.code}`,
      "409 subdomain_taken",
    );
  }

  /** What they do moves none of this organization's numbers. */
  async #counts(): Promise<Finding> {
    const read = async () => {
      const texts = [];
      for (const path of ["/api/v1/organization/usage", "/api/v1/organization", "/api/v1/users"]) {
        const { host, token } = this.administrator;
        texts.push(await (await this.installation.request(host, path, { headers: bearer(token) })).text());
      }
      return texts.join("\n");
    };
    const before = await read();
    const them = await this.installation.member(this.theirs.organization, "manager");
    for (let i = 0; i < 5; i++) await create(this.installation, them, `1100140030822019${i}000000`);
    const text = await read();
    return exactly("numbers of this organization moved by what they do", before === text ? 0 : text, 0);
  }

  async #post(path: string, { host, token }: Pick<Member, "host" | "token">, body: unknown) {
    const response = await this.installation.request(host, path, {
      method: "POST",
      headers: { ...(token && bearer(token)), "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  }
}

/** Both in turn, which of them first by chance, over one connection. */
async function compare({ foreign, nobodys }: Question, port: number, pairs: number) {
  const connection = new LoadConnection(port);
  const requests = { foreign, nobodys };
  const times: Record<keyof typeof requests, number[]> = { foreign: [], nobodys: [] };
  const answers = { foreign: new Set<string>(), nobodys: new Set<string>() };
  for (let i = -20; i < pairs; i++) {
    const order = Math.random() < 0.5 ? ["foreign", "nobodys"] as const : ["nobodys", "foreign"] as const;
    for (const kind of order) {
      const startedAt = performance.now();
      const { status, body } = await connection.send(requests[kind], true);
      if (i >= 0) times[kind].push(performance.now() - startedAt);
      answers[kind].add(`${status} ${body.replace(/"request_id":"[^"]*"/, "")}`);
    }
  }
  connection.close();
  return { answers, pairs, ratio: median(times.foreign) / median(times.nobodys) };
}

function isAlike(ratio: number): boolean {
  return ratio >= 0.9 && ratio <= 1.1;
}

async function create(installation: Installation, { host, token }: Member, radicado: string) {
  const response = await installation.request(host, PATH, {
    method: "POST",
    headers: { ...bearer(token), "content-type": "application/json" },
    body: JSON.stringify({ radicado }),
  });
  const body = await response.json();
  if (response.status !== 201) throw new Error(`Cannot follow ${radicado}: ${JSON.stringify(body)}`);
  return body;
}

function cookie(token: string): Record<string, string> {
  return { cookie: `__Host-lexia_session=${token}`, "sec-fetch-site": "same-origin" };
}

/** The cursor of the same instant with the id of nobody's row. */
function recast(cursor: string): string {
  const text = new TextDecoder().decode(Uint8Array.fromBase64(cursor, { alphabet: "base64url" }));
  const changed = text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, UNKNOWN);
  if (changed === text) throw new Error("The cursor names no row");
  return new TextEncoder().encode(changed).toBase64({ alphabet: "base64url", omitPadding: true });
}

/** The answer without ids, times and what was sent. */
function shapeOf({ status, text }: { status: number; text: string }): string {
  const shape = text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "id")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "time").replace(/\d{5}[\d-]{18,24}/g, "radicado")
    .replace(/"email":"[^"]*"/, "");
  return `${status} ${shape}`;
}
