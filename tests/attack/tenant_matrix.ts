/** T1: everybody, at every place, for everybody's objects, over TCP at a process that serves. */
import { Canaries, type CanaryTenant } from "#tests/support/canary_tenants.ts";
import { pathFor } from "#tests/support/api_calls.ts";
import { makeObject } from "#tests/support/named_objects.ts";
import { readDocument } from "#tests/support/api_document.ts";
import { Installation } from "#tests/support/installation.ts";
import { LoadConnection, type LoadRequest } from "#tests/support/load.ts";
import { atLeast, exactly, type Finding, type Proof, type Scale } from "#tests/support/proof.ts";
import { tenantState } from "#tests/support/tenant_state.ts";
import { identitiesOf, shareAddress } from "./_identities.ts";
import {
  type Cell,
  contract,
  type IdOf,
  idsFor,
  mayChange,
  PLACES,
  type Target,
  targetsOf,
} from "./_matrix.ts";

export const tenantMatrix: Proof = {
  id: "T1",
  title: "every route, by everybody, for everybody's objects, at every host",
  async run(scale) {
    await using installation = await Installation.open({ env: { METRICS_TOKEN: crypto.randomUUID() } });
    const [server, matrix] = await Promise.all([installation.serve(), Matrix.prepare(installation)]);
    return await matrix.judge(server.port, scale);
  },
};

const MISSING = "01999999-0000-7000-8000-000000000000";
const MALFORMED = ["1", "%00", "' or 1=1 --", `${MISSING}x`];
const CONNECTIONS = 6;

interface Tally {
  asked: number;
  leaks: string[];
  onForeignObjects: string[];
  offContract: string[];
  broken: string[];
  untestedTargets: Set<string>;
  taken: number;
  /** By who, what and where: the answer to a foreign and to a missing id. */
  pairs: Map<string, Map<IdOf, Answered>>;
}

interface Answered {
  cell: Cell;
  status: number;
  text: string;
}

/** Where an organization reads its own audit log. */
const TELL_OF_QUESTIONS = [
  "/api/v1/audit",
  "/api/v1/organization/export",
  "/api/v1/users/{id}/data",
  "/auth/me/data",
];

function isOpen({ target }: Cell): boolean {
  return target.audience === "everybody";
}

class Matrix {
  readonly #tally: Tally;
  readonly #objects = new Map<string, string>();

