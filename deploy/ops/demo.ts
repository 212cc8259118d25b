/**
 * `deno task demo`: LEXIA on this machine alone, with two organizations, people of every role, a simulated court
 * portal, and a first solicitud that runs to its result. `--json` prints one line when it is ready.
 */
import { platformContext } from "#domain/platform_context.ts";
import { createPlatformAdmin } from "#domain/identity/create_platform_admin.ts";
import { type Credentials, recognize } from "#domain/identity/sign_in.ts";
import { createOrganization } from "#domain/organizations/create_organization.ts";
import { createSolicitud } from "#domain/solicitudes/create_solicitud.ts";
import { DomainError } from "#domain/errors.ts";
import { getSolicitud } from "#domain/solicitudes/get_solicitud.ts";
import { followProgress } from "#domain/solicitudes/progress.ts";
import type { Actor, Ctx, Organization } from "#domain/ctx.ts";
import { tenantContext } from "#domain/tenant_context.ts";
import { addUser } from "#domain/users/add_user.ts";
import { configOfProcess, run, type RunningLexia, stopOnSignals, writeError, writeLine } from "#main";
import { openLog } from "#platform/mod.ts";
import { signedIn } from "#tests/support/signed_in.ts";
import { type PortalSimulator, startPortalSimulator } from "#tests/support/portal_simulator/simulator.ts";

interface Login {
  id: string;
  email: string;
  password: string;
  role: "org_admin" | "manager" | "user" | "viewer";
}

interface DemoOrganization {
  id: string;
  subdomain: string;
  users: Login[];
}

/** Kept in the data folder, so that a second start shows the same logins. */
interface Demo {
  organizations: DemoOrganization[];
  admin: { email: string; password: string };
}

const ORGANIZATIONS = [
  { name: "Acme Abogados", subdomain: "acme" },
  { name: "Beta Jurídica", subdomain: "beta" },
];
const OTHER_ROLES = ["manager", "user", "viewer"] as const;
const NAMES = {
  org_admin: "Adriana Admin",
  manager: "Marta Mánager",
  user: "Úrsula Usuaria",
  viewer: "Víctor Visor",
};
const SHOWN_RADICADOS = 20;

async function main(): Promise<void> {
  const isJson = Deno.args.includes("--json");
  const simulator = await startPortalSimulator();
  const radicados = shownRadicados(simulator);
  const dataDir = Deno.env.get("DATA_DIR") || "./data/demo";
  const config = configOfProcess({
    DATABASE_URL: "",
    DATABASE_URL_FILE: "",
    REDIS_URL: "",
    REDIS_URL_FILE: "",
    UPSTASH_REDIS_REST_URL: "",
    UPSTASH_REDIS_REST_TOKEN: "",
    UPSTASH_REDIS_REST_TOKEN_FILE: "",
    SINGLE_TENANT: "",
    DATA_DIR: dataDir,
    CPNU_BASE_URL: simulator.url,
    // A demo that is looked at again next month still lets its administrators in.
    SECOND_FACTOR_GRACE_DAYS: "3650",
    PORTAL_CONTACT: "demo@lexia.localhost",
    PORTAL_PER_MINUTE: "600",
    PORTAL_WINDOW: "always",
    PORTAL_CANARY_RADICADO: radicados.first,
  });
  // One line of JSON is all that standard output may carry then.
  const log = openLog({ level: isJson ? "error" : "warn", write: writeError });
  const lexia = await run(config, { serves: true, works: true }, { log });
  stopOnSignals(async () => {
    await lexia.shutDown();
    await simulator.close();
  });
  const demo = await loadDemo(dataDir) ?? await seed(lexia, dataDir);
  const { first, ...shown } = radicados;
  if (isJson) {
    writeLine(JSON.stringify({
      ready: true,
      base_domain: config.baseDomain,
      port: lexia.port,
      ...demo,
      radicados: shown,
    }));
    return;
  }
  writeWelcome(lexia, demo, shown);
  writeLine(await showFirstSolicitud(lexia, demo, first));
}

/** The last one found is kept for the solicitud that the demo itself makes. */
function shownRadicados(simulator: PortalSimulator) {
  const { multiple, unknown } = simulator.radicados;
  const several = new Set([...multiple, ...simulator.radicados.mixed]);
  const found = simulator.radicados.found.filter((radicado) => !several.has(radicado));
  const first = found.at(-1);
  if (first === undefined) throw new Error("The simulator has no case");
  return {
    first,
    found: found.slice(0, SHOWN_RADICADOS),
    multiple: multiple.slice(0, SHOWN_RADICADOS),
    private: simulator.radicados.private.slice(0, SHOWN_RADICADOS),
    unknown: unknown.slice(0, SHOWN_RADICADOS),
  };
}

