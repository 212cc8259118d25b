/** A real nginx for tests, on free ports of this machine, with the configuration that LEXIA ships. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installed, succeeds } from "./debian.ts";
import { freePort } from "./postgres.ts";
import { TestAuthority } from "./test_authority.ts";
import { type Line, openTlsLine } from "./tls_line.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface NginxOptions {
  baseDomain: string;
  /** More arguments of `deploy/ops/nginx_conf.ts`. */
  args?: string[];
  /** Without: no certificate is made for the base domain, so that nginx cannot start yet. */
  hasCertificate?: boolean;
  httpPort?: number;
}

export interface Ended {
  code: number;
  out: string;
  err: string;
}

export class Nginx implements AsyncDisposable {
  readonly httpsPort = freePort();
  #child: Deno.ChildProcess | undefined;
  readonly #lines = new Map<string, Line>();

  private constructor(
    readonly program: string,
    /** Of everything that it reads and writes. */
    readonly folder: string,
    readonly httpPort: number,
    readonly authority: TestAuthority,
    private readonly baseDomain: string,
  ) {}

  /** Its configuration is written, and nothing runs yet. */
  static async prepare(
    { baseDomain, args = [], hasCertificate = true, httpPort = freePort() }: NginxOptions,
  ) {
    const program = await nginxProgram();
    const folder = await Deno.makeTempDir({ prefix: "lexia_nginx_" });
    // Workers run as somebody else.
    await Deno.chmod(folder, 0o755);
    for (const name of ["logs", "run", "temp", "live", "challenges"]) await Deno.mkdir(join(folder, name));
    const authority = await TestAuthority.create(join(folder, "authority"));
    if (hasCertificate) {
      await authority.issue(baseDomain, [baseDomain, `*.${baseDomain}`], join(folder, "live"));
    }
    const nginx = new Nginx(program, folder, httpPort, authority, baseDomain);
    const { code, err } = await nginx.configure(args);
    if (code !== 0) throw new Error(`Cannot configure nginx: ${err}`);
    return nginx;
  }

  static async start(options: NginxOptions): Promise<Nginx> {
    const nginx = await Nginx.prepare(options);
    await nginx.run();
    return nginx;
  }

  get conf(): string {
    return join(this.folder, "conf");
  }

  /** Writes the configuration, with the permissions that this takes. */
  async configure(args: readonly string[]): Promise<Ended> {
    const folders = ["logs", "run", "temp", "challenges"].flatMap((name) => [
      `--${name}`,
      join(this.folder, name),
    ]);
    return await ended(Deno.execPath(), [
      "run",
      "--no-check",
      "--cached-only",
      "--no-prompt",
      "--allow-read",
      `--allow-write=${this.conf}`,
      "--allow-env=BASE_DOMAIN,PUBLIC_URL,MAX_UPLOAD_SIZE",
      "deploy/ops/nginx_conf.ts",
      ...["--to", this.conf, "--address", "127.0.0.1", "--resolver", "127.0.0.1"],
      ...["--http-port", String(this.httpPort), "--https-port", String(this.httpsPort)],
      ...["--certificates", join(this.folder, "live"), ...folders, ...args],
    ], { BASE_DOMAIN: this.baseDomain });
  }

  /** `nginx -t`. */
  async check(): Promise<Ended> {
    return await ended(this.program, ["-t", "-c", join(this.conf, "nginx.conf")]);
  }

  async run(): Promise<void> {
    this.authority.startResponder();
    this.#child = new Deno.Command(this.program, {
      args: ["-c", join(this.conf, "nginx.conf"), "-g", "daemon off;"],
      stdout: "null",
      stderr: "null",
    }).spawn();
    const { status } = this.#child;
    for (let tries = 0; tries < 200; tries++) {
      if (await answers(this.httpPort)) return;
      const isOver = await Promise.race([status.then(() => true), pause(50).then(() => false)]);
      if (isOver) break;
    }
    throw new Error(`nginx does not start: ${(await this.check()).err}${await this.errorLog()}`);
  }

  /** A plain port to it, over TLS with that name. */
  line(hostname: string): number {
    const open = this.#lines.get(hostname) ??
      openTlsLine({ port: this.httpsPort, hostname, caCerts: [this.authority.certificate] });
    this.#lines.set(hostname, open);
    return open.port;
  }

  /** The shipped file of that name, filled in. */
  async text(name: string): Promise<string> {
    return await Deno.readTextFile(join(this.conf, name));
  }

  async accessLog(): Promise<Record<string, unknown>[]> {
    const text = await Deno.readTextFile(join(this.folder, "logs/access.log"));
    return text.split("\n").filter(Boolean).map((line) => JSON.parse(line));
  }

  async errorLog(): Promise<string> {
    return await Deno.readTextFile(join(this.folder, "logs/error.log")).catch(() => "");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const line of this.#lines.values()) await line[Symbol.asyncDispose]();
    if (this.#child) {
      // Its workers end with it, as after SIGKILL they would not.
      this.#child.kill("SIGTERM");
      await this.#child.status;
    }
    await this.authority[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}

export async function ended(
  program: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  const { code, stdout, stderr } = await new Deno.Command(program, { args, env, cwd: ROOT }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

async function answers(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function nginxProgram(): Promise<string> {
  for (const program of ["nginx", "/usr/sbin/nginx"]) if (await succeeds(program, ["-v"])) return program;
  if (await installed("nginx")) return "/usr/sbin/nginx";
  throw new Error("Cannot find nginx: install Debian's package of that name");
}
