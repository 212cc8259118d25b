/**
 * LEXIA behind a port, with an organization in which every page has something to show, for a browser that goes through
 * all of them. Names and addresses are as long as people make them.
 */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { BY_PASSWORD, openBrowserSession } from "#domain/identity/open_session.ts";
import { DatabaseUnavailable, type Platform } from "#domain/ports.ts";
import { requestHandler } from "#routes/mod.ts";
import { codeOf } from "#tests/support/authenticator.ts";
import { startBrowser } from "#tests/support/browser.ts";
import { Lexia, Session, type TestOrganization } from "#tests/support/lexia.ts";
import { freePort } from "#tests/support/postgres.ts";
import { DEFAULT_RULES } from "#domain/terms/calendar_rules.ts";
import { DEPARTAMENTOS } from "#domain/radicado.ts";
import { NEWS } from "#tests/support/pages/news.ts";
import { addProvider } from "#tests/support/sso/providers.ts";

const DOMAIN = "lexia.localhost";
const LEGAL = {
  TERMS_VERSION: "2026-11",
  TERMS_URL: "https://www.example.co/terminos",
  PRIVACY_VERSION: "2026-11",
  PRIVACY_URL: "https://www.example.co/datos",
};

const NAMES = {
  acme: "Consultores y Litigantes Asociados del Magdalena Medio y la Orinoquía S. A. S.",
  empty: "Peña & Güiza",
  company: "Ñandú Energía S. A. E. S. P.",
  busy: "Ocupada",
} as const;

const PEOPLE = {
  admin: ["acme", "org_admin", "María Fernanda Echeverría-Villavicencio de los Ríos Santamaría"],
  lawyer: ["acme", "manager", "Úrsula Ibáñez"],
  viewer: ["acme", "viewer", "Víctor"],
  enrolled: ["acme", "user", "Adriana Núñez"],
  due: ["acme", "org_admin", "Inés Peña"],
  newcomer: ["empty", "org_admin", "José Güiza"],
  companyAdmin: ["company", "org_admin", "Camilo Ñáñez"],
  companyPerson: ["company", "user", "Dora Peña"],
  busy: ["busy", "viewer", "Ana"],
} as const;

/** Of cases, keys and the like, as `furnish` gives them. */
const GIVEN_NAMES = [
  "Pérez contra Rodríguez",
  "Sucesión de Hernán Ibáñez Echeverría y otros herederos determinados e indeterminados",
  "Todavía sin repartir",
  "Contraparte habitual",
  "El portal rechazó la consulta",
  "Inventado",
  "Informe semanal de la gerencia jurídica",
  // What the simulated portal writes.
  "Oficio",
  "Al despacho",
  "Auto requiere",
  "Radicación de Proceso",
  "Fijación estado",
  "Declarativo",
  "Secretaria",
  "Despacho",
  "Demandante",
  "Demandado",
  "Apoderado",
  "Curador Ad Litem",
  "Semanales de la oficina de Medellín",
  "Seguros La Confianza S. A.",
  "Clínica Santa Mónica",
  "Novedades de la semana para la gerencia jurídica y los socios de la oficina de Bucaramanga",
  "Luz Marina Güiza",
  "Entra ID de la casa matriz",
  "Pasamos a 200 procesos en enero.",
  "Subsanar antes del viernes. El cliente ya envió el poder con presentación personal.",
  "Subsanar antes de que venza el término.",
  "Cartera hipotecaria vencida del tercer trimestre, oficina del Magdalena Medio.csv",
  "Cooperativa Cafetera del Magdalena Medio",
  "Banco Andino S. A.",
  "Cartera sin títulos.csv",
  "Juzgados de Bogotá.csv",
  "1. Ref. interna",
  "2. Dato",
  "3. Persona encargada del seguimiento",
  "pendiente",
  "a veces",
  "Números.csv",
  "zzz",
  "Consulta de Procesos Nacional Unificada, Rama Judicial",
  "Úrsula",
  "Gestor documental de la gerencia jurídica",
  "El cliente entrega los poderes el lunes. Falta la dirección del demandado.",
  "Anterior",
  "Caso de soporte 4711: no aparecen las actuaciones de un proceso de la Rama Judicial.",
  "Tablero de la gerencia",
];

export type OrganizationName = keyof typeof NAMES;
export type Who = keyof typeof PEOPLE;
/** Whose pages are looked at: a person of an organization's, or who operates the platform. */
export type Viewer = Who | "operator";

