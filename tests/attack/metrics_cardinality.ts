/** How many series an instance shows, whatever is asked of it, and to whom. */
import { Installation, INSTALLATION_DOMAIN, type Member } from "#tests/support/installation.ts";
import type { LexiaProcess } from "#tests/support/lexia_process.ts";
import { bearer, load, type LoadRequest } from "#tests/support/load.ts";
import { atMost, exactly, holds, type Proof } from "#tests/support/proof.ts";
import { eachOf, exchange } from "#tests/support/raw_http.ts";
import { operationsAt, requestWith } from "./operations.ts";

const MOST_SERIES = 500;
const TOKEN = "a-token-for-scrapers-only";

export const metricsCardinality: Proof = {
  id: "O2",
  title: "/metrics after thousands of ids, paths, methods and organizations",
  async run(scale) {
    const [distinct, organizations] = scale === "full" ? [10_000, 150] : [600, 10];
    await using installation = await Installation.open();
    const [open, guarded] = await Promise.all([
      installation.serve(),
      installation.serve({ env: { METRICS_TOKEN: TOKEN } }),
    ]);
    const member = await installation.member(await installation.organization(), "org_admin");
    const atStart = await seriesOf(open);
    await everyOperation(open, member);
    // Unknown paths and methods are an endpoint and a method of their own, once.
    await load({ port: open.port, connections: 1, requests: 20, next: (index) => oddRequest(member, index) });
    const afterAll = await seriesOf(open);
    await load({
      port: open.port,
      connections: 8,
      requests: distinct,
      next: (index) => oddRequest(member, index),
    });
    const afterDistinct = await seriesOf(open);
    await creations(installation, open, organizations);
    const afterOrganizations = await seriesOf(open);
    return [
      atMost(`series after ${distinct} distinct ids and paths`, afterDistinct, MOST_SERIES),
      exactly("of which by distinct ids and paths", afterDistinct - afterAll, 0),
      atMost(`series after creations in ${organizations} organizations`, afterOrganizations, MOST_SERIES),
      holds(
        "series at the start, and once each operation has answered",
        true,
        `${atStart}, ${afterAll}`,
        "a figure",
      ),
      ...await whoMayScrape(open, guarded),
    ];
  },
};

function oddRequest({ host, token }: Member, index: number): LoadRequest {
  const id = crypto.randomUUID();
  const paths = [
    `/api/v1/solicitudes/${id}`,
    `/api/v1/solicitudes/${id}/procesos`,
    `/${id}`,
    `/problems/${id}`,
  ];
  const method = ["GET", "GET", "GET", "DELETE", `M${index}`][index % 5] ?? "GET";
  const path = `${paths[index % paths.length]}?x=${index}`;
  return { method, path, host, headers: { ...bearer(token), "User-Agent": id } };
}

async function everyOperation(process: LexiaProcess, member: Member): Promise<void> {
  const { document, operations } = await operationsAt(process.port);
  const requests = operations.filter(({ operationId }) => operationId !== "logout").map((operation) =>
    requestWith(document, { operation, in: "query", name: "x" }, "", { member, id: crypto.randomUUID() })
  );
  await eachOf(requests, 4, (request) => exchange(process.port, request));
}

async function creations(
  installation: Installation,
  process: LexiaProcess,
  organizations: number,
): Promise<void> {
  const requests: LoadRequest[] = [];
  for (let i = 0; i < organizations; i++) {
    const { host, token } = await installation.member(await installation.organization());
    const body = { radicado: installation.portal.radicados.found[0] };
    requests.push({ method: "POST", path: "/api/v1/solicitudes", host, headers: bearer(token), body });
  }
  const nothing: LoadRequest = { path: "/health", host: INSTALLATION_DOMAIN };
  await load({
    port: process.port,
    connections: 8,
    requests: organizations,
    next: (i) => requests[i] ?? nothing,
  });
}

async function seriesOf(process: LexiaProcess): Promise<number> {
  const { text } = await scrape(process);
  return text.slice(text.indexOf("\r\n\r\n")).split("\n").filter((line) => /^[a-z]/.test(line)).length;
}

function scrape({ port }: LexiaProcess, ...headers: string[]) {
  const lines = [`GET /metrics HTTP/1.1`, `Host: ${INSTALLATION_DOMAIN}`, ...headers, "Connection: close"];
  return exchange(port, `${lines.join("\r\n")}\r\n\r\n`);
}

async function whoMayScrape(open: LexiaProcess, guarded: LexiaProcess) {
  const proxied = [
    "X-Forwarded-For: 127.0.0.1",
    "Forwarded: for=127.0.0.1",
    "X-Real-IP: 127.0.0.1",
    "Via: 1.1 front",
  ];
  const throughProxy = await Promise.all(proxied.map((header) => scrape(open, header)));
  const wrong = ["X-None: 1", "Authorization: Bearer x", `Authorization: Basic ${btoa(`:${TOKEN}`)}`];
  const withoutToken = await Promise.all(wrong.map((header) => scrape(guarded, header)));
  const withToken = await scrape(guarded, `Authorization: Bearer ${TOKEN}`);
  const refused = (answers: { status: number }[]) => answers.filter(({ status }) => status === 401).length;
  return [
    exactly("without a token configured, refused through a proxy", refused(throughProxy), proxied.length),
    exactly("with one, refused without it", refused(withoutToken), wrong.length),
    exactly("with one, shown with it", withToken.status, 200),
  ];
}
