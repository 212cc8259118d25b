/** The manifests for Kubernetes: against its own schemas, and against what LEXIA knows and needs. */
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import * as apps from "kubernetes-models/apps/v1";
import * as autoscaling from "kubernetes-models/autoscaling/v2";
import * as batch from "kubernetes-models/batch/v1";
import * as networking from "kubernetes-models/networking.k8s.io/v1";
import * as policy from "kubernetes-models/policy/v1";
import * as core from "kubernetes-models/v1";
import { writeLine } from "#main";
import { kubernetesFaults, type SecretKeys } from "./_kubernetes_rules.ts";
import { build, KUBERNETES, type Manifest, manifestsOf, readBase } from "./_manifests.ts";

const SCHEMAS: Readonly<Record<string, object>> = {
  "v1": core,
  "apps/v1": apps,
  "autoscaling/v2": autoscaling,
  "batch/v1": batch,
  "networking.k8s.io/v1": networking,
  "policy/v1": policy,
};

type Model = new (data: object) => { validate(): void };

function validate(manifest: Manifest): void {
  const { apiVersion, kind, metadata } = manifest;
  const models = SCHEMAS[apiVersion] as Record<string, Model> | undefined;
  const model = models?.[kind];
  if (!model) throw new Error(`Kubernetes knows no ${apiVersion} ${kind} (${metadata.name})`);
  new model(manifest).validate();
}

async function secretKeys(): Promise<SecretKeys> {
  const text = await Deno.readTextFile(new URL("secrets.example.yaml", KUBERNETES));
  const secrets = manifestsOf(text);
  for (const { stringData = {} } of secrets) ok(Object.values(stringData).every((value) => value === ""));
  return new Map(
    secrets.map(({ metadata, stringData = {} }) => [metadata.name, new Set(Object.keys(stringData))]),
  );
}

Deno.test("manifests for Kubernetes", async (t) => {
  const base = await readBase();
  const keys = await secretKeys();

  await t.step("are what Kubernetes' schemas take", () => {
    base.forEach(validate);
    const [wrong] = base.filter(({ kind }) => kind === "Deployment").map((one) => structuredClone(one));
    ok(wrong);
    wrong.spec.replicas = "2";
    throws(() => validate(wrong));
  });

  await t.step("keep the rules", () => deepStrictEqual(kubernetesFaults(base, keys), []));

  await t.step("are built into an overlay that keeps them too", async () => {
    const built = await build("overlays/production");
    if (built === null) {
      writeLine("Not run: there is no kubectl, which builds overlays");
      return;
    }
    built.forEach(validate);
    deepStrictEqual(kubernetesFaults(built, keys), []);
    const images = JSON.stringify(built).match(/registry\.example\.com\/lexia(-backup)?:0\.1\.0/g) ?? [];
    strictEqual(new Set(images).size, 2);
    strictEqual(images.length, 4);
  });
});

type Change = (manifests: Manifest[]) => void;

function one(manifests: Manifest[], kind: string, name: string): Manifest {
  const found = manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  if (!found) throw new Error(`There is no ${kind} ${name}`);
  return found;
}

const serve = (all: Manifest[]) => one(all, "Deployment", "lexia-serve").spec;
const container = (all: Manifest[]) => serve(all).template.spec.containers[0];

/** One mistake each. */
const PLANTED: readonly [what: string, change: Change, says: RegExp][] = [
  [
    "a root that can be written to",
    (all) => container(all).securityContext.readOnlyRootFilesystem = false,
    /root can be written/,
  ],
  [
    "a capability",
    (all) => container(all).securityContext.capabilities.add = ["NET_ADMIN"],
    /keeps capabilities/,
  ],
  [
    "one that may be root",
    (all) => serve(all).template.spec.securityContext.runAsUser = 0,
    /may run as root/,
  ],
  ["a token", (all) => delete serve(all).template.spec.automountServiceAccountToken, /token of Kubernetes/],
  [
    "a secret in the environment",
    (all) => container(all).envFrom.push({ secretRef: { name: "lexia" } }),
    /lexia is in the environment/,
  ],
  [
    "a secret among the settings",
    (all) => (one(all, "ConfigMap", "lexia-settings").data ??= {}).SECRET_KEY = "x",
    /SECRET_KEY is a secret/,
  ],
  [
    "a variable that is mistyped",
    (all) => (one(all, "ConfigMap", "lexia-settings").data ??= {}).LOG_LEVLE = "info",
    /knows no variable LOG_LEVLE/,
  ],
  [
    "a file that the secret has not",
    (all) =>
      (one(all, "ConfigMap", "lexia-settings").data ??= {}).SMTP_PASSWORD_FILE =
        "/run/secrets/lexia/smtp_password",
    /has no .*smtp_password/,
  ],
  [
    "a probe that asks another address",
    (all) => container(all).livenessProbe.httpGet.path = "/healthz",
    /does not ask \/health/,
  ],
  ["a command that there is not", (all) => container(all).args = ["server"], /no command "server"/],
  [
    "no time to end",
    (all) => serve(all).template.spec.terminationGracePeriodSeconds = 30,
    /killed before it has ended/,
  ],
  ["no limits", (all) => delete container(all).resources.limits.memory, /no limits/],
  [
    "a way to inner addresses",
    (all) =>
      one(all, "NetworkPolicy", "lexia-to-outside").spec.egress[0].to[0].ipBlock.except.shift() &&
      one(all, "NetworkPolicy", "lexia-to-outside").spec.egress[0].to[0].ipBlock.except.shift(),
    /lets through to 10\.0\.0\.0\/8/,
  ],
  [
    "nothing denied",
    (all) => one(all, "NetworkPolicy", "lexia-nothing").spec.policyTypes.pop(),
    /nothing is denied/,
  ],
  [
    "no disruption budget",
    (all) => one(all, "PodDisruptionBudget", "lexia-serve").spec.selector.matchLabels = { app: "other" },
    /no disruption budget/,
  ],
  [
    "a service that finds nobody",
    (all) => one(all, "Service", "lexia-serve").spec.selector = { app: "other" },
    /no service/,
  ],
  ["a lax namespace", (all) => one(all, "Namespace", "lexia").metadata.labels = {}, /do more than they need/],
  [
    "hosts without a wildcard",
    (all) => one(all, "Ingress", "lexia").spec.rules.pop(),
    /no host for organizations/,
  ],
  [
    "another domain",
    (all) => (one(all, "ConfigMap", "lexia-settings").data ??= {}).BASE_DOMAIN = "other.example",
    /is not BASE_DOMAIN/,
  ],
  ["pods on one node", (all) => delete serve(all).template.spec.topologySpreadConstraints, /on one node/],
];

Deno.test("the rules of manifests find a planted mistake", async (t) => {
  const keys = await secretKeys();
  for (const [what, change, says] of PLANTED) {
    await t.step(what, async () => {
      const manifests = await readBase();
      change(manifests);
      const faults = kubernetesFaults(manifests, keys);
      ok(faults.some((fault) => says.test(fault)), faults.join("\n") || "nothing was found");
    });
  }
});