export class Site {
  #language = "es-CO";

  private constructor(
    readonly lexia: Lexia,
    readonly browser: Browser,
    readonly port: number,
    /** Of an instance that asks for terms, of one whose database is away, and of one that lets hardly anybody in. */
    readonly legalPort: number,
    readonly awayPort: number,
    readonly strictPort: number,
    private readonly instances: readonly Lexia[],
    readonly organizations: Record<OrganizationName, TestOrganization>,
    readonly people: Record<Who, Session>,
  ) {}

  #operator: Promise<Session> | undefined;

  static async open(stack: AsyncDisposableStack): Promise<Site> {
    const [port, legalPort, awayPort, strictPort] = [freePort(), freePort(), freePort(), freePort()];
    const env = { BASE_DOMAIN: DOMAIN, PUBLIC_URL: `http://${DOMAIN}:${port}`, PORTAL_CACHE_SECONDS: "0" };
    const lexia = stack.use(await Lexia.start({ env }));
    const legal = stack.use(await lexia.another({ env: { ...env, ...LEGAL } }));
    const away = stack.use(await lexia.another({ env, change: withoutDatabase }));
    const strict = stack.use(await lexia.another({ env: { ...env, RATE_LIMIT_PER_MINUTE: "1" } }));
    const served = [[port, lexia], [legalPort, legal], [awayPort, away], [strictPort, strict]] as const;
    for (const [at, instance] of served) {
      const options = { port: at, hostname: "127.0.0.1", onListen: () => {} };
      const server = Deno.serve(options, requestHandler(instance.core.app));
      stack.defer(() => server.shutdown());
    }
    const organizations = await byName(NAMES, (name) => newOrganization(lexia, name));
    const people = await byName(PEOPLE, (name) => newPerson(lexia, organizations, name));
    const browser = await startBrowser();
    stack.defer(() => browser.close());
    const instances = [lexia, legal];
    return new Site(
      lexia,
      browser,
      port,
      legalPort,
      awayPort,
      strictPort,
      instances,
      organizations,
      people,
    );
  }

  /** The address of a path: at an organization, at the platform itself or its other hosts, or at nobody's. */
  address(
    host: OrganizationName | "root" | "admin" | "api" | "nobody",
    path: string,
    port = this.port,
  ): string {
    const isOrganization = (name: string): name is OrganizationName => Object.hasOwn(NAMES, name);
    const label = isOrganization(host) ? this.organizations[host].subdomain : host;
    return `http://${label === "root" ? "" : `${label}.`}${DOMAIN}:${port}${path}`;
  }

  /** A window of its own, in which that person is signed in. */
  async window(who: Viewer | null, options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
    const context = await this.browser.newContext({
      locale: this.#language,
      reducedMotion: "reduce",
      viewport: { width: 1280, height: 800 },
      ...options,
    });
    if (who === "operator") await this.#signInOperator(context);
    else if (who) await this.#signIn(context, who);
    return await context.newPage();
  }

