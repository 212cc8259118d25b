/** What somebody types into a directory's sign-in that would mean something to the directory. */
import { identityProviders } from "#db/schema/identity_providers.ts";
import { countingServer } from "#tests/support/counting_server.ts";
import { directorySettings } from "#tests/support/directory_provider.ts";
import { Installation, INSTALLATION_DOMAIN } from "#tests/support/installation.ts";
import { exactly, type Proof } from "#tests/support/proof.ts";
import { eachOf, exchange, type RawAnswer } from "#tests/support/raw_http.ts";
import { PEOPLE, READER, Slapd } from "#tests/support/slapd.ts";
import { isServerError } from "./malformed_requests.ts";

const PASSWORD = "tranvía musgo 47 violín";

/** `ana` is there with that password: what finds her by anything but her name has broken out of its place. */
const NAMES = [
  "*",
  "a*",
  "*a",
  "a*a",
  "*)(uid=*))(|",
  "*)(uid=*))(|(uid=*",
  "ana)(|(uid=*",
  "ana)(objectClass=*",
  "ana*)(objectClass=*",
  "x)(|(uid=ana)",
  "x))(|(uid=ana",
  ")(uid=ana",
  "(uid=ana)",
  "(|(uid=ana)(uid=x))",
  "\\2a",
  "\\61na",
  "an\\61",
  "ana\\00",
  "ana\0",
  "ana\0)(uid=*",
  "{login}",
  "{dn}",
  "%2a",
  "a\nna",
  "ana#",
  "uid=ana",
  `uid=ana,${PEOPLE}`,
  `${PEOPLE}`,
  "\u{ff0a}",
  "ана",
];
/** Put before, behind and around the name in the full form. */
const SIGNS = ["*", "(", ")", "\\", "&", "|", "!", "=", "~", "<", ">", "/", "\0", ",", ";", '"', "+"];
const PASSWORDS = ["", "\0", `${PASSWORD}\0`, `\0${PASSWORD}`];

export const directoryInjection: Proof = {
  id: "I3",
  title: "LDAP: filters, NUL and empty passwords in a sign-in, referrals to another host",
  async run(scale) {
    const env = { LDAP_ALLOW_HOSTS: "127.0.0.0/8", TRUSTED_PROXIES: "127.0.0.1" };
    await using installation = await Installation.open({ env });
    await using slapd = await Slapd.start();
    await using elsewhere = countingServer();
    await using trap = countingServer();
    const dn = await slapd.person({ uid: "ana", password: PASSWORD });
    await slapd.group("lawyers", [dn]);
    await slapd.change((client) =>
      client.add(`ou=elsewhere,${PEOPLE}`, {
        objectClass: ["referral", "extensibleObject"],
        ou: "elsewhere",
        ref: `ldap://127.0.0.1:${elsewhere.port}/${PEOPLE}??sub`,
      })
    );
    const process = await installation.serve();
    const hosts = {
      real: await hostWith(installation, directorySettings(slapd)),
      trapped: await hostWith(
        installation,
        directorySettings(slapd, {
          urls: [`ldaps://localhost:${trap.port}`],
        }),
      ),
      referred: await hostWith(
        installation,
        directorySettings(slapd, { base_dn: `ou=elsewhere,${PEOPLE}` }),
      ),
    };
    const send = (host: string, login: string, password: string) =>
      exchange(process.port, requestWith(host, { login, password }));

    const control = await send(hosts.real, "ana", PASSWORD);
    const names = scale === "full" ? [...NAMES, ...withSigns("ana")] : NAMES;
    const injected = await eachOf(names, 4, (name) => send(hosts.real, name, PASSWORD));
    const empty = await eachOf(PASSWORDS, 1, (password) => send(hosts.trapped, "ana", password));
    const beforeControl = trap.connections();
    const reached = await send(hosts.trapped, "ana", PASSWORD);
    const referred = await send(hosts.referred, "ana", PASSWORD);
    const all = [...injected, ...empty];
    return [
      exactly("the person by her own name", control.status, 200),
      exactly(`names of ${names.length} that let somebody in`, injected.filter(isIn).length, 0),
      exactly(`answers of ${all.length} other than 401, 422 and 429`, all.filter(isOther).length, 0),
      exactly("5xx among them", all.filter(isServerError).length, 0),
      exactly("different refusals of names", new Set(injected.filter(isRefused).map(problemOf)).size, 1),
      exactly(
        `connections for ${PASSWORDS.length} passwords that are empty or hold NUL`,
        beforeControl,
        0,
      ),
      exactly("the same with a real password: the trap counts", trap.connections() > 0 ? "yes" : "no", "yes"),
      exactly("status where the directory cannot be used", reached.status, 503),
      exactly("status where it refers to another host", referred.status, 503),
      exactly("connections to the host that was referred to", elsewhere.connections(), 0),
    ];
  },
};

function withSigns(name: string): string[] {
  return SIGNS.flatMap((sign) => [
    `${sign}${name}`,
    `${name}${sign}`,
    `${sign}${name}${sign}`,
    `${name.slice(0, 1)}${sign}${name.slice(1)}`,
  ]);
}

/** An organization with that directory, switched on. */
async function hostWith(installation: Installation, settings: Record<string, unknown>): Promise<string> {
  const organization = await installation.organization();
  const { services, identity } = installation.core;
  const secrets = await identity.sealer.seal(
    JSON.stringify({ bind_password: READER.password }),
    "identity_provider",
  );
  await services.tenantDb(organization.id).tx((tx) =>
    tx.insert(identityProviders).values({
      kind: "ldap",
      name: "Directory",
      settings,
      secrets,
      isEnabled: true,
    })
  );
  return `${organization.subdomain}.${INSTALLATION_DOMAIN}`;
}

let serial = 0;

/** Each from an address of its own, so that limits of attempts hide nothing. */
function requestWith(host: string, body: { login: string; password: string }): Uint8Array<ArrayBuffer> {
  const payload = new TextEncoder().encode(JSON.stringify(body));
  const address = `198.18.${++serial >> 8}.${serial & 255}`;
  const head = new TextEncoder().encode(
    `POST /auth/ldap-login HTTP/1.1\r\nHost: ${host}\r\nX-Forwarded-For: ${address}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${payload.length}\r\nConnection: close\r\n\r\n`,
  );
  return Uint8Array.from([...head, ...payload]);
}

function isIn({ status }: RawAnswer): boolean {
  return status >= 200 && status < 400;
}

function isRefused({ status }: RawAnswer): boolean {
  return status === 401;
}

function isOther({ status }: RawAnswer): boolean {
  return status !== 401 && status !== 422 && status !== 429;
}

/** Without what is each request's own. */
function problemOf({ text }: RawAnswer): string {
  return text.slice(text.indexOf("\r\n\r\n")).replace(/"request_id":"[^"]*"/, "");
}
