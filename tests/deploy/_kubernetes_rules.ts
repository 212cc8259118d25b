/** What must hold of the manifests, against what LEXIA knows: variables, commands, addresses of probes, its drain. */
import { HELP_NAMES, variableNamesOf } from "./_container_names.ts";
import { type Container, type Labels, type Manifest, type Peer, podOf, type PodSpec } from "./_manifests.ts";

/** How long LEXIA takes to end what is under way: see `main.ts`. */
const DRAIN_SECONDS = 25;
const SECRET_PATH = "/run/secrets/lexia/";
/** Keys of the secret of each name, as secrets.example.yaml has them. */
export type SecretKeys = ReadonlyMap<string, ReadonlySet<string>>;

/** A sentence for each fault, with the manifest's name; none where all is well. */
export function kubernetesFaults(manifests: readonly Manifest[], secretKeys: SecretKeys): string[] {
  return [
    ...manifests.flatMap((manifest) =>
      manifestFaults(manifest, manifests, secretKeys).map((fault) =>
        `${manifest.kind} ${manifest.metadata.name}: ${fault}`
      )
    ),
    ...wholeFaults(manifests),
  ];
}

function manifestFaults(manifest: Manifest, all: readonly Manifest[], secretKeys: SecretKeys): string[] {
  const pod = podOf(manifest);
  if (pod) {
    return [
      ...podFaults(pod.spec),
      ...volumeFaults(pod.spec, all, secretKeys),
      ...(manifest.kind === "Deployment" ? deploymentFaults(manifest, pod, all) : []),
      ...pod.spec.containers.flatMap((container) => containerFaults(container, pod.spec, all, secretKeys)),
    ];
  }
  switch (manifest.kind) {
    case "Namespace":
      return manifest.metadata.labels?.["pod-security.kubernetes.io/enforce"] === "restricted"
        ? []
        : ["pods may do more than they need"];
    case "ServiceAccount":
      return manifest.automountServiceAccountToken === false ? [] : ["it hands out a token"];
    case "ConfigMap":
      return Object.keys(manifest.data ?? {}).flatMap((name) => variableFaults(name, manifest.metadata.name));
    case "Secret":
      return ["a secret is among the resources"];
    case "NetworkPolicy":
      return policyFaults(manifest);
    case "Ingress":
      return ingressFaults(manifest, all);
    default:
      return [];
  }
}

function podFaults(spec: PodSpec): string[] {
  const { runAsNonRoot, runAsUser, seccompProfile } = spec.securityContext ?? {};
  return [
    ...(runAsNonRoot && runAsUser === 10_001 ? [] : ["it may run as root"]),
    ...(seccompProfile?.type === "RuntimeDefault" ? [] : ["every system call is open to it"]),
    ...(spec.automountServiceAccountToken === false && spec.serviceAccountName === "lexia"
      ? []
      : ["it has a token of Kubernetes"]),
    ...(spec.hostNetwork || spec.hostPID ? ["it shares what is the node's"] : []),
  ];
}

function volumeFaults({ volumes = [] }: PodSpec, all: readonly Manifest[], secretKeys: SecretKeys): string[] {
  const claims = all.filter(({ kind }) => kind === "PersistentVolumeClaim").map(({ metadata }) =>
    metadata.name
  );
  return volumes.flatMap(({ name, hostPath, secret, persistentVolumeClaim: claim, emptyDir }) => [
    ...(hostPath ? [`the volume ${name} is the node's`] : []),
    ...(secret && !secretKeys.has(secret.secretName) ? [`nobody makes the secret ${secret.secretName}`] : []),
    ...(secret && secret.defaultMode !== 0o440 ? ["others may read its secrets"] : []),
    ...(claim && !claims.includes(claim.claimName) ? [`nobody makes the claim ${claim.claimName}`] : []),
    ...(emptyDir && !emptyDir.sizeLimit ? [`the volume ${name} grows without end`] : []),
  ]);
}

