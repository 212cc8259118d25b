/** A certificate authority for tests, made when a test begins and gone with its folder, with a responder for OCSP. */
import { join } from "node:path";
import { installed, succeeds } from "./debian.ts";
import { freePort } from "./postgres.ts";

export class TestAuthority implements AsyncDisposable {
  #serial = 0;
  #responder: Deno.ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    /** What clients are to trust. */
    readonly certificate: string,
    private readonly ocspPort: number,
  ) {}

  static async create(folder: string): Promise<TestAuthority> {
    if (!await succeeds("openssl", ["version"]) && !await installed("openssl")) {
      throw new Error("Cannot find openssl: install Debian's package of that name");
    }
    await Deno.mkdir(folder, { recursive: true });
    await openssl(folder, [
      ..."req -x509 -nodes -days 2 -newkey ec -pkeyopt ec_paramgen_curve:P-256".split(" "),
      ..."-keyout ca.key -out ca.pem -subj /CN=LEXIA-tests".split(" "),
    ]);
    await Deno.writeTextFile(join(folder, "index.txt"), "");
    // A certificate that is renewed has the name of the one before.
    await Deno.writeTextFile(join(folder, "index.txt.attr"), "unique_subject = no\n");
    const certificate = await Deno.readTextFile(join(folder, "ca.pem"));
    return new TestAuthority(folder, certificate, freePort());
  }

  /** Writes `fullchain.pem`, `privkey.pem` and `chain.pem` to a folder of that name, as certbot does. */
  async issue(name: string, hosts: readonly string[], into: string, days = 1): Promise<void> {
    const target = join(into, name);
    await Deno.mkdir(target, { recursive: true });
    const serial = (0x1000 + this.#serial++).toString(16).toUpperCase();
    const extensions = [
      `subjectAltName=${hosts.map((host) => `DNS:${host}`).join()}`,
      "extendedKeyUsage=serverAuth",
      `authorityInfoAccess=OCSP;URI:http://127.0.0.1:${this.ocspPort}`,
    ];
    await Deno.writeTextFile(join(this.folder, "extensions"), extensions.join("\n"));
    await openssl(this.folder, [
      ..."req -new -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -out request.pem".split(" "),
      ...["-keyout", join(target, "privkey.pem"), "-subj", `/CN=${name}`],
    ]);
    await openssl(this.folder, [
      ..."x509 -req -days".split(" "),
      String(days),
      ..."-in request.pem -CA ca.pem -CAkey ca.key -extfile extensions".split(" "),
      ...["-set_serial", `0x${serial}`, "-out", join(target, "fullchain.pem")],
    ]);
    await Deno.copyFile(join(this.folder, "ca.pem"), join(target, "chain.pem"));
    const line = `V\t491231235959Z\t\t${serial}\tunknown\t/CN=${name}\n`;
    await Deno.writeTextFile(join(this.folder, "index.txt"), line, { append: true });
  }

  /** Answers for the certificates that have been issued by then. */
  startResponder(): void {
    this.#responder = new Deno.Command("openssl", {
      args: [
        ...`ocsp -index index.txt -port ${this.ocspPort} -nmin 60 -ignore_err`.split(" "),
        ..."-CA ca.pem -rsigner ca.pem -rkey ca.key".split(" "),
      ],
      cwd: this.folder,
      stdout: "null",
      stderr: "null",
    }).spawn();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#responder?.kill("SIGKILL");
    } catch (error) {
      // It has ended by itself, which is what was wanted.
      if (!(error instanceof TypeError)) throw error;
    }
    await this.#responder?.status;
  }
}

async function openssl(cwd: string, args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("openssl", { args, cwd, stdout: "null" }).output();
  if (!success) throw new Error(`openssl ${args[0]} failed: ${new TextDecoder().decode(stderr)}`);
}