  private constructor(
    private readonly installation: Installation,
    private readonly canaries: Canaries,
    private readonly tenants: readonly CanaryTenant[],
    private readonly targets: readonly Target[],
    private readonly cells: readonly Cell[],
  ) {
    this.#tally = {
      asked: 0,
      leaks: [],
      onForeignObjects: [],
      offContract: [],
      broken: [],
      untestedTargets: new Set(targets.map(({ title }) => title)),
      taken: 0,
      pairs: new Map(),
    };
  }

  static async prepare(installation: Installation): Promise<Matrix> {
    const canaries = new Canaries(installation);
    const [acme, beta] = [await canaries.plant(), await canaries.plant()];
    const identities = await identitiesOf(installation, acme, beta, await canaries.plant());
    for (const tenant of [acme, beta]) await canaries.markPeople(tenant);
    const [twin, double] = ["every permission, of the other organization", "manager"]
      .map((name) => identities.find((identity) => identity.name === name));
    if (!twin || !double) throw new Error("Nobody is in both organizations");
    await shareAddress(installation, double, twin);
    // From the beginning, since objects of the matrix are passkeys too, and who has one is asked for it.
    await installation.query(
      `insert into passkeys (organization_id, user_id, credential_id, public_key, name)
       select organization_id, id, 'had-' || id, 'pQECAyYgASFYIA', 'Phone' from users`,
      [],
    );
    await installation.query("update sessions set second_factor_at = now()", []);
    const targets = targetsOf(installation, await readDocument(installation));
    const cells = targets.flatMap((target) =>
      idsFor(target).flatMap((idOf) =>
        identities.flatMap((identity) => PLACES.map((place): Cell => ({ identity, target, idOf, place })))
      )
    );
    return new Matrix(installation, canaries, [acme, beta], targets, cells);
  }

  async judge(port: number, scale: Scale): Promise<Finding[]> {
    const chosen = this.cells.filter((cell, i) => scale === "full" || isInShortForm(cell, i));
    const refused = chosen.filter((cell) => !mayChange(cell));
    await this.#makeObjects(chosen);
    await this.canaries.learnIds();
    // Being seen is noted now and then, whatever the answer.
    await this.installation.query("update sessions set last_seen_at = now()", []);
    // What is open to everybody may leave something wherever it is asked, such as a mail about a password.
    await this.#askAll(port, chosen.filter(isOpen));
    const before = await this.#states();
    await this.#askAll(port, refused);
    const changed = differences(before, await this.#states());
    // By organization, so that the other one can be held to having noticed nothing.
    for (const [i, tenant] of this.tenants.entries()) {
      const own = chosen.filter((cell) =>
        mayChange(cell) && !isOpen(cell) && (cell.identity.home ?? this.tenants[0]) === tenant
      );
      const untouched = (await this.#states())[1 - i];
      await this.#askAll(port, own);
      changed.push(...differences([untouched], [(await this.#states())[1 - i]]));
    }
    await this.#askUnequalAgain(port);
    return this.#findings(changed);
  }

  /** Objects whose ids are asked for, but for those that may change, which are made for each call. */
  async #makeObjects(cells: readonly Cell[]): Promise<void> {
    for (const cell of cells) {
      if (cell.idOf !== "own" && cell.idOf !== "foreign") continue;
      const key = objectKey(cell);
      if (!this.#objects.has(key)) this.#objects.set(key, await this.#newObject(cell));
    }
  }

  async #newObject({ identity, target, idOf }: Cell): Promise<string> {
    const [acme = null] = this.tenants;
    const isOthers = idOf === "foreign" || identity.standing === "operator";
    const tenant = isOthers ? identity.other : identity.home ?? acme;
    if (!tenant) throw new Error("There is no organization");
    const userId = tenant === identity.home ? identity.userId : tenant.ids.user;
    const operation = target.audience === "pages" ? { ...target, path: `/api/v1${target.path}` } : target;
    const owner = { organizationId: tenant.ids.organization, userId };
    const id = await makeObject(operation, (text, values) => this.installation.query(text, values), owner);
    // At rest and marked, so that a stream ends and a list shows whose it is.
    await this.installation.query(
      "update solicitudes set status = 'completed', alias = $2 where id = $1",
      [id, tenant.mark],
    );
    return id;
  }

  async #askAll(port: number, cells: readonly Cell[]): Promise<void> {
    const queue = cells.values();
    await Promise.all(Array.from({ length: CONNECTIONS }, async () => {
      const connection = new LoadConnection(port);
      for (const cell of queue) await this.#ask(connection, cell);
      connection.close();
    }));
  }

  async #ask(connection: LoadConnection, cell: Cell): Promise<void> {
    const request = await this.#requestOf(cell);
    const answer = await connection.send(request, true);
    this.#tally.asked++;
    this.#tally.untestedTargets.delete(cell.target.title);
    this.#judgeStatus(cell, answer.status);
    // Operators see every organization, by design.
    if (isOperatorAtWork(cell)) return;
    const { standing, home } = cell.identity;
    const reader = standing === "member" || standing === "directory" ? home?.ids.organization ?? null : null;
    const text = `${answer.head}\n${withoutOwnQuestions(answer.body)}`;
    const leaks = this.canaries.foreignIn(text, reader, JSON.stringify(request) + this.#askedBefore(cell));
    if (leaks.length > 0) this.#tally.leaks.push(`${titleOf(cell)}: ${leaks.join(" ")}`);
    this.#pair({ cell, status: answer.status, text: withoutIds(answer.body) });
  }

  /**
   * A page of a refusal shows the person's own sessions and passkeys, which other calls of the matrix change meanwhile:
   * unequal answers are asked for once more, one after the other, with nothing beside them.
   */
  async #askUnequalAgain(port: number): Promise<void> {
    const unequal = [...this.#tally.pairs.values()].filter(isTelling);
    const connection = new LoadConnection(port);
    for (const pair of unequal) {
      const before = [...pair.values()];
      for (const { cell } of before) await this.#ask(connection, cell);
      const isSameRefusal = before.every(({ cell, status }) => pair.get(cell.idOf)?.status === status);
      // An answer of another kind, such as to a session that has ended, proves nothing.
      if (!isSameRefusal) before.forEach((answered) => pair.set(answered.cell.idOf, answered));
    }
    connection.close();
  }

  /** An organization's audit log tells of the ids that its own people asked for in vain, foreign ones among them. */
  #askedBefore({ target }: Cell): string {
    return TELL_OF_QUESTIONS.includes(target.path) ? [...this.#objects.values()].join(" ") : "";
  }

  #judgeStatus(cell: Cell, status: number): void {
    const tally = this.#tally;
    const what = `${titleOf(cell)}: ${status}`;
    if (status === 0 || status >= 500) tally.broken.push(what);
    const isTaken = status >= 200 && status < 300;
    if (isTaken) tally.taken++;
    const isCallers = cell.idOf === "own" || cell.idOf === "none" || isOperatorAtWork(cell);
    if (isTaken && !isCallers) tally.onForeignObjects.push(what);
    const allowed = contract(cell);
    const isAllowed = allowed.includes(status) || allowed.includes("taken") && (isTaken || status === 409);
    if (!isAllowed) tally.offContract.push(what);
  }

  #pair(answered: Answered): void {
    const { identity, target, place, idOf } = answered.cell;
    if (idOf !== "foreign" && idOf !== "missing") return;
    const key = `${identity.name}: ${target.title} at ${place.name}`;
    const pair = this.#tally.pairs.get(key) ?? new Map();
    this.#tally.pairs.set(key, pair.set(idOf, answered));
  }

  async #requestOf(cell: Cell): Promise<LoadRequest> {
    const { identity, target, place } = cell;
    const [acme] = this.tenants;
    const own = identity.home ?? acme;
    if (!own) throw new Error("There is no organization");
    const endsSession = target.operationId === "logout" && mayChange(cell);
    const headers = endsSession ? await identity.renew?.() ?? identity.headers : identity.headers;
    const id = await this.#idFor(cell);
    return {
      method: target.method,
      path: (place.before?.(own, identity.other) ?? "") + pathFor(target, id),
      host: place.host(own, identity.other),
      headers: { ...headers, ...place.headers?.(own, identity.other) },
      body: target.body,
    };
  }

  async #idFor(cell: Cell): Promise<string> {
    if (cell.idOf === "missing") return MISSING;
    if (cell.idOf === "malformed") return MALFORMED[this.#tally.asked % MALFORMED.length] ?? "";
    if (cell.idOf === "none") return "";
    const isNew = cell.idOf === "own" && mayChange(cell) && cell.target.method !== "GET";
    return isNew ? await this.#newObject(cell) : this.#objects.get(objectKey(cell)) ?? "";
  }

  async #states(): Promise<unknown[]> {
    const query = (text: string, values: unknown[]) => this.installation.query(text, values);
    // A refused sign-in is written down, as it should be.
    const options = { without: ["audit_log"] };
    return await Promise.all(
      this.tenants.map(({ ids }) => tenantState(query, ids.organization, options)),
    );
  }

  #findings(changed: string[]): Finding[] {
    const { leaks, onForeignObjects, offContract, broken, untestedTargets, pairs } = this.#tally;
    const told = [...pairs].filter(([, pair]) => isTelling(pair)).map(([key]) => key);
    const compared = [...pairs.values()].filter(({ size }) => size === 2).length;
    const none = (what: string, found: readonly string[], of: string) =>
      exactly(`${what}, of ${of}`, summary(found), "0");
    const asked = `${this.#tally.asked.toLocaleString("en")} requests`;
    return [
      none("words or ids of another organization in answers", leaks, asked),
      none("2xx on objects that are not the caller's", onForeignObjects, asked),
      none("answers off the contract", offContract, asked),
      none("no answer, or 5xx", broken, asked),
      none("differences between a foreign and a missing id", told, `${compared} pairs`),
      none("tables changed by a refused call or by the other organization's", changed, "all tables"),
      none("untested routes", [...untestedTargets], `${this.targets.length} routes`),
      atLeast("own objects reached, so that the doors are known to open", this.#tally.taken, 100),
    ];
  }
}

