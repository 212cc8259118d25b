/** Kubernetes' manifests as they stand, and as kubectl builds an overlay of them. */
import { parseAllDocuments } from "yaml";
import { SERVER } from "./_compose.ts";

export const KUBERNETES = new URL("kubernetes/", SERVER);

export interface Probe {
  httpGet?: { path?: string; port?: string | number };
}

export interface Container {
  name: string;
  image?: string;
  args?: string[];
  env?: { name: string; value?: string; valueFrom?: unknown }[];
  envFrom?: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  ports?: { name: string; containerPort: number }[];
  securityContext?: {
    allowPrivilegeEscalation?: boolean;
    readOnlyRootFilesystem?: boolean;
    privileged?: boolean;
    capabilities?: { drop?: string[]; add?: string[] };
  };
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  lifecycle?: { preStop?: { sleep?: { seconds: number } } };
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[];
}

export interface PodSpec {
  serviceAccountName?: string;
  automountServiceAccountToken?: boolean;
  terminationGracePeriodSeconds?: number;
  hostNetwork?: boolean;
  hostPID?: boolean;
  securityContext?: { runAsNonRoot?: boolean; runAsUser?: number; seccompProfile?: { type?: string } };
  topologySpreadConstraints?: { topologyKey: string; labelSelector?: { matchLabels?: Labels } }[];
  containers: Container[];
  volumes?: {
    name: string;
    hostPath?: unknown;
    secret?: { secretName: string; defaultMode?: number };
    persistentVolumeClaim?: { claimName: string };
    emptyDir?: { sizeLimit?: string };
  }[];
}

export type Labels = Record<string, string>;

export interface Peer {
  ipBlock?: { cidr: string; except?: string[] };
  namespaceSelector?: unknown;
  podSelector?: unknown;
}

/** As a parser gives it: each kind has another, and the schemas are asked elsewhere. */
type Parsed = ReturnType<typeof JSON.parse>;

export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels?: Labels; annotations?: Labels };
  spec?: Parsed;
  /** Of a kustomization. */
  resources?: string[];
  /** Of a secret. */
  stringData?: Labels;
  data?: Record<string, string>;
  automountServiceAccountToken?: boolean;
}

/** All of a kustomization's own resources. */
export async function readBase(): Promise<Manifest[]> {
  const folder = new URL("base/", KUBERNETES);
  const [kustomization] = manifestsOf(await Deno.readTextFile(new URL("kustomization.yaml", folder)));
  const { resources = [] } = kustomization ?? {};
  const texts = await Promise.all(resources.map((name) => Deno.readTextFile(new URL(name, folder))));
  return texts.flatMap(manifestsOf);
}

export function manifestsOf(text: string): Manifest[] {
  return parseAllDocuments(text, { version: "1.1" }).map((document) => document.toJS() as Manifest);
}

/** As kubectl builds it; null where there is no kubectl. @throws where it refuses. */
export async function build(path: string): Promise<Manifest[] | null> {
  const command = new Deno.Command("kubectl", { args: ["kustomize", new URL(path, KUBERNETES).pathname] });
  const ended = await command.output().catch(() => null);
  if (ended === null) return null;
  if (!ended.success) throw new Error(new TextDecoder().decode(ended.stderr));
  return manifestsOf(new TextDecoder().decode(ended.stdout));
}

/** The pods that a manifest makes. */
export function podOf({ kind, spec }: Manifest): { labels: Labels; spec: PodSpec } | null {
  const template = kind === "CronJob"
    ? spec?.jobTemplate?.spec?.template
    : kind === "Deployment" || kind === "Job"
    ? spec?.template
    : null;
  return template ? { labels: template.metadata?.labels ?? {}, spec: template.spec } : null;
}
