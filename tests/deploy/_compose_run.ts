/** Brings compose files up with podman: networks with names, volumes, secrets, and each service when what it waits for is. */
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "#tests/support/postgres.ts";
import type { Containers, Ran } from "./_containers.ts";
import {
  type ComposeFile,
  type Healthcheck,
  isOneShot,
  mountsOf,
  networksOf,
  secretsOf,
  SERVER,
  type Service,
} from "./_compose.ts";

const PATIENCE_MS = 180_000;

export interface RunOptions {
  /** By service: the image in place of the one that would be pulled. */
  images: (service: string, image: string) => string;
  /** By service: the program in that image, where it is none of its own. */
  programs?: (service: string) => string | undefined;
  /** Holds `secrets`, `certificates`, and what else stands in the place of what ships. */
  folder: string;
  /** Folders beside compose.yml in whose place stand those of `folder`. */
  replaced?: readonly string[];
}

export interface ByHand {
  args: readonly string[];
  stdin?: string;
  /** Beside the service's own. */
  environment?: Readonly<Record<string, string>>;
}

export class ComposeRun implements AsyncDisposable {
  readonly #project = `lx${crypto.randomUUID().slice(0, 6)}`;
  readonly #started: string[] = [];
  /** By the port in the container. */
  readonly published = new Map<string, number>();

  constructor(
    private readonly containers: Containers,
    readonly compose: ComposeFile,
    private readonly options: RunOptions,
  ) {}

