/**
 * The terms and the privacy policy that people accept. Law 1581 of 2012 (article 9) wants an authorization that can be
 * consulted later, and article 17 (b) a copy of it: so each acceptance is a row that nobody changes.
 */
import { and, eq } from "drizzle-orm";
import { legalAcceptances } from "#db/schema/legal_acceptances.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Services } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { accountDb, inAccount } from "../identity/account_db.ts";
import { recordAct, type Whence } from "../identity/record_act.ts";
import { ShortMemory } from "../identity/short_memory.ts";

export type LegalName = "terms" | "privacy";

/** A document as it is now; the version is part of what people accept. */
export interface LegalDocument {
  version: string;
  url: string | null;
}

/** Null: not asked. */
export type LegalDocuments = Readonly<Record<LegalName, LegalDocument | null>>;

export const NO_DOCUMENTS: LegalDocuments = { terms: null, privacy: null };

export type AcceptedVersions = Partial<Record<LegalName, string>>;

/** Who accepts, in an organization or, with null, as an operator of the platform. */
export interface Accepter {
  organizationId: string | null;
  userId: string;
}

const NAMES = ["terms", "privacy"] as const;
/** What has been accepted stays so, but memory is bounded. */
const ACCEPTED_SECONDS = 3_600;
/** What has not may be accepted at another instance at any moment. */
const PENDING_SECONDS = 0;
const REMEMBERED_PEOPLE = 20_000;

/** Knows what somebody has still to accept; asks the database only where a document is configured. */
export class LegalAcceptances {
  readonly #memory: ShortMemory<LegalName[]>;

  constructor(private readonly services: Services, private readonly documents: LegalDocuments) {
    this.#memory = new ShortMemory<LegalName[]>(services.clock, {
      most: REMEMBERED_PEOPLE,
      maxSeconds: ACCEPTED_SECONDS,
      secondsFor: (pending) => pending.length === 0 ? ACCEPTED_SECONDS : PENDING_SECONDS,
    });
  }

  /** The documents whose present version the person has not accepted. */
  async pendingOf(who: Accepter): Promise<LegalName[]> {
    if (NAMES.every((name) => this.documents[name] === null)) return [];
    return await this.#memory.get(who.userId, async () => {
      const accepted = await accountDb(this.services, who.organizationId, "legal.pending")
        .one((db) => selectAcceptances(db, who));
      return pendingAmong(this.documents, accepted);
    });
  }
}

export interface Acceptance {
  document: LegalName;
  version: string;
  acceptedAt: Date;
}

/** Everything that the person has ever accepted, the oldest first. */
export function selectAcceptances(db: Db, { organizationId, userId }: Accepter): Promise<Acceptance[]> {
  return db.select({
    document: legalAcceptances.document,
    version: legalAcceptances.version,
    acceptedAt: legalAcceptances.createdAt,
  }).from(legalAcceptances)
    .where(
      and(inAccount(legalAcceptances.organizationId, organizationId), eq(legalAcceptances.userId, userId)),
    )
    .orderBy(legalAcceptances.createdAt, legalAcceptances.id).execute();
}

export function pendingAmong(documents: LegalDocuments, accepted: readonly Acceptance[]): LegalName[] {
  return NAMES.filter((name) => {
    const version = documents[name]?.version;
    return version !== undefined && !accepted.some((one) => one.document === name && one.version === version);
  });
}

/**
 * The documents that those versions accept.
 * @throws {DomainError} `legal_version_outdated` for any but the present version, and for a document that is not asked.
 */
export function parseAcceptance(
  documents: LegalDocuments,
  versions: AcceptedVersions,
): { document: LegalName; version: string }[] {
  return NAMES.flatMap((name) => {
    const [version, present] = [versions[name], documents[name]];
    if (version === undefined) return [];
    if (present?.version === version) return [{ document: name, version }];
    throw new DomainError("legal_version_outdated", {
      detail: present === null
        ? `Nobody is asked to accept "${name}"`
        : `The present version of "${name}" is "${present.version}"`,
    });
  });
}

/** The versions that hold now. */
export function inForce(documents: LegalDocuments): { document: LegalName; version: string }[] {
  return NAMES.flatMap((document) => {
    const held = documents[document];
    return held === null ? [] : [{ document, version: held.version }];
  });
}

/** Keeps who accepted which version when, and from where, with a line in the audit log. */
export async function insertAcceptances(
  tx: Db,
  whence: Whence,
  who: Accepter,
  accepted: readonly { document: LegalName; version: string }[],
): Promise<void> {
  if (accepted.length === 0) return;
  await tx.insert(legalAcceptances)
    .values(accepted.map((one) => ({ ...who, ...one, address: whence.address })));
  await recordAct(tx, whence, {
    organizationId: who.organizationId,
    actorId: who.userId,
    action: "legal.accept",
    targetId: who.userId,
    data: Object.fromEntries(accepted.map(({ document, version }) => [document, version])),
  });
}
