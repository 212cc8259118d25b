/** What must hold of compose.yml with any of its overlays, against what there is: files, variables, commands, secrets. */
import { HELP_NAMES, variableNamesOf } from "./_container_names.ts";
import {
  type ComposeFile,
  isOneShot,
  type Mount,
  mountsOf,
  networksOf,
  secretsOf,
  SERVER,
  type Service,
} from "./_compose.ts";

/** May be named by a service, but is no network of stores. */
const PUBLISHES = "nginx";
/** Reads all of the machine's files, by its nature, and changes none; reads what root alone may read. */
const ROOT_USERS = ["filebeat"];
/** Images with nothing in them that could ask their own port. */
const NO_HEALTHCHECK = ["otel-collector", "tempo"];
const LEXIA = /^lexia(-backup)?:/;

export interface Surroundings {
  /** Names of files that `compose:secrets` makes. */
  secretFiles: ReadonlySet<string>;
  /** The command of the Dockerfile's health check, by image. */
  healthchecks: Readonly<Record<"lexia" | "lexia-backup", string[]>>;
  /** The text of redis/redis.conf. */
  redisConf: string;
}

type Rule = (name: string, service: Service, compose: ComposeFile, around: Surroundings) => string[];

/** A sentence for each fault, with the service's name; none where all is well. */
export function composeFaults(compose: ComposeFile, around: Surroundings): string[] {
  const found = Object.entries(compose.services).flatMap(([name, service]) =>
    RULES.flatMap((rule) => rule(name, service, compose, around)).map((fault) => `${name}: ${fault}`)
  );
  return [...found, ...documentFaults(compose, around)];
}

const RULES: readonly Rule[] = [
  isHardened,
  hasLimits,
  hasUser,
  hasHealthcheck,
  comesBack,
  waitsForWhatThereIs,
  mountsWhatThereIs,
  publishesNothing,
  hasKnownVariables,
  hasSecretsAsFiles,
  runsWhatThereIs,
  staysInItsNetworks,
  reachesRedisOverTls,
];

function isHardened(_name: string, service: Service): string[] {
  const { read_only, cap_drop = [], cap_add = [], security_opt = [], privileged, network_mode, pid } =
    service;
  return [
    ...(read_only === true ? [] : ["its root can be written to"]),
    ...(cap_drop.length === 1 && cap_drop[0] === "ALL" ? [] : ["it keeps capabilities"]),
    ...(cap_add.length === 0 ? [] : [`it gets capabilities: ${cap_add}`]),
    ...(security_opt.join() === "no-new-privileges:true" ? [] : ["it may get new privileges"]),
    ...(privileged || network_mode || pid ? ["it shares what is the machine's"] : []),
  ];
}

function hasLimits(_name: string, { deploy, logging }: Service): string[] {
  const { cpus, memory, pids } = deploy?.resources?.limits ?? {};
  return [
    ...(Number(cpus) > 0 ? [] : ["no limit of processors"]),
    ...(/^\d+[mg]$/.test(memory ?? "") ? [] : ["no limit of memory"]),
    ...(Number(pids) > 0 ? [] : ["no limit of processes"]),
    ...(logging?.options?.["max-size"] && logging.options["max-file"] ? [] : ["its log grows without end"]),
  ];
}

function hasUser(name: string, { user = "", image = "" }: Service): string[] {
  if (ROOT_USERS.includes(name)) return user === "0:0" ? [] : ["says not that it is root"];
  if (!/^[1-9]\d*:[1-9]\d*$/.test(user)) return ["it runs as root, or as nobody knows whom"];
  return LEXIA.test(image) && user !== "10001:10001" ? ["it runs as another than the image's user"] : [];
}

function hasHealthcheck(
  name: string,
  { healthcheck, image = "" }: Service,
  compose: ComposeFile,
  { healthchecks }: Surroundings,
): string[] {
  if (isOneShot(name, compose) || NO_HEALTHCHECK.includes(name)) {
    return healthcheck?.disable
      ? []
      : ["it runs to its end, or cannot be asked: say that it has no health check"];
  }
  const [kind, ...command] = healthcheck?.test ?? [];
  if (kind !== "CMD" && kind !== "CMD-SHELL") return ["no health check"];
  const own = image.startsWith("lexia-backup:")
    ? "lexia-backup"
    : image.startsWith("lexia:")
    ? "lexia"
    : null;
  return own === null || command.join(" ") === healthchecks[own].join(" ")
    ? []
    : ["another health check than the image's"];
}

function comesBack(name: string, { restart = "", profiles }: Service, compose: ComposeFile): string[] {
  if (profiles) return restart === "no" ? [] : ["it is run by hand, and must not come back"];
  const wanted = isOneShot(name, compose) ? /^on-failure:\d+$/ : /^unless-stopped$/;
  return wanted.test(restart) ? [] : [`restarts "${restart}"`];
}

