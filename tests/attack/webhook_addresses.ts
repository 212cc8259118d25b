/** W4: addresses by which an organization might make LEXIA speak to what is within its network. */
import { Lexia, type Session, type TestOrganization } from "#tests/support/lexia.ts";
import { atLeast, exactly, type Finding, type Proof } from "#tests/support/proof.ts";
import { WebhookReceiver } from "#tests/support/webhook_receiver.ts";
import { deliveriesOf, happen, WEBHOOKS } from "#tests/support/webhooks.ts";

/** Hosts that are this machine or within a network, however they are spelled. */
const LITERALS = [
  ...["127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.0.0.1", "0x7f.1"],
  ...["0177.0.0.1", "017700000001", "00000177.0.0.1", "0.0.0.0", "0", "127.0.0.1.", "%31%32%37.0.0.1"],
  ...["\u{ff11}\u{ff12}\u{ff17}.0.0.1", "127\u{3002}0\u{3002}0\u{3002}1", "\u{2460}\u{2461}\u{2466}.0.0.1"],
  ...["[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]"],
  ...[
    "[::ffff:0:127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2001::7f00:1]",
  ],
  ...["localhost", "LOCALHOST", "localhost.", "a.localhost", "local\u{ad}host", "\u{24db}ocalhost"],
];
const ELSEWHERE = [
  ...["10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "[::ffff:169.254.169.254]", "100.64.0.1"],
  ...["100.127.255.254", "198.18.0.1", "192.0.0.8", "192.0.2.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"],
  ...[
    "[fd00::1]",
    "[fc00::1]",
    "[fe80::1]",
    "[fec0::1]",
    "[ff02::1]",
    "[100::1]",
    "[2001:db8::1]",
    "[5f00::1]",
  ],
  ...["[64:ff9b::a9fe:a9fe]", "metadata.google.internal", "printer.local"],
];
/** Of services that answer to whatever they are sent, on an address that is public. */
const PORTS = [1, 22, 25, 53, 110, 445, 993, 2375, 3306, 5432, 6379, 9200, 11211, 27017];
const PUBLIC = "93.184.215.14";
const OTHERS = [
  ...["file:///etc/passwd", "gopher://127.0.0.1:6379/_x", "ftp://127.0.0.1/", "data:,x", "unix:/run/x.sock"],
  ...[
    "javascript:fetch('/')",
    "ldap://127.0.0.1/",
    "dict://127.0.0.1:6379/",
    "//127.0.0.1/",
    "https://",
    "https:///x",
  ],
];

export const webhookAddresses: Proof = {
  id: "W4",
  title: "no spelling, name, redirect or change of mind leads a webhook to an inner address",
  async run() {
    using traps = new Traps();
    const { port } = traps;
    const hosts = [...LITERALS.map((host) => `${host}:${port}`), ...ELSEWHERE];
    const addresses = [
      ...hosts.flatMap((host) => [`http://${host}/`, `https://${host}/`]),
      ...[`https://a@127.0.0.1:${port}/`, `https://hooks.example.com@127.0.0.1:${port}/`],
      ...[`https://127.0.0.1:${port}#@hooks.example.com/`, `https://127.0.0.1:${port}\\@hooks.example.com/`],
      ...PORTS.map((number) => `https://${PUBLIC}:${number}/`),
      ...[`https://user:secret@${PUBLIC}/`, `http://${PUBLIC}/`],
      ...OTHERS,
    ];
    return [
      ...await closed(addresses, traps),
      ...await names(traps),
      ...await redirects(hosts, traps),
      await open(traps),
    ];
  },
};

/** Asked for, and as if they had been kept before there was a wall. */
async function closed(addresses: readonly string[], traps: Traps): Promise<Finding[]> {
  await using lexia = await Lexia.start({ env: { WEBHOOK_ALLOW_HOSTS: "" } });
  const organization = await lexia.organization();
  const admin = await organization.session("org_admin");
  const taken: string[] = [];
  for (const url of addresses) {
    const response = await admin.post(WEBHOOKS, { url, events: ["quota.warning"] });
    const { code } = await response.json();
    if (response.status !== 422 || code !== "webhook_address_refused") {
      taken.push(`${url} (${response.status})`);
    }
  }
  const parsed = addresses.filter((url) => URL.canParse(url));
  const sent = await deliver(lexia, organization, admin, parsed);
  const unrefused = sent.filter(({ reason }) => reason !== "address_refused");
  return [
    exactly(`addresses taken, of ${addresses.length}`, listed(taken), "0"),
    exactly(
      `deliveries to ${parsed.length} of them that were not refused`,
      listed(unrefused.map(({ url, reason }) => `${url} (${reason})`)),
      "0",
    ),
    exactly("connections that our own listeners saw", traps.connections, 0),
    atLeast("addresses tried", addresses.length, 40),
  ];
}

/** What a name means is asked when it is asked for and at each delivery, and the answer is what is connected to. */
async function names(traps: Traps): Promise<Finding[]> {
  // One inner address is allowed, so that the way to it can be seen from this machine.
  await using lexia = await Lexia.start({ env: { WEBHOOK_ALLOW_HOSTS: "127.0.0.2" } });
  const organization = await lexia.organization();
  const admin = await organization.session("org_admin");
  const inner: Record<string, readonly string[]> = {
    "loopback.example.com": ["127.0.0.1"],
    "loopback6.example.com": ["::1"],
    "mapped.example.com": ["::ffff:127.0.0.1"],
    "nat64.example.com": ["64:ff9b::7f00:1"],
    "metadata.example.com": ["169.254.169.254"],
    "private.example.com": ["10.1.2.3"],
    "mixed.example.com": [PUBLIC, "127.0.0.1"],
    "mixed6.example.com": [PUBLIC, "::1"],
  };
  const taken: string[] = [];
  for (const [name, addresses] of Object.entries(inner)) {
    lexia.dns.setAddresses(name, addresses);
    const url = `https://${name}:${traps.port}/`;
    const response = await admin.post(WEBHOOKS, { url, events: ["quota.warning"] });
    if (response.status !== 422) taken.push(`${name} (${response.status})`);
  }
  const urls = Object.keys(inner).map((name) => `https://${name}:${traps.port}/`);
  // Public when it was asked for, inner when it is used.
  let isLater = false;
  lexia.dns.setAddresses("rebound.example.com", () => [isLater ? "127.0.0.1" : PUBLIC]);
  const rebound = `https://rebound.example.com:${traps.port}/`;
  const asked = await admin.post(WEBHOOKS, { url: rebound, events: ["bulk.completed"] });
  isLater = true;
  const sent = await deliver(lexia, organization, admin, [...urls, rebound]);
  const unrefused = sent.filter(({ reason }) => reason !== "address_refused");
  // Another address with every question: only what was looked at may be connected to.
  let count = 0;
  const askedBefore = lexia.dns.asked;
  lexia.dns.setAddresses("changing.example.com", () => [count++ < 2 ? "127.0.0.2" : "127.0.0.1"]);
  await deliver(lexia, organization, admin, [`https://changing.example.com:${traps.port}/`]);
  return [
    exactly(`names of inner addresses taken, of ${urls.length}`, listed(taken), "0"),
    exactly("a name that is public when it is asked for", asked.status, 201),
    exactly(
      "deliveries to such names that were not refused, a name that changed its mind among them",
      listed(unrefused.map(({ url, reason }) => `${url} (${reason})`)),
      "0",
    ),
    exactly("questions for a name that changes with each of them", lexia.dns.asked - askedBefore, 2),
    exactly("connections to the one address that was looked at", traps.allowed, 1),
    exactly("connections to inner addresses by name", traps.connections, 0),
  ];
}

/** A receiver that may be reached sends LEXIA on to each inner address. */
async function redirects(hosts: readonly string[], traps: Traps): Promise<Finding[]> {
  await using lexia = await Lexia.start({ env: { WEBHOOK_ALLOW_HOSTS: "127.0.0.1" } });
  await using receiver = WebhookReceiver.start();
  const organization = await lexia.organization();
  const admin = await organization.session("org_admin");
  const targets = [
    ...hosts.map((host) => `http://${host}/`),
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_x",
  ];
  receiver.answer = (message) => {
    const target = targets[Number(message.path.split("/").at(-1))] ?? "";
    return new Response(null, { status: 307, headers: { location: encodeURI(target) } });
  };
  const before = traps.connections;
  const sent = await deliver(lexia, organization, admin, targets.map((_, i) => `${receiver.url}/${i}`));
  return [
    exactly(
      `redirects that were not failures, of ${targets.length}`,
      listed(sent.filter(({ reason }) => reason !== "redirected").map(({ url }) => url)),
      "0",
    ),
    exactly("connections to where they lead", traps.connections - before, 0),
  ];
}

/** The same spellings without a wall: they do lead here. */
async function open(traps: Traps): Promise<Finding> {
  const before = traps.connections;
  let reached = 0;
  for (const host of LITERALS) {
    const url = `http://${host}:${traps.port}/`;
    if (!URL.canParse(url)) continue;
    const seen = traps.connections;
    await fetch(url, { signal: AbortSignal.timeout(2_000) }).then((response) => response.text()).catch(
      () => {},
    );
    if (traps.connections > seen) reached++;
  }
  traps.forget(before);
  return atLeast("spellings that lead to our listeners where nothing holds them", reached, 12);
}

interface Sent {
  url: string;
  reason: string | null;
}

/** One delivery to each address, whatever it is. */
async function deliver(
  lexia: Lexia,
  organization: TestOrganization,
  admin: Session,
  urls: readonly string[],
): Promise<Sent[]> {
  const query = async (text: string, values: unknown[]) =>
    (await lexia.database.owner.batch([{ text, values }])).at(-1)?.rows ?? [];
  await query("delete from webhook_endpoints where organization_id = $1", [organization.id]);
  const secret = await lexia.core.identity.sealer.seal(`whsec_${"A".repeat(43)}=`, "webhook_secret");
  const webhooks: { id: string; url: string }[] = [];
  for (const url of urls) {
    const [row] = await query(
      `insert into webhook_endpoints (organization_id, url, events, secret)
       values ($1, $2, '["quota.warning"]', $3) returning id`,
      [organization.id, new URL(url).href, secret],
    );
    webhooks.push({ id: String(row?.[0]), url });
  }
  await happen(lexia, organization);
  await lexia.work();
  const sent: Sent[] = [];
  for (const { id, url } of webhooks) {
    const [delivery] = await deliveriesOf(admin, { id });
    sent.push({ url, reason: delivery?.last_reason ?? null });
  }
  return sent;
}

/** Listeners on every address of this machine that IPv4 and IPv6 have for it, and on one that is allowed. */
class Traps implements Disposable {
  readonly #listeners: Deno.TcpListener[] = [];
  readonly port: number;
  connections = 0;
  allowed = 0;

  constructor() {
    const first = this.#listen("127.0.0.1", 0, () => this.connections++);
    this.port = first.addr.port;
    this.#listen("127.0.0.2", this.port, () => this.allowed++);
    try {
      this.#listen("::1", this.port, () => this.connections++);
    } catch {
      // A machine without IPv6 has none to protect.
    }
  }

  forget(connections: number): void {
    this.connections = connections;
  }

  #listen(hostname: string, port: number, onConnection: () => void): Deno.TcpListener {
    const listener = Deno.listen({ hostname, port });
    this.#listeners.push(listener);
    void (async () => {
      for await (const connection of listener) {
        onConnection();
        connection.close();
      }
    })();
    return listener;
  }

  [Symbol.dispose](): void {
    for (const listener of this.#listeners) listener.close();
  }
}

function listed(found: readonly string[]): string {
  return found.length === 0 ? "0" : `${found.length}, such as ${found.slice(0, 5).join("; ")}`;
}