  async #signIn(context: BrowserContext, who: Who): Promise<void> {
    const { services, identity } = this.lexia.core;
    const [at] = PEOPLE[who];
    const { userId: id, ...rest } = this.people[who].actor;
    const organization = this.organizations[at].record;
    const visitor = { services, identity, organization, ...FROM_BROWSER };
    const person = { ...rest, id, organizationId: organization.id };
    const method = who === "companyPerson" ? "oidc" as const : BY_PASSWORD.method;
    const proof = { method, hasSecondFactor: who === "enrolled" };
    const { cookieToken } = await openBrowserSession(visitor, person, proof);
    await this.#giveCookie(context, at, cookieToken);
  }

  async #signInOperator(context: BrowserContext): Promise<void> {
    const { services, identity } = this.lexia.core;
    const { actor: { userId: id, ...rest } } = await (this.#operator ??= this.lexia.operator());
    const visitor = { services, identity, organization: null, ...FROM_BROWSER };
    const person = { ...rest, id, organizationId: null };
    const { cookieToken } = await openBrowserSession(visitor, person, BY_PASSWORD);
    await this.#giveCookie(context, "admin", cookieToken);
  }

  async #giveCookie(context: BrowserContext, at: OrganizationName | "admin", token: string): Promise<void> {
    const url = this.address(at, "/").replace("http:", "https:");
    const cookie = { name: "__Host-lexia_session", value: token, url, httpOnly: true, secure: true };
    await context.addCookies([{ ...cookie, sameSite: "Lax" }]);
  }

  /** What is furnished with names that somebody gave. */
  names(): string[] {
    const people = Object.values(this.people).flatMap(({ actor: { name, email } }) => [name, email]);
    const news = NEWS.flatMap(({ actuacion, anotacion }) => [actuacion ?? "", anotacion ?? ""]);
    const courts = DEFAULT_RULES.flatMap(({ name, source }) => [name, source ?? ""]);
    const places = Object.values(DEPARTAMENTOS);
    return [...people, ...Object.values(NAMES), ...GIVEN_NAMES, ...news, ...courts, ...places].filter(Boolean)
      .sort((a, b) => b.length - a.length);
  }

  /** From now on everybody reads English, in windows that are opened then. */
  async speakEnglish(): Promise<void> {
    this.#language = "en";
    await this.sql("update users set locale = 'en'");
  }

  /** Shows the page that is open in English, as its reader's choice; their language is what it was afterwards. */
  async inEnglish(page: Page, who: Viewer | null): Promise<void> {
    const url = new URL(page.url());
    const cookie = { name: "__Host-lexia_locale", value: "en", url: `https://${url.host}/` };
    await page.context().addCookies([{ ...cookie, httpOnly: true, secure: true, sameSite: "Lax" }]);
    if (who) await this.#setLocale(who, "en");
    await page.reload();
    if (who) await this.#setLocale(who, null);
  }

  async #setLocale(who: Viewer, locale: string | null): Promise<void> {
    const forget = (id: string) => {
      for (const { core } of this.instances) core.identity.sessions.forgetPerson(id);
    };
    if (who === "operator") {
      const [row] = await this.sql(
        "update users set locale = $1 where organization_id is null returning id",
        locale,
      );
      forget(String(row?.[0]));
      return;
    }
    const { userId } = this.people[who].actor;
    await this.sql("update users set locale = $2 where id = $1", userId, locale);
    forget(userId);
  }

  async operator(): Promise<Session> {
    const { token, actor } = await this.lexia.operator();
    return new Session(this.lexia, `admin.${DOMAIN}`, token, actor);
  }

  async sql(text: string, ...values: unknown[]): Promise<unknown[][]> {
    const [result] = await this.lexia.database.owner.batch([{ text, values }]);
    return result?.rows ?? [];
  }

  /** What the pages show: cases in every state, keys, a domain, a provider, a second factor, terms. */
  async furnish(): Promise<void> {
    await this.#cases();
    await this.#secondFactor();
    await this.#settings();
    await this.#provider();
  }

  async #cases(): Promise<void> {
    const { lawyer } = this.people;
    const { found, multiple, mixed, private: hidden, unknown, long } = this.lexia.portal.radicados;
    const follow = async (radicado: string | undefined, alias?: string, frequency = "dynamic") => {
      const response = await lawyer.post("/api/v1/solicitudes", { radicado, alias, frequency });
      if (response.status !== 201) throw new Error(await response.text());
      return String((await response.json()).id);
    };
    const several = await follow(multiple[0], "Pérez contra Rodríguez");
    await follow(
      mixed[0],
      "Sucesión de Hernán Ibáñez Echeverría y otros herederos determinados e indeterminados",
    );
    await follow(hidden[0], undefined, "weekly");
    await follow(unknown[0], "Todavía sin repartir");
    const sought = await lawyer.post("/api/v1/solicitudes", {
      tipo: "avanzada",
      alias: "Contraparte habitual",
      parametros: { nombre: "Inventado", tipo_persona: "natural", despacho: "11" },
    });
    if (sought.status !== 201) throw new Error(await sought.text());
    const paused = await follow(long[0], undefined, "monthly");
    await this.lexia.work();
    await lawyer.post(`/api/v1/solicitudes/${paused}/pause`);
    if (multiple[0] !== undefined) this.#happen(multiple[0]);
    for (const entry of NEWS) {
      if (multiple[0] !== undefined) this.lexia.portal.addActuacion(multiple[0], entry);
    }
    await lawyer.post(`/api/v1/solicitudes/${several}/execute`);
    await this.lexia.work();
    this.lexia.portal.setFault("block");
    await follow(found.at(-2), "El portal rechazó la consulta");
    await this.lexia.work();
    this.lexia.portal.setFault("none");
    await follow(found.at(-3));
  }

  /** An auto that begins a term, its fijación en estado, and what is of no consequence. */
  #happen(radicado: string): void {
    const { portal } = this.lexia;
    const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
    portal.addActuacion(radicado);
    portal.addActuacion(radicado, {
      actuacion: "Auto inadmite demanda",
      anotacion: "CONCEDE CINCO DÍAS PARA SUBSANAR, SO PENA DE RECHAZO.",
      term: { from: day(1), to: day(25) },
      conDocumentos: true,
    });
    portal.addActuacion(radicado, {
      actuacion: "Fijación estado",
      anotacion: "PARA SER NOTIFICADA POR ESTADO.",
    });
  }

  async #secondFactor(): Promise<void> {
    const { enrolled } = this.people;
    const { secret } = await (await enrolled.post("/auth/2fa/totp")).json();
    await enrolled.post("/auth/2fa/totp/confirm", { otp: codeOf(secret, Date.now()) });
    await this.sql(
      "update users set second_factor_due_from = now() - interval '400 days' where id = $1",
      this.people.due.actor.userId,
    );
    // Who has answered a mail to the same address in two organizations.
    await this.sql(
      "update users set email = 'jose@ejemplo.co', email_verified_at = now() where id in ($1, $2)",
      this.people.newcomer.actor.userId,
      this.people.viewer.actor.userId,
    );
  }

  async #settings(): Promise<void> {
    const { admin } = this.people;
    await admin.post("/api/v1/organization/domains", {
      domain: "seguimiento-de-procesos.consultores-y-litigantes.com.co",
    });
    await admin.post("/api/v1/api-keys", {
      name: "Informe semanal de la gerencia jurídica",
      scopes: ["read_all_solicitudes", "read_users"],
      allowed_networks: ["203.0.113.0/24"],
    });
    const { id } = await (await admin.post("/api/v1/api-keys", { name: "Anterior", scopes: ["read_users"] }))
      .json();
    await admin.send("DELETE", `/api/v1/api-keys/${id}`);
  }

  async #provider(): Promise<void> {
    const { companyAdmin } = this.people;
    const settings = { issuer: "https://login.example.co", client_id: "lexia" };
    await addProvider(this.lexia, this.organizations.company, companyAdmin, {
      name: "Microsoft",
      kind: "oidc",
      settings,
    });
  }
}

const AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
const FROM_BROWSER = { address: "127.0.0.1", requestId: "pages", userAgent: AGENT };

async function newOrganization(lexia: Lexia, name: OrganizationName): Promise<TestOrganization> {
  const organization = await lexia.organization();
  organization.record.name = NAMES[name];
  await lexia.database.owner.batch([{
    text: "update organizations set name = $2 where id = $1",
    values: [organization.id, NAMES[name]],
  }]);
  return organization;
}

async function newPerson(
  lexia: Lexia,
  organizations: Record<OrganizationName, TestOrganization>,
  who: Who,
): Promise<Session> {
  const [at, role, name] = PEOPLE[who];
  const session = await organizations[at].session(role, {
    withPassword: who === "lawyer" || who === "enrolled" || who === "viewer",
  });
  const address = who === "admin"
    ? "maria.fernanda.echeverria-villavicencio.de.los.rios.santamaria@consultores-y-litigantes-asociados.com.co"
    : `${who.toLowerCase()}@ejemplo.co`;
  await lexia.database.owner.batch([{
    text: "update users set name = $2, email = $3 where id = $1",
    values: [session.actor.userId, name, address],
  }]);
  const actor = { ...session.actor, name, email: address };
  return new Session(lexia, `${session.host}.${DOMAIN}`, session.token, actor);
}

/** Answers as where the database has gone. */
function withoutDatabase(platform: Platform): Platform {
  const refuse = () => Promise.reject(new DatabaseUnavailable("The database is away"));
  return { ...platform, sql: { ...platform.sql, batch: refuse, session: refuse } };
}

async function byName<K extends string, T>(
  names: Readonly<Record<K, unknown>>,
  make: (name: K) => Promise<T>,
): Promise<Record<K, T>> {
  const keys = Object.keys(names) as K[];
  const entries = await Promise.all(keys.map(async (name) => [name, await make(name)] as const));
  return Object.fromEntries(entries) as Record<K, T>;
}