function waitsForWhatThereIs(_name: string, { depends_on = {} }: Service, compose: ComposeFile): string[] {
  return Object.entries(depends_on).flatMap(([name, { condition }]) => {
    const service = compose.services[name];
    if (!service) return [`waits for "${name}", which there is not`];
    if (condition === "service_healthy" && !service.healthcheck?.test) {
      return [`waits for the health of "${name}", which has no health check`];
    }
    return condition === "service_started" && service.healthcheck?.test && name === "postgres"
      ? [`does not wait for the health of "${name}"`]
      : [];
  });
}

const OF_THE_MACHINE = ["/", "/var/lib/docker/containers"];

function mountsWhatThereIs(name: string, service: Service, compose: ComposeFile): string[] {
  return mountsOf(service).flatMap((mount) => mountFaults(name, mount, compose));
}

function mountFaults(name: string, { source, target, isReadOnly }: Mount, compose: ComposeFile): string[] {
  if (source.includes("docker.sock")) return ["it has the engine's socket"];
  if (source.startsWith("/")) {
    if (!OF_THE_MACHINE.includes(source)) return [`mounts "${source}" of the machine`];
    return isReadOnly ? [] : [`may write to "${source}" of the machine`];
  }
  if (!source.startsWith(".")) {
    return compose.volumes && source in compose.volumes ? [] : [`the volume "${source}" is not declared`];
  }
  if (!isReadOnly) return [`may write to "${source}"`];
  // Made on the machine, as secrets are.
  if (source === "./certificates") return [];
  const isThere = exists(source);
  return isThere ? [] : [`mounts "${source}" to "${target}" of ${name}, and it is not there`];
}