  /** Everything, in the order that health gives. @throws where a service does not come up. */
  async up(): Promise<void> {
    for (const [name, network] of Object.entries(this.compose.networks ?? {})) {
      const { internal, ipam } = network ?? {};
      const { subnet, ip_range: range } = ipam?.config?.[0] ?? {};
      await this.#done([
        ...["network", "create", ...(internal ? ["--internal"] : [])],
        ...(subnet ? [`--subnet=${subnet}`] : []),
        ...(range ? [`--ip-range=${range}`] : []),
        this.#of(name),
      ]);
    }
    const waiting = new Set(staying(this.compose, { withOnce: true }));
    while (waiting.size > 0) {
      const ready = [...waiting].filter((name) =>
        Object.keys(this.compose.services[name]?.depends_on ?? {}).every((other) => !waiting.has(other))
      );
      if (ready.length === 0) throw new Error(`These wait for each other: ${[...waiting].join()}`);
      for (const name of ready) {
        await this.#startService(name);
        waiting.delete(name);
      }
    }
  }

  /** Containers of a service, by number from 1 on. */
  containersOf(name: string): string[] {
    const count = this.compose.services[name]?.deploy?.replicas ?? 1;
    return Array.from({ length: count }, (_, i) => `${this.#project}-${name}-${i + 1}`);
  }

  async execute(container: string, args: string[]): Promise<Ran> {
    return await this.containers.podman(["exec", container, ...args]);
  }

  /** One of the services that are run by hand, with these arguments behind the image's, and what is piped in. */
  async runByHand(name: string, { args, stdin = "", environment = {} }: ByHand): Promise<Ran> {
    const service = this.compose.services[name] ?? {};
    const given = { ...service.environment, ...environment };
    const options = this.#optionsOf(name, { ...service, environment: given, command: [...args] });
    return await this.containers.podman(["run", "--rm", "--interactive", ...options], stdin);
  }

  async addressOf(container: string, network: string): Promise<string> {
    const template = `{{(index .NetworkSettings.Networks "${this.#of(network)}").IPAddress}}`;
    return await this.containers.inspect(container, template);
  }

  /** As a machine's memory killer would: no signal that it could hear. */
  async kill(container: string): Promise<void> {
    Deno.kill(Number(await this.containers.inspect(container, "{{.State.Pid}}")), "SIGKILL");
    await this.#until(`${container} has died`, async () => !await this.isRunning(container));
  }

  async isRunning(container: string): Promise<boolean> {
    return await this.containers.inspect(container, "{{.State.Running}}") === "true";
  }

  /** What the engine's `restart: unless-stopped` does, where no engine stays behind that would. */
  async startAgain(container: string): Promise<void> {
    if (!await this.isRunning(container)) await this.#done(["start", container]);
  }

  async untilHealthy(name: string): Promise<void> {
    const { healthcheck } = this.compose.services[name] ?? {};
    for (const container of this.containersOf(name)) {
      await this.#until(`${container} is healthy`, () => this.#isHealthy(container, healthcheck), container);
    }
  }

  /** Of its first process, as the kernel has it, and all that an inspection shows. */
  async describe(container: string): Promise<{
    user: number;
    capabilities: string;
    noNewPrivileges: boolean;
    shown: string;
  }> {
    const status = await Deno.readTextFile(
      `/proc/${await this.containers.inspect(container, "{{.State.Pid}}")}/status`,
    );
    return {
      user: Number(/^Uid:\s*(\d+)/m.exec(status)?.[1]),
      capabilities: /^CapEff:\s*(\S+)/m.exec(status)?.[1] ?? "",
      noNewPrivileges: /^NoNewPrivs:\s*1/m.test(status),
      shown: await this.#done(["inspect", container]),
    };
  }

  async logs(container: string): Promise<string> {
    return await this.containers.logs(container);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const name of this.#started.reverse()) {
      await this.containers.podman(["rm", "--force", "--time=2", name]);
    }
    for (const name of Object.keys(this.compose.volumes ?? {})) {
      await this.containers.podman(["volume", "rm", "--force", this.#of(name)]);
    }
    for (const name of Object.keys(this.compose.networks ?? {})) {
      await this.containers.podman(["network", "rm", "--force", this.#of(name)]);
    }
  }

  async #startService(name: string): Promise<void> {
    const service = this.compose.services[name] ?? {};
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      if (condition === "service_healthy") await this.untilHealthy(other);
      if (condition === "service_completed_successfully") await this.#untilDone(other);
    }
    for (const container of this.containersOf(name)) {
      this.#started.push(container);
      await this.#done(["run", "--detach", `--name=${container}`, ...this.#optionsOf(name, service)]);
    }
  }

  async #untilDone(name: string): Promise<void> {
    const [container = ""] = this.containersOf(name);
    const code = (await this.#done(["wait", container])).trim();
    if (code !== "0") throw new Error(`${name} ended with ${code}: ${await this.logs(container)}`);
  }

  #optionsOf(name: string, service: Service): string[] {
    const { command = [], entrypoint, tmpfs = [], environment = {}, image = "", deploy } = service;
    const { memory, pids } = deploy?.resources?.limits ?? {};
    const [program = this.options.programs?.(name)] = entrypoint ?? [];
    return [
      ...(service.read_only ? ["--read-only"] : []),
      ...(service.cap_drop ?? []).map((one) => `--cap-drop=${one}`),
      ...(service.security_opt ?? []).map((one) => `--security-opt=${one.split(":")[0]}`),
      ...(service.user ? [`--user=${service.user}`] : []),
      ...(service.stop_signal ? [`--stop-signal=${service.stop_signal}`] : []),
      ...(memory ? [`--memory=${memory}`] : []),
      ...(pids ? [`--pids-limit=${pids}`] : []),
      ...Object.entries(service.sysctls ?? {}).map(([key, value]) => `--sysctl=${key}=${value}`),
      ...Object.entries(environment).map(([key, value]) => `--env=${key}=${value ?? ""}`),
      ...tmpfs.map((one) => `--tmpfs=${one}`),
      ...secretsOf(service).map(({ source, path }) => `--volume=${this.#secretFile(source)}:${path}:ro`),
      ...mountsOf(service).map(({ source, target, isReadOnly }) =>
        `--volume=${this.#sourceOf(source)}:${target}${isReadOnly ? ":ro" : ""}`
      ),
      ...this.#networkOptions(name, service),
      ...(service.ports ?? []).map((text) => `--publish=${this.#published(text)}`),
      ...(service.extra_hosts ?? []).map((one) => `--add-host=${one}`),
      ...(program ? [`--entrypoint=${JSON.stringify([program])}`] : []),
      // There is no engine that would ask; `untilHealthy` does.
      "--no-healthcheck",
      this.options.images(name, image),
      ...command,
    ];
  }

  #networkOptions(name: string, service: Service): string[] {
    return networksOf(service).map((network) => {
      const fixed = Array.isArray(service.networks) ? undefined : service.networks?.[network]?.ipv4_address;
      return `--network=${this.#of(network)}:alias=${name}${fixed ? `,ip=${fixed}` : ""}`;
    });
  }

  /** On a free port of this machine instead. */
  #published(text: string): string {
    const [, inside = ""] = text.split(":");
    const port = freePort();
    this.published.set(inside, port);
    return `127.0.0.1:${port}:${inside}`;
  }

  #secretFile(source: string): string {
    const file = this.compose.secrets?.[source]?.file ?? "";
    return join(this.options.folder, file);
  }

  #sourceOf(source: string): string {
    const isReplaced = ["./certificates", ...this.options.replaced ?? []].find((one) =>
      source === one || source.startsWith(`${one}/`)
    );
    if (isReplaced) return join(this.options.folder, source);
    if (source.startsWith(".")) return join(SERVER.pathname, source);
    return source.startsWith("/") ? source : this.#of(source);
  }

  async #isHealthy(container: string, { test = [] }: Healthcheck = {}): Promise<boolean> {
    const [kind, ...command] = test;
    const shell = kind === "CMD-SHELL" ? ["/bin/sh", "-c"] : [];
    return (await this.execute(container, [...shell, ...command])).code === 0;
  }

  async #until(what: string, isSo: () => Promise<boolean>, container?: string): Promise<void> {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause(500)) if (await isSo()) return;
    const said = container ? await this.logs(container) : "";
    throw new Error(`Waited in vain until ${what}: ${said.slice(-3_000)}`);
  }

  #of(name: string): string {
    return `${this.#project}_${name}`;
  }

  async #done(args: string[]): Promise<string> {
    const { code, out, stdout } = await this.containers.podman(args);
    if (code !== 0) {
      throw new Error(`podman ${args.slice(0, 3).join(" ")} ended with ${code}: ${out.slice(-2_000)}`);
    }
    return stdout;
  }
}

/** Services that stay, and those that run once before them; none that is run by hand. */
export function staying(compose: ComposeFile, { withOnce = false } = {}): string[] {
  return Object.entries(compose.services)
    .filter(([name, { profiles }]) => !profiles && (withOnce || !isOneShot(name, compose)))
    .map(([name]) => name);
}