function containerFaults(
  container: Container,
  pod: PodSpec,
  all: readonly Manifest[],
  secretKeys: SecretKeys,
): string[] {
  const { securityContext: security, resources, args = [], env = [], envFrom = [], volumeMounts = [] } =
    container;
  const [verb = "", program = ""] = args;
  const isKnown = verb === "ops" ? HELP_NAMES.has(program) : ["serve", "worker"].includes(verb);
  const names = (pod.volumes ?? []).map(({ name }) => name);
  return [
    ...(security?.readOnlyRootFilesystem ? [] : ["its root can be written to"]),
    ...(security?.allowPrivilegeEscalation === false && !security.privileged
      ? []
      : ["it may get new privileges"]),
    ...(security?.capabilities?.drop?.join() === "ALL" && !security.capabilities.add
      ? []
      : ["it keeps capabilities"]),
    ...(resources?.limits?.cpu && resources.limits.memory ? [] : ["no limits"]),
    ...(resources?.requests?.cpu && resources.requests.memory ? [] : ["no requests"]),
    ...(isKnown ? [] : [`LEXIA knows no command "${args.join(" ")}"`]),
    ...(env.length === 0 ? [] : ["variables that are none of the settings"]),
    ...envFrom.flatMap(({ configMapRef, secretRef }) => [
      ...(secretRef ? [`the secret ${secretRef.name} is in the environment`] : []),
      ...(configMapRef && !find(all, "ConfigMap", configMapRef.name)
        ? [`no settings ${configMapRef.name}`]
        : []),
      ...(configMapRef ? missingSecrets(find(all, "ConfigMap", configMapRef.name), pod, secretKeys) : []),
    ]),
    ...volumeMounts.filter(({ name }) => !names.includes(name)).map(({ name }) =>
      `mounts ${name}, which there is not`
    ),
    ...volumeMounts.filter(({ name, readOnly }) => name === "secrets" && !readOnly).map(() =>
      "may write to its secrets"
    ),
  ];
}

/** Each file that the settings name must be a key of the secret that the pod mounts. */
function missingSecrets(settings: Manifest | undefined, pod: PodSpec, secretKeys: SecretKeys): string[] {
  const secret = (pod.volumes ?? []).find(({ name }) => name === "secrets")?.secret?.secretName ?? "";
  return Object.values(settings?.data ?? {}).filter((value) => value.startsWith("/run/secrets/")).flatMap(
    (path) => {
      const key = path.slice(SECRET_PATH.length);
      return secretKeys.get(secret)?.has(key) ? [] : [`the secret ${secret} has no ${path}`];
    },
  );
}

function variableFaults(name: string, settings: string): string[] {
  const known = variableNamesOf(settings.includes("backup") ? "backup" : "lexia");
  const isSecret = /PASSWORD|SECRET|TOKEN|_KEY|DATABASE_URL|REDIS_URL|DSN/.test(name) &&
    !name.endsWith("_FILE");
  return [
    ...(known.has(name) ? [] : [`LEXIA knows no variable ${name}`]),
    ...(isSecret ? [`${name} is a secret`] : []),
  ];
}

function deploymentFaults(
  { metadata, spec }: Manifest,
  { labels, spec: pod }: { labels: Labels; spec: PodSpec },
  all: readonly Manifest[],
): string[] {
  const [container] = pod.containers;
  const port = container?.ports?.[0];
  const wanted = container?.args?.[0] === "worker" ? 9464 : 8000;
  const probes = {
    "/health": [container?.startupProbe, container?.livenessProbe],
    "/ready": [container?.readinessProbe],
  };
  const wait = container?.lifecycle?.preStop?.sleep?.seconds ?? 0;
  const selects = (one: Manifest) =>
    covers(one.spec?.selector?.matchLabels ?? one.spec?.selector ?? {}, labels);
  const scaler = all.find(({ kind, spec }) =>
    kind === "HorizontalPodAutoscaler" && spec.scaleTargetRef?.name === metadata.name
  );
  return [
    ...(port?.containerPort === wanted ? [] : [`it does not listen at ${port?.containerPort}`]),
    ...Object.entries(probes).flatMap(([path, some]) =>
      some.every((probe) => probe?.httpGet?.path === path && probe.httpGet.port === port?.name)
        ? []
        : [`a probe does not ask ${path} at ${port?.name}`]
    ),
    ...((pod.terminationGracePeriodSeconds ?? 0) >= DRAIN_SECONDS + wait + 5
      ? []
      : ["it is killed before it has ended"]),
    ...(wanted === 8000 && wait < 5 ? ["it ends before the way to it is closed"] : []),
    ...(spec.strategy?.rollingUpdate?.maxUnavailable === 0 ? [] : ["an update takes pods away first"]),
    ...(spec.replicas >= 2 ? [] : ["one alone"]),
    ...((pod.topologySpreadConstraints ?? []).some(({ topologyKey, labelSelector }) =>
        topologyKey === "kubernetes.io/hostname" && covers(labelSelector?.matchLabels ?? {}, labels)
      )
      ? []
      : ["all of it may be on one node"]),
    ...(covers(spec.selector?.matchLabels ?? {}, labels) ? [] : ["it does not select its own pods"]),
    ...(all.some((one) => one.kind === "PodDisruptionBudget" && selects(one))
      ? []
      : ["no disruption budget"]),
    ...(all.some((one) => one.kind === "Service" && selects(one)) ? [] : ["no service"]),
    ...(scaler && scaler.spec.minReplicas >= 2 ? [] : ["nothing scales it, or down to one"]),
  ];
}

