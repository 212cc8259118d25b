/** SQL in every parameter of every operation, and what lists make of names that they do not know. */
import { Installation, type Member } from "#tests/support/installation.ts";
import { exactly, type Finding, holds, type Proof } from "#tests/support/proof.ts";
import { eachOf, exchange, type RawAnswer } from "#tests/support/raw_http.ts";
import { isServerError } from "./malformed_requests.ts";
import { manySolicitudes } from "./many_rows.ts";
import { entitle, fingerprint, operationsAt, type Place, placesOf, requestWith } from "./operations.ts";

const VALUES = [
  "'",
  "''",
  "' or 1=1 --",
  "' or '1'='1",
  '" or ""="',
  "1; drop table solicitudes; --",
  "'; update solicitudes set alias = 'moved'; --",
  "'; delete from users; --",
  "' union select email, password_hash from users --",
  "') or true; --",
  "1) or (select count(*) from pg_sleep(8)) > 0 --",
  "'||(select pg_sleep(8))||'",
  "$1; select set_config('app.organization_id', '', true)",
  "set role lexia_platform",
  "\\'; reset role; --",
  "%27%20or%201=1",
  "0x27206f7220313d31",
  "';copy users to '/tmp/x';--",
  "<script>alert(1)</script>' or 1=1",
  "{{7*7}}${7*7}' or 1=1 #",
];
/** Below the limit of a statement, and far above what hashes on a busy machine take. */
const SLEPT_MS = 8_000;
/** What PostgreSQL or the driver would say, and pieces of statements. */
const LEAKS = /syntax error|SQLSTATE|pg_catalog|select "|insert into|relation "|password_hash|\$argon2/i;

export const sqlEverywhere: Proof = {
  id: "I1",
  title: "SQL in every parameter of every operation",
  async run(scale) {
    const values = scale === "full" ? VALUES : VALUES.filter((_, i) => [2, 6, 10, 18].includes(i));
    await using installation = await Installation.open();
    const { process, attacker, bystander, beta, id } = await scene(installation);
    const { document, operations } = await operationsAt(process.port);
    const places = operations.filter(({ operationId }) => operationId !== "logout")
      .flatMap((operation) => placesOf(document, operation));
    const before = await rowsOfOthers(installation, bystander, beta);

    const tries = places.flatMap((place) => values.map((value) => ({ place, value })));
    const answers = await eachOf(tries, 4, async ({ place, value }) => {
      const bytes = requestWith(document, place, value, { member: attacker, id });
      return await exchange(process.port, bytes, { patienceMs: SLEPT_MS + 1_000 });
    });
    const after = await rowsOfOthers(installation, bystander, beta);
    return [
      holds("places tried", places.length > 60, `${places.length} of ${operations.length} operations`, "all"),
      holds(
        `5xx of ${tries.length}`,
        !answers.some(isServerError),
        answers.filter(isServerError).map(codeOf).join(", ") || "0",
        "0",
      ),
      exactly("rows of others moved", after === before ? 0 : 1, 0),
      exactly("answers that slept", answers.filter(({ milliseconds }) => milliseconds >= SLEPT_MS).length, 0),
      exactly(
        "answers that speak of the database",
        answers.filter((answer, i) => leaks(answer, tries[i]?.value)).length,
        0,
      ),
      exactly("answers that repeat it as HTML", answers.filter(isReflectedHtml).length, 0),
      ...await pages(process.port, attacker),
    ];
  },
};

/** What was sent may come back, as a name that was given or a host that is none. */
function leaks({ text }: RawAnswer, sent = ""): boolean {
  const forms = [sent, JSON.stringify(sent).slice(1, -1), encodeURIComponent(sent)];
  return LEAKS.test(forms.reduce((rest, form) => rest.replaceAll(form, ""), text));
}

function codeOf({ status, text }: RawAnswer): string {
  return `${status} ${/"code":"(\w+)"/.exec(text)?.[1] ?? ""}`;
}

