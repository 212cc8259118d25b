/** A real OpenLDAP server for tests: an own process on free ports of this machine, empty but for what a test adds. */
import { Buffer } from "node:buffer";
import { Attribute, Change, Client } from "ldapts";
import { installed, succeeds } from "./debian.ts";
import { type ServerCertificate, TEST_ONLY_CA, testCaCertificate } from "./portal_simulator/tls_fixture.ts";

export const SUFFIX = "dc=acme,dc=example";
export const PEOPLE = `ou=people,${SUFFIX}`;
export const GROUPS = `ou=groups,${SUFFIX}`;
/** The account that LEXIA looks for people with. */
export const READER = { dn: `cn=lexia,${SUFFIX}`, password: "reader for tests only" };
const ROOT = { dn: `cn=root,${SUFFIX}`, password: "root for tests only" };

export interface SlapdOptions {
  certificate?: ServerCertificate;
  /** The server takes StartTLS and LDAPS; without, neither. */
  hasTls?: boolean;
}

export interface Person {
  uid: string;
  password: string;
  mail?: string;
  name?: string;
  department?: string;
}

export class Slapd implements AsyncDisposable {
  private constructor(
    readonly ldapUrl: string,
    readonly ldapsUrl: string,
    /** The same server by an address that its certificate does not name. */
    readonly otherNameUrl: string,
    readonly ldapPort: number,
    private readonly child: Deno.ChildProcess,
    private readonly folder: string,
  ) {}

  static async start(
    { certificate = testCaCertificate(), hasTls = true }: SlapdOptions = {},
  ): Promise<Slapd> {
    const program = await slapdProgram();
    const folder = await Deno.makeTempDir({ prefix: "lexia_slapd_" });
    await Deno.mkdir(`${folder}/db`);
    await Deno.writeTextFile(`${folder}/ca.pem`, TEST_ONLY_CA);
    await Deno.writeTextFile(`${folder}/cert.pem`, certificate.cert);
    await Deno.writeTextFile(`${folder}/key.pem`, certificate.key, { mode: 0o600 });
    await Deno.writeTextFile(`${folder}/slapd.conf`, configuration(folder, hasTls));
    const [ldap, ldaps, other] = [freePort(), freePort(), freePort()];
    const urls = [
      `ldap://127.0.0.1:${ldap}`,
      ...(hasTls ? [`ldaps://127.0.0.1:${ldaps}`, `ldaps://127.0.0.2:${other}`] : []),
    ];
    const child = new Deno.Command(program, {
      args: ["-f", `${folder}/slapd.conf`, "-h", urls.join(" "), "-d", "0"],
      stdout: "null",
      stderr: "null",
    }).spawn();
    const slapd = new Slapd(
      `ldap://localhost:${ldap}`,
      `ldaps://localhost:${ldaps}`,
      `ldaps://127.0.0.2:${other}`,
      ldap,
      child,
      folder,
    );
    await slapd.#answers();
    await slapd.#plant();
    return slapd;
  }

