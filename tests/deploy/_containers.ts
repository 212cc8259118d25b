/** Containers on this machine, by Debian's buildah and podman, with a store of their own that goes with them. */
import { join } from "node:path";
import { installed } from "#tests/support/debian.ts";

const PACKAGES = ["buildah", "podman", "runc", "mmdebstrap"];
/** Networks in which names are looked up. */
const OF_NAMES = ["netavark", "aardvark-dns"];
const ROOT = new URL("../..", import.meta.url).pathname;

/** What a machine without systemd and without every capability needs; not what LEXIA needs. */
const SETTINGS = `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
`;

export interface Ran {
  code: number;
  /** Both of its outputs. */
  out: string;
  /** Without what a program complains of. */
  stdout: string;
}

export class Containers implements AsyncDisposable {
  readonly #names: string[] = [];

  private constructor(
    private readonly folder: string,
    private readonly env: Record<string, string>,
    private readonly driver: "overlay" | "vfs" = "vfs",
  ) {}

  /** With `hasNames` containers find each other by name in their networks. Throws where Debian's packages cannot be had. */
  static async open({ hasNames = false }: { hasNames?: boolean } = {}): Promise<Containers> {
    for (const name of hasNames ? [...PACKAGES, ...OF_NAMES] : PACKAGES) {
      if (!await installed(name)) throw new Error(`Cannot install ${name}`);
    }
    const folder = await Deno.makeTempDir({ prefix: "lexia_containers_" });
    const settings = join(folder, "containers.conf");
    const networks = `[network]\nnetwork_backend = "netavark"\nnetwork_config_dir = "${folder}/networks"\n`;
    await Deno.writeTextFile(settings, SETTINGS + (hasNames ? networks : ""));
    const env = { CONTAINERS_CONF: settings, NO_COLOR: "1" };
    const layered = new Containers(folder, env, "overlay");
    // Many containers of one image are quick to start where the file system can lay one over the other.
    if (hasNames && (await layered.podman(["info"])).code === 0) return layered;
    return new Containers(folder, env);
  }

  /** A Debian with nothing but what each has, and these packages, from Debian's own archive. */
  async makeBase(name: string, packages: readonly string[] = []): Promise<void> {
    const archive = join(this.folder, "base.tar");
    const more = packages.length === 0 ? [] : [`--include=${packages.join()}`];
    await done("mmdebstrap", ["--quiet", "--variant=minbase", ...more, "bookworm", archive]);
    await this.#podman(["import", "--quiet", archive, name]);
    await Deno.remove(archive);
  }

  /** An image of one file, as Deno's own image is. */
  async makeDeno(name: string): Promise<void> {
    const context = join(this.folder, "deno");
    await Deno.mkdir(context);
    await Deno.copyFile(Deno.execPath(), join(context, "deno"));
    await Deno.writeTextFile(join(context, "Dockerfile"), "FROM scratch\nCOPY deno /deno\n");
    await this.#build(context, name, []);
    await Deno.remove(context, { recursive: true });
  }

  /** An image of a Dockerfile's text and the files beside it. */
  async makeFrom(name: string, files: Readonly<Record<string, string>>): Promise<void> {
    const context = await Deno.makeTempDir({ dir: this.folder });
    for (const [path, text] of Object.entries(files)) await Deno.writeTextFile(join(context, path), text);
    await this.#build(context, name, []);
    await Deno.remove(context, { recursive: true });
  }

