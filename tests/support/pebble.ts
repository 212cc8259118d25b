/** Pebble, Let's Encrypt's own server for tests of ACME clients, with a name server that says what a test wants. */
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { installed, succeeds } from "./debian.ts";
import { freePort } from "./postgres.ts";
import type { TestAuthority } from "./test_authority.ts";

export class Pebble implements AsyncDisposable {
  private constructor(
    /** The directory that clients are to be given. */
    readonly url: string,
    /** Where TXT records are set. */
    readonly namesUrl: string,
    private readonly managementUrl: string,
    private readonly children: readonly Deno.ChildProcess[],
    private readonly client: Deno.HttpClient,
  ) {}

  /** Every name leads to this machine, and HTTP-01 to that port of it. Files stand in `folder`. */
  static async start(folder: string, httpPort: number, authority: TestAuthority): Promise<Pebble> {
    if (!await succeeds("sh", ["-c", "command -v pebble"]) && !await installed("pebble")) {
      throw new Error("Cannot find pebble: install Debian's package of that name");
    }
    await authority.issue("localhost", ["localhost"], folder);
    const [port, management, dns, names] = [freePort(), freePort(), freePort(), freePort()];
    const config = {
      listenAddress: `127.0.0.1:${port}`,
      managementListenAddress: `127.0.0.1:${management}`,
      certificate: join(folder, "localhost/fullchain.pem"),
      privateKey: join(folder, "localhost/privkey.pem"),
      httpPort,
      tlsPort: httpPort,
      ocspResponderURL: "",
      externalAccountBindingRequired: false,
    };
    await Deno.writeTextFile(join(folder, "pebble.json"), JSON.stringify({ pebble: config }));
    const children = [
      spawn("pebble-challtestsrv", [
        ...["-http01", "", "-https01", "", "-tlsalpn01", "", "-defaultIPv6", ""],
        ...["-dns01", `127.0.0.1:${dns}`, "-management", `127.0.0.1:${names}`],
      ]),
      spawn("pebble", ["-config", join(folder, "pebble.json"), "-dnsserver", `127.0.0.1:${dns}`]),
    ];
    const client = Deno.createHttpClient({ caCerts: [authority.certificate] });
    const pebble = new Pebble(
      `https://localhost:${port}/dir`,
      `http://127.0.0.1:${names}`,
      `https://localhost:${management}`,
      children,
      client,
    );
    await pebble.#answers();
    return pebble;
  }

  /** What its certificates lead to. */
  async root(): Promise<string> {
    return await (await fetch(`${this.managementUrl}/roots/0`, { client: this.client })).text();
  }

  async #answers(): Promise<void> {
    for (let tries = 0;; tries++) {
      try {
        const { body } = await fetch(this.url, { client: this.client });
        await body?.cancel();
        await (await fetch(this.namesUrl)).body?.cancel();
        return;
      } catch (error) {
        if (tries === 100) throw error;
        await pause(50);
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.close();
    for (const child of this.children) {
      child.kill("SIGKILL");
      await child.status;
    }
  }
}

function spawn(program: string, args: string[]): Deno.ChildProcess {
  const env = { PEBBLE_VA_NOSLEEP: "1", PEBBLE_WFE_NONCEREJECT: "0", PEBBLE_AUTHZREUSE: "0" };
  return new Deno.Command(program, { args, env, stdout: "null", stderr: "null" }).spawn();
}