async function loadDemo(dataDir: string): Promise<Demo | undefined> {
  try {
    return JSON.parse(await Deno.readTextFile(`${dataDir}/demo.json`));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function seed(lexia: RunningLexia, dataDir: string): Promise<Demo> {
  const { services, identity } = lexia;
  const admin = { email: "operator@lexia.example", password: newPassphrase() };
  await createPlatformAdmin(services, identity, { ...admin, name: "Olga Operadora" });
  const operator = platformContext(services, { ...UNATTENDED, actor: await actorFor(lexia, null, admin) });
  const organizations: DemoOrganization[] = [];
  for (const { name, subdomain } of ORGANIZATIONS) {
    const administrator = newLogin("org_admin", subdomain);
    const { id } = await createOrganization(operator, identity, {
      name,
      subdomain,
      plan: "enterprise",
      maxUsers: null,
      maxQueriesPerMonth: null,
      administrator: { name: NAMES.org_admin, email: administrator.email, password: administrator.password },
    });
    const ctx = await contextFor(lexia, id, administrator);
    const users = [{ ...administrator, id: ctx.actor.userId }];
    for (const role of OTHER_ROLES) {
      const login = newLogin(role, subdomain);
      const { email, password } = login;
      const { id: userId } = await addUser(ctx, identity, { name: NAMES[role], email, password, role });
      users.push({ ...login, id: userId });
    }
    organizations.push({ id, subdomain, users });
  }
  const demo: Demo = { organizations, admin };
  await Deno.writeTextFile(`${dataDir}/demo.json`, JSON.stringify(demo), { mode: 0o600 });
  return demo;
}

const UNATTENDED = { requestId: "demo", address: null };

/** Signs in as anybody does, so that the demo shows no more than its people may see. */
async function contextFor(lexia: RunningLexia, organizationId: string, login: Credentials): Promise<Ctx> {
  const organization = await lexia.identity.directory.byId(organizationId);
  if (!organization) throw new Error("The demo's organization cannot be found");
  const actor = await actorFor(lexia, organization, login);
  return tenantContext(lexia.services, { ...UNATTENDED, organization, actor });
}

async function actorFor(
  lexia: RunningLexia,
  organization: Organization | null,
  { email, password }: Credentials,
): Promise<Actor> {
  const { services, identity } = lexia;
  const visitor = { ...UNATTENDED, services, identity, organization, userAgent: null };
  const { id, ...person } = await recognize(visitor, { email, password });
  return { ...person, userId: id, sessionId: "", ...signedIn(services.clock.now()) };
}

function newLogin(role: Login["role"], subdomain: string): Login {
  return { id: "", email: `${role}@${subdomain}.example`, password: newPassphrase(), role };
}

/** Four groups of random letters: easy to type off a screen, hard to guess. */
function newPassphrase(): string {
  const letters = "abcdefghjkmnpqrstuvwxyz";
  const bytes = crypto.getRandomValues(new Uint8Array(20));
  const text = [...bytes].map((byte) => letters[byte % letters.length]).join("");
  return text.replace(/(.{5})(?=.)/g, "$1-");
}

/** What a person needs to begin, on one screen. */
function writeWelcome(lexia: RunningLexia, demo: Demo, radicados: Record<string, string[]>): void {
  const address = (subdomain: string) => `http://${subdomain}.${lexia.config.baseDomain}:${lexia.port}`;
  const lines = ["", "LEXIA's demo is ready.", ""];
  for (const { id, subdomain, users } of demo.organizations) {
    lines.push(`  ${address(subdomain)}/   (organization ${id})`);
    for (const { role, email, password } of users) {
      lines.push(`    ${role.padEnd(10)} ${email.padEnd(24)} ${password}`);
    }
  }
  lines.push(
    `  ${address("admin")}/`,
    `    operator   ${demo.admin.email.padEnd(24)} ${demo.admin.password}`,
  );
  lines.push("", "Radicados that the simulated court portal knows:");
  for (const [kind, numbers] of Object.entries(radicados)) {
    lines.push(`  ${kind.padEnd(9)} ${numbers.slice(0, 2).join("  ")}`);
  }
  lines.push(
    "",
    `API reference: http://${lexia.config.baseDomain}:${lexia.port}/api/docs`,
    "Stop with Ctrl+C.",
    "",
  );
  writeLine(lines.join("\n"));
}

/** Follows a case as the demo's user, and tells how it went. */
async function showFirstSolicitud(lexia: RunningLexia, demo: Demo, radicado: string): Promise<string> {
  const [organization] = demo.organizations;
  const login = organization?.users.find(({ role }) => role === "user");
  if (!organization || !login) throw new Error("The demo has no user");
  const ctx = await contextFor(lexia, organization.id, login);
  let id: string;
  try {
    id = (await createSolicitud(ctx, { radicado, alias: "Primer caso de la demostración" })).id;
  } catch (error) {
    if (error instanceof DomainError && error.code === "solicitud_duplicate") {
      return "The first solicitud is there already, from an earlier start.";
    }
    throw error;
  }
  let stage = "";
  for await (const { event } of followProgress(ctx, id, { after: 0, signal: AbortSignal.timeout(60_000) })) {
    if (event.stage !== stage) writeLine(`  ${radicado}: ${event.stage.replaceAll("_", " ")}`);
    stage = event.stage;
  }
  const { status, lastExecution } = await getSolicitud(ctx, id);
  const address =
    `http://${organization.subdomain}.${lexia.config.baseDomain}:${lexia.port}/solicitudes/${id}`;
  return `First solicitud: ${status}, result ${lastExecution?.result ?? "none yet"}. See ${address}`;
}

if (import.meta.main) await main();