  /** As the directory's administrator. */
  async change<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client({
      url: `ldap://127.0.0.1:${this.ldapPort}`,
      timeout: 5_000,
      connectTimeout: 5_000,
    });
    try {
      await client.bind(ROOT.dn, ROOT.password);
      return await work(client);
    } finally {
      await client.unbind();
    }
  }

  /** Returns the distinguished name. */
  async person({ uid, password, mail, name, department }: Person, under = PEOPLE): Promise<string> {
    const dn = `uid=${uid.replace(/[,+"\\<>;=#]/g, (sign) => `\\${sign}`)},${under}`;
    await this.change((client) =>
      client.add(dn, {
        objectClass: ["inetOrgPerson", "activeDirectoryUser"],
        uid,
        cn: name ?? uid,
        sn: name ?? uid,
        userPassword: password,
        ...(mail === "" ? {} : { mail: mail ?? `${uid}@acme.example` }),
        ...(department === undefined ? {} : { departmentNumber: department }),
      })
    );
    return dn;
  }

  /** People in no group, all of the same first name. */
  async crowd(name: string, count: number): Promise<void> {
    await this.change(async (client) => {
      for (let i = 0; i < count; i++) {
        const uid = `${name}${i}`;
        const mail = `${uid}@acme.example`;
        await client.add(`uid=${uid},${PEOPLE}`, {
          objectClass: ["inetOrgPerson"],
          uid,
          cn: uid,
          sn: uid,
          mail,
        });
      }
    });
  }

  /** Returns the distinguished name. */
  async group(name: string, members: readonly string[]): Promise<string> {
    const dn = `cn=${name},${GROUPS}`;
    // A group must have a member.
    await this.change((client) =>
      client.add(dn, { objectClass: ["groupOfNames"], cn: name, member: [READER.dn, ...members] })
    );
    return dn;
  }

  async join(group: string, member: string): Promise<void> {
    await this.#membership("add", group, member);
  }

  async leave(group: string, member: string): Promise<void> {
    await this.#membership("delete", group, member);
  }

  async set(dn: string, type: string, value: string | Uint8Array): Promise<void> {
    const values = [Buffer.from(typeof value === "string" ? new TextEncoder().encode(value) : value)];
    const modification = new Attribute({ type, values });
    await this.change((client) => client.modify(dn, new Change({ operation: "replace", modification })));
  }

  async remove(dn: string): Promise<void> {
    await this.change((client) => client.del(dn));
  }

  /** Connections stay open, nothing answers. */
  pause(): void {
    Deno.kill(this.child.pid, "SIGSTOP");
  }

  resume(): void {
    Deno.kill(this.child.pid, "SIGCONT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.child.kill("SIGKILL");
    } catch (error) {
      // It has ended by itself, which is what was wanted.
      if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
    }
    await this.child.status;
    await Deno.remove(this.folder, { recursive: true });
  }

  async #membership(operation: "add" | "delete", group: string, member: string): Promise<void> {
    const modification = new Attribute({ type: "member", values: [member] });
    await this.change((client) => client.modify(group, new Change({ operation, modification })));
  }

  async #answers(): Promise<void> {
    const ended = this.child.status.then(({ code }) => {
      throw new Error(`Cannot start slapd: it ended with ${code}`);
    });
    ended.catch(() => {});
    for (let tries = 0;; tries++) {
      try {
        (await Deno.connect({ hostname: "127.0.0.1", port: this.ldapPort })).close();
        return;
      } catch (error) {
        if (tries === 200) throw error;
        await Promise.race([new Promise((resolve) => setTimeout(resolve, 50)), ended]);
      }
    }
  }

  async #plant(): Promise<void> {
    await this.change(async (client) => {
      await client.add(SUFFIX, { objectClass: ["dcObject", "organization"], dc: "acme", o: "Acme" });
      for (const dn of [PEOPLE, GROUPS]) {
        await client.add(dn, { objectClass: ["organizationalUnit"], ou: dn.split(/[=,]/)[1] ?? "" });
      }
      await client.add(READER.dn, {
        objectClass: ["organizationalRole", "simpleSecurityObject"],
        cn: "lexia",
        userPassword: READER.password,
      });
    });
  }
}

function configuration(folder: string, hasTls: boolean): string {
  const tls = `
TLSCACertificateFile ${folder}/ca.pem
TLSCertificateFile ${folder}/cert.pem
TLSCertificateKeyFile ${folder}/key.pem`;
  return `
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
${ACTIVE_DIRECTORY}
pidfile ${folder}/slapd.pid
argsfile ${folder}/slapd.args
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
moduleload refint
${hasTls ? tls : ""}
database mdb
suffix "${SUFFIX}"
rootdn "${ROOT.dn}"
rootpw ${JSON.stringify(ROOT.password)}
directory ${folder}/db
dbnosync
limits dn.exact="${READER.dn}" size=unlimited
overlay memberof
overlay refint
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="${READER.dn}" read by * none
`;
}

/** What people's entries have in Active Directory beside the rest, for those that a test makes of this class as well. */
const ACTIVE_DIRECTORY = `
attributetype ( 1.2.840.113556.1.4.2 NAME 'objectGUID'
  EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.8 NAME 'userAccountControl'
  EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.221 NAME 'sAMAccountName'
  EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.662 NAME 'lockoutTime'
  EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
objectclass ( 1.3.6.1.4.1.99999.1 NAME 'activeDirectoryUser' AUXILIARY
  MAY ( objectGUID $ userAccountControl $ sAMAccountName $ lockoutTime ) )`;

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function slapdProgram(): Promise<string> {
  for (const program of ["slapd", "/usr/sbin/slapd"]) if (await succeeds(program, ["-VV"])) return program;
  if (await installed("slapd")) return "/usr/sbin/slapd";
  throw new Error("Cannot find slapd: install OpenLDAP's server, Debian's package slapd");
}