/** Pages repeat what was searched for or typed: as text, never as markup. */
async function pages(port: number, { host, token }: Member): Promise<Finding[]> {
  const marks = [
    '"><script>alert(1)</script>',
    "' onmouseover=alert(1) x='",
    "</title><img src=x onerror=alert(1)>",
  ];
  const paths = [
    "/sign-in?next=",
    "/solicitudes?q=",
    "/solicitudes?status=",
    "/solicitudes?cursor=",
    "/problems/",
  ];
  const answers: RawAnswer[] = [];
  for (const path of paths) {
    for (const mark of marks) {
      const head =
        `GET ${path}${encodeURIComponent(mark)} HTTP/1.1\r\nHost: ${host}\r\nAccept: text/html\r\n` +
        `Authorization: Bearer ${token}\r\n\r\n`;
      answers.push(await exchange(port, head));
    }
  }
  const reflected = answers.filter(({ text }) => /<script>alert|<img src=x|' onmouseover=alert/.test(text));
  return [
    exactly(`5xx of ${answers.length} pages`, answers.filter(isServerError).length, 0),
    exactly("pages that repeat markup unescaped", reflected.length, 0),
  ];
}

function isReflectedHtml({ text }: RawAnswer): boolean {
  return /^content-type: text\/html/im.test(text) && text.includes("<script>alert(1)");
}

interface Scene {
  process: Awaited<ReturnType<Installation["serve"]>>;
  /** May do everything in Acme. */
  attacker: Member;
  /** Somebody else in Acme, with solicitudes. */
  bystander: Member;
  /** Somebody in Beta, with solicitudes. */
  beta: Member;
  /** Of a solicitud of the attacker's own. */
  id: string;
}

async function scene(installation: Installation): Promise<Scene> {
  const process = await installation.serve();
  const [acme, other] = [await installation.organization(), await installation.organization()];
  const [attacker, bystander] = [
    await installation.member(acme, "org_admin"),
    await installation.member(acme),
  ];
  const beta = await installation.member(other);
  await entitle(installation, attacker);
  for (const member of [attacker, bystander, beta]) await manySolicitudes(installation, member, 20);
  const [own] = await installation.query("select id from solicitudes where owner_id = $1 limit 1", [
    attacker.userId,
  ]);
  return { process, attacker, bystander, beta, id: String(own?.[0]) };
}

/** All that Beta has, and all that the bystander has in the attacker's own organization. */
async function rowsOfOthers(installation: Installation, bystander: Member, beta: Member): Promise<string> {
  const own = await installation.query(
    `select s::text from solicitudes s where owner_id = $1 union all
     select u::text from users u where id = $1 union all
     select m::text from organization_users m where user_id = $1 order by 1`,
    [bystander.userId],
  );
  return `${await fingerprint(installation, beta.organizationId)} ${JSON.stringify(own)}`;
}

const UNKNOWN = [
  "sort",
  "order",
  "order_by",
  "orderBy",
  "fields",
  "select",
  "columns",
  "filter",
  "status[]",
  "q[]",
  "where",
];
const NAMES = [
  "created_at; drop table users",
  "password_hash",
  '"id" desc, (select 1/0)',
  "owner_id--",
  "id\u0000",
  "[object Object]",
];

export const namesOfColumns: Proof = {
  id: "I2",
  title: "Sorting, filtering and paging by what a caller makes up",
  async run(scale) {
    await using installation = await Installation.open();
    const { process, attacker, beta, id } = await scene(installation);
    const { document, operations } = await operationsAt(process.port);
    const lists = operations.filter((operation) =>
      operation.method === "GET" && operation["x-role"] === undefined &&
      operation.parameters?.some(({ name }) => name === "cursor")
    );
    const ask = async (place: Place, value: string) =>
      await exchange(process.port, requestWith(document, place, value, { member: attacker, id }));
    const findings: Finding[] = [];
    const all: RawAnswer[] = [];
    let different = 0;
    for (const operation of lists) {
      const plain = bodyOf(await ask({ operation, in: "query", name: "limit" }, "50"));
      const known = (operation.parameters ?? []).filter((parameter) => parameter.in === "query").map((
        { name },
      ) => name);
      for (const name of UNKNOWN) {
        for (const value of scale === "full" ? NAMES : NAMES.slice(0, 2)) {
          const answer = await ask({ operation, in: "query", name }, value);
          all.push(answer);
          if (answer.status === 200 && bodyOf(answer) !== plain) different++;
        }
      }
      for (const name of known) {
        for (const value of NAMES) all.push(await ask({ operation, in: "query", name }, value));
      }
      for (const cursor of forgedCursors(beta)) {
        all.push(await ask({ operation, in: "query", name: "cursor" }, cursor));
      }
    }
    findings.push(
      holds("lists tried", lists.length >= 4, `${lists.length}, ${all.length} requests`, "all that page"),
      exactly("5xx", all.filter(isServerError).length, 0),
      exactly("lists that an unknown name changed", different, 0),
      exactly("answers that speak of the database", all.filter(({ text }) => LEAKS.test(text)).length, 0),
      exactly(
        "answers with rows of another tenant",
        all.filter(({ text }) => text.includes(beta.userId)).length,
        0,
      ),
    );
    return findings;
  },
};

function bodyOf({ text }: RawAnswer): string {
  return text.slice(text.indexOf("\r\n\r\n"));
}

/** Cursors are JSON in base64url: ones with statements, other types and another tenant's ids in them. */
function forgedCursors({ userId, organizationId }: Member): string[] {
  const texts: unknown[] = [
    { createdAt: "2026-01-01' or 1=1 --", id: userId },
    { createdAt: "9999-12-31T00:00:00Z", id: userId, organizationId },
    ["' or 1=1 --", userId],
    ["2026-01-01T00:00:00.000Z", "'; drop table users; --"],
    [{ $gt: "" }, { $ne: null }],
    { __proto__: null, constructor: 1 },
    null,
    1e308,
    "x".repeat(600),
  ];
  const encode = (text: string) =>
    new TextEncoder().encode(text).toBase64({ alphabet: "base64url", omitPadding: true });
  return [...texts.map((any) => encode(JSON.stringify(any))), encode("{"), "not base64 !", "%00"];
}
