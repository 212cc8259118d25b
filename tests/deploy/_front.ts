/** Two instances of LEXIA behind nginx, as they stand on a server, but for ports and shorter times. */
import { requestHandler } from "#routes/mod.ts";
import { Lexia, type Session, type TestOrganization } from "#tests/support/lexia.ts";
import { Nginx } from "#tests/support/nginx.ts";
import { freePort } from "#tests/support/postgres.ts";
import { exchange, type RawAnswer } from "#tests/support/raw_http.ts";
import { connectTls } from "#tests/support/tls_line.ts";

export const DOMAIN = "lexia.test";
/** What the tests wait for slow clients, instead of the shipped 15. */
export const CLIENT_SECONDS = 2;

export const JSON_TYPE = { "Content-Type": "application/json" };

/** Passwords are hashed slowly, on a busy machine more so. */
export const PATIENCE = { patienceMs: 20_000 };

interface Asked {
  method?: string;
  host?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

export class Front {
  private constructor(
    readonly nginx: Nginx,
    readonly instances: readonly [Instance, Instance],
    readonly lexia: Lexia,
    readonly organization: TestOrganization,
    readonly person: Session,
  ) {}

  /** The tests are the proxy in front of nginx, and may say where a request comes from; `args` are nginx's. */
  static async open(stack: AsyncDisposableStack, args: string[] = []): Promise<Front> {
    const env = { TRUSTED_PROXIES: "127.0.0.1", METRICS_TOKEN: "metrics-for-tests-only" };
    const lexia = stack.use(await Lexia.start({ env, keepLog: true }));
    const second = stack.use(await lexia.another({ env, keepLog: true }));
    const instances = [new Instance(lexia), new Instance(second)] as const;
    for (const instance of instances) stack.defer(() => instance.stop());
    const nginx = await Front.nginx(stack, instances, ["--outer-proxy", "127.0.0.1", ...args]);
    const organization = await lexia.organization();
    const person = await organization.session("user", { withPassword: true });
    return new Front(nginx, instances, lexia, organization, person);
  }

  static async nginx(
    stack: AsyncDisposableStack,
    instances: readonly Instance[],
    args: readonly string[] = [],
  ): Promise<Nginx> {
    return stack.use(
      await Nginx.start({
        baseDomain: DOMAIN,
        args: [
          ...instances.flatMap(({ port }) => ["--upstream", `127.0.0.1:${port}`]),
          ...["--client-seconds", String(CLIENT_SECONDS)],
          ...args,
        ],
      }),
    );
  }

  get host(): string {
    return `${this.organization.subdomain}.${DOMAIN}`;
  }

  get bearer(): Record<string, string> {
    return { Authorization: `Bearer ${this.person.token}` };
  }

  /** Over TLS, from an address of its own unless one is given. */
  async ask(path: string, { host = this.host, headers = {}, ...rest }: Asked = {}): Promise<RawAnswer> {
    const from = { "X-Forwarded-For": newAddress(), ...headers };
    return await exchange(this.nginx.line(host), encoded(path, { host, headers: from, ...rest }), PATIENCE);
  }

  /** So many of the same, from one address. Nothing is sent before all connections are there. */
  async atOnce(count: number, path: string, { headers = {}, ...rest }: Asked): Promise<RawAnswer[]> {
    const { host } = this;
    const from = { "X-Forwarded-For": newAddress(), Connection: "close", ...headers };
    const bytes = encoded(path, { host, headers: from, ...rest });
    const { httpsPort: port, authority } = this.nginx;
    const options = { port, hostname: host, caCerts: [authority.certificate] };
    const connections = await Promise.all(Array.from({ length: count }, () => connectTls(options)));
    return await Promise.all(connections.map((connection) => answerOn(connection, bytes)));
  }

  /** What LEXIA's instances have logged of answers to a path. */
  answered(path: string): Record<string, unknown>[] {
    return this.instances.flatMap(({ lexia }) => lexia.logged).filter((line) => line.path === path);
  }
}

/** LEXIA behind a port of its own, which stays the same when it is started again. */
export class Instance {
  readonly port = freePort();
  #server: Deno.HttpServer | undefined;

  constructor(readonly lexia: Lexia) {
    this.start();
  }

  start(): void {
    const options = { port: this.port, hostname: "127.0.0.1", onListen: () => {} };
    this.#server = Deno.serve(options, requestHandler(this.lexia.core.app));
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await server?.shutdown();
  }
}

export function encoded(path: string, { method = "GET", host = DOMAIN, headers = {}, body }: Asked) {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body ?? new Uint8Array();
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${host}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : [`Content-Length: ${bytes.length}`]),
  ];
  const head = new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`);
  const whole = new Uint8Array(head.length + bytes.length);
  whole.set(head);
  whole.set(bytes, head.length);
  return whole;
}

/** To the end of the connection. */
async function answerOn(connection: Deno.TlsConn, bytes: Uint8Array): Promise<RawAnswer> {
  const startedAt = performance.now();
  await connection.write(bytes);
  let text = "";
  // What a server closes without a word of TLS's is read nevertheless.
  try {
    const decoder = new TextDecoder("latin1");
    for await (const piece of connection.readable) text += decoder.decode(piece);
  } catch (error) {
    if (text === "") throw error;
  }
  const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
  return { status: statuses[0] ?? 0, statuses, text, milliseconds: performance.now() - startedAt };
}

let addresses = 0;

/** Nobody else's, so that what one test does counts for no other. */
export function newAddress(): string {
  addresses++;
  return `198.18.${addresses >> 8}.${addresses & 255}`;
}

export function headerOf({ text }: RawAnswer, name: string): string[] {
  const head = text.slice(0, text.indexOf("\r\n\r\n")).split("\r\n").slice(1);
  const prefix = `${name.toLowerCase()}:`;
  return head.filter((line) => line.toLowerCase().startsWith(prefix)).map((line) =>
    line.slice(prefix.length).trim()
  );
}

export function jsonOf({ text }: RawAnswer): Record<string, unknown> {
  return JSON.parse(text.slice(text.indexOf("\r\n\r\n") + 4));
}
