import { and, eq } from "drizzle-orm";
import { externalIdentities, identityProviders } from "#db/schema/identity_providers.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import type { JobCtx } from "../../ctx.ts";
import { DirectoryFailure } from "../../ports.ts";
import type { Sealer } from "../sealing.ts";
import { lockPeople } from "../../users/seats.ts";
import { findPerson, leavePerson, type ProviderActs } from "./_people.ts";
import { recordSyncFailure } from "./_sync_failure.ts";
import { openDirectory } from "./ldap_connection.ts";
import { everybody, groupsOf, readPerson, stateOf } from "./ldap_people.ts";
import { findProvider, isProvider, type LdapProvider, openSecrets } from "./provider.ts";
import { bringUpToDate, detailsOf } from "./provision_person.ts";
import { type ProvidedRole, roleFor } from "./provisioning_settings.ts";

const PAGE = 500;
/** Where more than half of the people are gone, and more than so many, something else is wrong than people leaving. */
const FEW = 5;

/** Somebody who is in the directory and may get in. */
interface Present {
  said: ReturnType<typeof detailsOf>;
  groups: string[];
  role: ProvidedRole;
}

/**
 * Compares the people whom a directory has sent with what it says now: who is gone, switched off or in no mapped group
 * loses access; the others are brought up to date. Where the directory cannot be read nobody loses anything, and the
 * administrators are told.
 */
export async function syncDirectory(
  ctx: JobCtx,
  sealer: Sealer,
  { providerId }: { providerId: string },
): Promise<void> {
  const provider = await ctx.db.one((db) => findProvider(db, ctx.organizationId, providerId));
  if (provider?.kind !== "ldap" || !provider.isEnabled) return await ctx.db.tx((tx) => ctx.job.complete(tx));
  const known = await activePeople(ctx, provider);
  const present = await readDirectory(ctx, sealer, provider, new Set(known.map(({ subject }) => subject)));
  if (present instanceof DirectoryFailure) {
    return await recordSyncFailure(ctx, sealer, provider, present.problem);
  }
  const gone = known.filter(({ subject }) => !present.has(subject));
  if (gone.length > FEW && gone.length * 2 > known.length) {
    return await recordSyncFailure(ctx, sealer, provider, "mass_deactivation");
  }
  for (const { userId, subject } of known) await compare(ctx, provider, userId, present.get(subject));
  await ctx.db.tx(async (tx) => {
    const now = new Date(ctx.clock.now());
    await tx.update(identityProviders).set({ syncedAt: now, syncError: null })
      .where(isProvider(ctx.organizationId, provider.id));
    await ctx.job.complete(tx);
  });
}

async function activePeople({ db, organizationId }: JobCtx, provider: LdapProvider) {
  return await db.one((db) =>
    db.select({ userId: externalIdentities.userId, subject: externalIdentities.subject })
      .from(externalIdentities)
      .innerJoin(
        organizationUsers,
        and(
          eq(organizationUsers.organizationId, organizationId),
          eq(organizationUsers.userId, externalIdentities.userId),
        ),
      )
      .where(and(
        eq(externalIdentities.organizationId, organizationId),
        eq(externalIdentities.providerId, provider.id),
        eq(organizationUsers.isActive, true),
      ))
  );
}

/** Of the people who are known, those who may get in, by their subject. */
async function readDirectory(
  ctx: JobCtx,
  sealer: Sealer,
  provider: LdapProvider,
  wanted: ReadonlySet<string>,
): Promise<Map<string, Present> | DirectoryFailure> {
  const { settings } = provider;
  const present = new Map<string, Present>();
  try {
    const { bind_password: bindPassword } = await openSecrets(sealer, provider);
    const { connection } = await openDirectory(ctx, settings, bindPassword);
    try {
      for await (const page of everybody(connection, settings, PAGE)) {
        for (const entry of page) {
          const read = readPerson(entry, settings);
          if ("missing" in read || !wanted.has(read.person.subject) || stateOf(entry) === "disabled") {
            continue;
          }
          // Groups that are searched for take a search each, on this connection, between two pages.
          const groups = await groupsOf(connection, settings, entry);
          const role = roleFor(settings, groups);
          if (role !== null) {
            present.set(read.person.subject, { said: detailsOf(read.person), groups, role });
          }
        }
      }
    } finally {
      await connection.close();
    }
    return present;
  } catch (error) {
    if (error instanceof DirectoryFailure) return error;
    throw error;
  }
}

async function compare(
  ctx: JobCtx,
  provider: LdapProvider,
  userId: string,
  present: Present | undefined,
): Promise<void> {
  const { organizationId, clock } = ctx;
  const where = { address: null, requestId: ctx.job.id };
  const acts: ProviderActs = { organizationId, provider, where, clock };
  await ctx.db.tx(async (tx) => {
    await lockPeople(tx, organizationId);
    const person = await findPerson(tx, organizationId, { userId });
    // SCIM keeps its people itself.
    if (!person || person.managedBy === "scim") return;
    if (!present) return void await leavePerson(tx, acts, person, "not_in_directory");
    await tx.update(externalIdentities)
      .set({ groups: present.groups, lastSeenAt: new Date(clock.now()) })
      .where(and(
        eq(externalIdentities.organizationId, organizationId),
        eq(externalIdentities.providerId, provider.id),
        eq(externalIdentities.userId, userId),
      ));
    await bringUpToDate(tx, acts, provider, person, present);
  });
}