/** Inner addresses, which nothing may be sent to that a person has named. */
const INNER = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "169.254.0.0/16",
  "127.0.0.0/8",
  "100.64.0.0/10",
];

function policyFaults({ spec }: Manifest): string[] {
  const peers: Peer[] = [
    ...(spec.egress ?? []).flatMap(({ to = [] }) => to),
    ...(spec.ingress ?? []).flatMap(({ from = [] }) => from),
  ];
  const rules = [...(spec.egress ?? []), ...(spec.ingress ?? [])];
  return [
    ...peers.flatMap(({ ipBlock }) => {
      if (!ipBlock || !ipBlock.cidr.endsWith("/0")) return [];
      const open = INNER.filter((range) => !ipBlock.except?.includes(range));
      return open.map((range) => `lets through to ${range}`);
    }),
    ...rules.filter(({ ports = [] }) => ports.length === 0).map(() => "opens every port"),
    ...rules.filter((rule) => (rule.to ?? rule.from ?? []).length === 0).map(() => "opens to everybody"),
  ];
}

function ingressFaults({ spec }: Manifest, all: readonly Manifest[]): string[] {
  const hosts: string[] = spec.rules.map(({ host }: { host: string }) => host);
  const [domain = ""] = hosts;
  const backends: string[] = spec.rules.flatMap((
    { http }: { http: { paths: { backend: { service: { name: string } } }[] } },
  ) => http.paths.map(({ backend }) => backend.service.name));
  const base = all.find(({ metadata }) => metadata.name === "lexia-settings")?.data?.BASE_DOMAIN;
  return [
    ...(hosts.includes(`*.${domain}`) ? [] : ["no host for organizations"]),
    ...(hosts.every((host) => spec.tls?.[0]?.hosts.includes(host)) ? [] : ["a host without TLS"]),
    ...(domain === base ? [] : [`${domain} is not BASE_DOMAIN`]),
    ...backends.filter((name) => !find(all, "Service", name)).map((name) => `no service ${name}`),
  ];
}

function wholeFaults(all: readonly Manifest[]): string[] {
  const kinds = new Set(all.map(({ kind }) => kind));
  const wanted = ["Namespace", "ServiceAccount", "Deployment", "Job", "CronJob", "Ingress", "NetworkPolicy"];
  const deniesAll = all.some(({ kind, spec }) =>
    kind === "NetworkPolicy" && Object.keys(spec.podSelector).length === 0 && !spec.ingress && !spec.egress &&
    spec.policyTypes?.length === 2
  );
  return [
    ...wanted.filter((kind) => !kinds.has(kind)).map((kind) => `there is no ${kind}`),
    ...(deniesAll ? [] : ["nothing is denied by default"]),
  ];
}

function covers(selector: Labels, labels: Labels): boolean {
  const entries = Object.entries(selector);
  return entries.length > 0 && entries.every(([name, value]) => labels[name] === value);
}

function find(all: readonly Manifest[], kind: string, name: string): Manifest | undefined {
  return all.find((one) => one.kind === kind && one.metadata.name === name);
}