function exists(path: string): boolean {
  try {
    Deno.statSync(new URL(path, SERVER));
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function publishesNothing(name: string, { ports = [] }: Service): string[] {
  if (name === PUBLISHES) return ports.join() === "80:80,443:443" ? [] : [`publishes ${ports}`];
  return ports.length === 0 ? [] : [`publishes ${ports}`];
}

function hasKnownVariables(
  name: string,
  { environment = {}, image = "", command = [] }: Service,
): string[] {
  if (!LEXIA.test(image)) return [];
  const ofBackup = command[1] === "golive" ? "golive" : "backup";
  const known = variableNamesOf(image.startsWith("lexia-backup:") ? ofBackup : "lexia");
  return Object.keys(environment).filter((one) => !known.has(one)).map((one) =>
    `${name} knows no variable ${one}`
  );
}

/** Whatever its program calls it. */
const SECRET_NAME =
  /PASS|SECRET|TOKEN|CREDENTIAL|(^|_)KEY(_|$)|DSN|^(BACKUP_)?DATABASE_(OWNER_)?URL$|^REDIS_URL$/;

function hasSecretsAsFiles(
  _name: string,
  service: Service,
  compose: ComposeFile,
  { secretFiles }: Surroundings,
): string[] {
  const paths = secretsOf(service).map(({ path }) => path);
  const inEnvironment = Object.entries(service.environment ?? {}).flatMap(([variable, value]) => {
    if (/_FILE$/.test(variable) && variable !== "BACKUP_METRICS_FILE" && !paths.includes(String(value))) {
      return [`${variable} names "${value}", which is no secret of its`];
    }
    const isFile = String(value).startsWith("/run/secrets/");
    return SECRET_NAME.test(variable) && !isFile && !IS_NO_SECRET.includes(variable)
      ? [`${variable} is a secret in the environment`]
      : [];
  });
  const unknown = secretsOf(service).flatMap(({ source }) => {
    const file = compose.secrets?.[source]?.file;
    if (file === undefined) return [`the secret "${source}" is no file`];
    const [, name = ""] = /^\.\/secrets\/(\w+)$/.exec(file) ?? [];
    return secretFiles.has(name) ? [] : [`nobody makes the secret "${file}"`];
  });
  return [...inEnvironment, ...unknown, ...inArguments(service)];
}

/** Named like one. */
const IS_NO_SECRET = ["xpack.security.http.ssl.key"];

/** Arguments of a program are shown to everybody on the machine. */
function inArguments({ command = [], entrypoint = [] }: Service): string[] {
  const isSecret = /(password|token|secret|requirepass)[= ](?!\/|$)/i;
  return [...entrypoint, ...command].filter((one) => isSecret.test(one)).map((one) =>
    `an argument is a secret: ${one.split("=")[0]}`
  );
}

function runsWhatThereIs(_name: string, { command = [], image = "" }: Service): string[] {
  if (!LEXIA.test(image)) return [];
  const [verb = "", program = ""] = command;
  const isKnown = verb === "ops" ? HELP_NAMES.has(program) : ["serve", "worker", "start"].includes(verb);
  return isKnown ? [] : [`LEXIA knows no command "${command.slice(0, 2).join(" ")}"`];
}

/** Stores are where nothing from outside comes, and what is outside is not where stores are. */
function staysInItsNetworks(name: string, service: Service, compose: ComposeFile): string[] {
  const networks = networksOf(service);
  const unknown = networks.filter((one) => !(one in (compose.networks ?? {})));
  const isStore = ["postgres", "redis", "elasticsearch", "prometheus", "grafana"].includes(name);
  return [
    ...(networks.length === 0 ? ["it is in the network that everybody is in"] : []),
    ...unknown.map((one) => `the network "${one}" is not declared`),
    ...(isStore && networks.join() !== "back" ? ["a store that is not in the inner network alone"] : []),
    ...(name === PUBLISHES && networks.join() !== "front" ? ["it reaches more than what answers"] : []),
  ];
}

function reachesRedisOverTls(name: string, { environment = {}, healthcheck }: Service): string[] {
  const plain = Object.entries(environment).filter(([, value]) => /\bredis:\/\//.test(String(value)));
  const asks = healthcheck?.test?.join(" ") ?? "";
  return [
    ...plain.map(([variable]) => `${variable} leads to Redis without TLS`),
    ...("REDIS_URL_FILE" in environment && environment.REDIS_CA_FILE !== INNER_CA
      ? ["it knows no authority of Redis' certificate"]
      : []),
    ...("REDIS_ADDR" in environment && environment.REDIS_EXPORTER_TLS_CA_CERT_FILE !== INNER_CA
      ? ["it knows no authority of Redis' certificate"]
      : []),
    ...(Object.keys(environment).some((variable) => /SKIP_TLS_VERIFICATION/.test(variable))
      ? ["it verifies no certificate"]
      : []),
    ...(name === "redis" && !asks.includes(`--tls --cacert ${INNER_CA} `)
      ? ["its health is asked in plain"]
      : []),
  ];
}

const INNER_CA = "/run/secrets/inner_ca";

/** What redis.conf must say, and says once. */
const OF_REDIS: Readonly<Record<string, string>> = {
  "port": "0",
  "tls-port": "6379",
  "tls-cert-file": "/run/secrets/redis_certificate",
  "tls-key-file": "/run/secrets/redis_key",
  "tls-auth-clients": "no",
  "tls-protocols": '"TLSv1.2 TLSv1.3"',
  "aclfile": "/run/secrets/redis_users",
  "protected-mode": "yes",
  "appendonly": "yes",
  "maxmemory-policy": "noeviction",
};

function redisFaults(compose: ComposeFile, { redisConf }: Surroundings): string[] {
  const lines = redisConf.split("\n").map((line) => line.trim()).filter((line) =>
    line && !line.startsWith("#")
  );
  const said = lines.map((line) => [line.split(/\s/, 1)[0] ?? "", line.replace(/^\S+\s*/, "")] as const);
  const { redis } = compose.services;
  const paths = redis ? secretsOf(redis).map(({ path }) => path) : [];
  return [
    ...Object.entries(OF_REDIS).flatMap(([name, wanted]) => {
      const values = said.filter(([one]) => one === name).map(([, value]) => value);
      return values.join() === wanted ? [] : [`redis.conf: ${name} is "${values}", not "${wanted}"`];
    }),
    ...said.flatMap(([name, value]) =>
      value.startsWith("/run/secrets/") && !paths.includes(value)
        ? [`redis.conf: ${name} is no secret of Redis`]
        : []
    ),
    ...(said.some(([name]) => name === "requirepass" || name === "user")
      ? ["redis.conf: a password among the settings"]
      : []),
  ];
}

function documentFaults(compose: ComposeFile, around: Surroundings): string[] {
  const used = Object.values(compose.services).flatMap((service) => secretsOf(service)).map(({ source }) =>
    source
  );
  const idle = Object.keys(compose.secrets ?? {}).filter((name) => !used.includes(name));
  const isOpen = compose.networks?.back?.internal !== true;
  return [
    ...idle.map((name) => `nobody reads the secret "${name}"`),
    ...(isOpen ? ["the inner network has a way out"] : []),
    ...redisFaults(compose, around),
    ...Object.entries(compose.services).flatMap(([name, { image = "" }]) =>
      /:[\w.-]*\d[\w.-]*(@sha256:[0-9a-f]{64})?$/.test(image)
        ? []
        : [`${name}: the image "${image}" has no version`]
    ),
  ];
}