/** Whether a foreign id can be told from a missing one. */
function isTelling(pair: ReadonlyMap<IdOf, Answered>): boolean {
  const [foreign, missing] = [pair.get("foreign"), pair.get("missing")];
  return foreign !== undefined && missing !== undefined &&
    (foreign.status !== missing.status || foreign.text !== missing.text);
}

function titleOf({ identity, target, idOf, place }: Cell): string {
  return `${identity.name}: ${target.title} ${idOf} at ${place.name}`;
}

function isOperatorAtWork({ identity, place }: Cell): boolean {
  return identity.standing === "operator" && place.names === "admin";
}

function objectKey({ identity, target, idOf }: Cell): string {
  return `${idOf} ${identity.name} ${target.title}`;
}

/** Each identity with each id at its own place, and each second one at another, which take turns. */
function isInShortForm({ place }: Cell, index: number): boolean {
  const position = index % PLACES.length;
  const turn = Math.floor(index / PLACES.length);
  return place.name === "own host" || turn % (2 * PLACES.length) === 2 * position;
}

/** Nor with times: a page shows when its sessions were last used, and the minute may turn between two requests. */
function withoutIds(body: string): string {
  return body.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "")
    .replaceAll(/<time[^>]*>[^<]*<\/time>/g, "");
}

function differences(before: readonly unknown[], after: readonly unknown[]): string[] {
  return before.flatMap((state, i) => {
    const [old, now] = [Object(state), Object(after[i])];
    return Object.keys(old).filter((table) => JSON.stringify(old[table]) !== JSON.stringify(now[table]));
  });
}

/** A count, with the first ones by name. */
function summary(found: readonly string[]): string {
  return found.length === 0 ? "0" : `${found.length}, such as ${found.slice(0, 3).join("; ")}`;
}

/** A line of the log on a refused request tells which id was asked for: somebody's own question, whoever's the id is. */
function withoutOwnQuestions(body: string): string {
  return body.replace(/"action":"request\.(refused|failed)","target_id":"[^"]*"/g, '"action":"request"');
}