  /** LEXIA's image, by the Dockerfile that it ships; or the target "backup" of it, on the server's image. */
  async makeLexia(
    name: string,
    { base, deno, postgres = base, target }: {
      base: string;
      deno: string;
      postgres?: string;
      target?: "backup";
    },
  ): Promise<void> {
    const authority = Deno.env.get("SSL_CERT_FILE");
    const registry = Deno.env.get("NPM_CONFIG_REGISTRY");
    await this.#build(ROOT, name, [
      `--file=${join(ROOT, "deploy/server/Dockerfile")}`,
      ...(target ? [`--target=${target}`] : []),
      ...[`BASE=${base}`, `BUILD_BASE=${base}`, `DENO=${deno}`, `POSTGRES=${postgres}`].map((one) =>
        `--build-arg=${one}`
      ),
      ...(registry ? [`--build-arg=NPM_CONFIG_REGISTRY=${registry}`] : []),
      ...(authority
        ? [`--volume=${authority}:/authority.pem:ro`, "--build-arg=DENO_CERT=/authority.pem"]
        : []),
    ]);
  }

  async #build(context: string, name: string, options: string[]): Promise<void> {
    const how = ["--isolation=chroot", "--network=host", "--format=docker", "--quiet"];
    await done("buildah", [...this.#store(), "bud", ...how, ...options, `--tag=${name}`, context], this.env);
  }

  /** Runs one to its end: as it is meant to be run, with nothing that it does not need. */
  async run(image: string, args: string[], options: string[] = []): Promise<Ran> {
    return await this.#ask(["run", "--rm", ...HARDENED, ...options, image, ...args]);
  }

  /** Starts one that goes on; returns its name. */
  async start(image: string, args: string[], options: string[] = []): Promise<string> {
    const name = `lexia-${crypto.randomUUID().slice(0, 8)}`;
    this.#names.push(name);
    await this.#podman(["run", "--detach", `--name=${name}`, ...HARDENED, ...options, image, ...args]);
    return name;
  }

  async execute(name: string, args: string[]): Promise<Ran> {
    return await this.#ask(["exec", name, ...args]);
  }

  /** What podman tells of an image or a container, by a Go template. */
  async inspect(name: string, template: string): Promise<string> {
    return (await this.#podman(["inspect", `--format=${template}`, name])).trim();
  }

  async logs(name: string): Promise<string> {
    return (await this.#ask(["logs", name])).out;
  }

  /** Tells it to stop; returns its exit code, and how many milliseconds it took. */
  async stop(name: string): Promise<{ code: number; took: number }> {
    const begin = performance.now();
    await this.#podman(["stop", "--time=40", name]);
    const took = performance.now() - begin;
    return { code: Number(await this.inspect(name, "{{.State.ExitCode}}")), took };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const name of this.#names) await this.#ask(["rm", "--force", "--time=1", name]);
    await this.#ask(["system", "reset", "--force"]);
    await Deno.remove(this.folder, { recursive: true }).catch(() => {});
  }

  #store(): string[] {
    return [
      `--root=${join(this.folder, "root")}`,
      `--runroot=${join(this.folder, "run")}`,
      `--storage-driver=${this.driver}`,
    ];
  }

  /** Anything else, whatever comes of it. */
  async podman(args: string[], stdin?: string): Promise<Ran> {
    return await ran("podman", [...this.#store(), ...args], this.env, stdin);
  }

  async #podman(args: string[]): Promise<string> {
    return await done("podman", [...this.#store(), ...args], this.env);
  }

  async #ask(args: string[]): Promise<Ran> {
    return await ran("podman", [...this.#store(), ...args], this.env);
  }
}

const HARDENED = [
  "--read-only",
  "--cap-drop=ALL",
  "--security-opt=no-new-privileges",
  "--no-healthcheck",
  "--network=host",
];

async function done(program: string, args: string[], env: Record<string, string> = {}): Promise<string> {
  const { code, out, stdout } = await ran(program, args, env);
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${out.slice(-2_000)}`);
  return stdout;
}

async function ran(
  program: string,
  args: string[],
  env: Record<string, string>,
  stdin?: string,
): Promise<Ran> {
  const child = new Deno.Command(program, {
    args,
    env,
    stdin: stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const [{ code, stdout, stderr }] = await Promise.all([
    child.output(),
    stdin === undefined ? undefined : new Response(stdin).body?.pipeTo(child.stdin),
  ]);
  const [out = "", error = ""] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, out: out + error, stdout: out };
}
