import { and, eq } from "drizzle-orm";
import { apiKeys } from "#db/schema/api_keys.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Permission } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { newOpaqueToken, visiblePart } from "../identity/opaque_token.ts";
import { type Locale, localeOf } from "../mail/messages.ts";
import { sendMail } from "../mail/send_mail.ts";
import { API_KEY_FIELDS, asApiKey, type NewApiKey } from "./api_key.ts";

export interface KeyFields {
  name: string;
  scopes: Permission[];
  allowedNetworks: string[];
  expiresAt: Date | null;
}

export interface Prepared {
  key: string;
  keyHash: string;
  prefix: string;
  /** Of the organization. */
  locale: Locale;
}

/** Ahead of the transaction, which may run twice, and must not wait for another connection. */
export async function prepareKey(
  { organization }: Pick<Ctx, "organization">,
  identity: IdentityServices,
): Promise<Prepared> {
  const { token, hash } = newOpaqueToken("lexia_");
  const { locale } = await identity.organizationSettings.of(organization.id);
  return { key: token, keyHash: hash, prefix: visiblePart(token, "lexia_"), locale };
}

/** Writes the key, and tells its maker by mail that there is one. */
export async function insertApiKey(
  tx: Db,
  ctx: Ctx,
  identity: IdentityServices,
  { key, keyHash, prefix, locale, ...fields }: KeyFields & Prepared,
): Promise<NewApiKey> {
  const createdAt = new Date(ctx.clock.now());
  const [row] = await tx.insert(apiKeys)
    .values({ ...fields, prefix, keyHash, createdBy: ctx.actor.userId, createdAt })
    .returning(API_KEY_FIELDS);
  if (!row) throw new Error("The database made no key");
  await tellMaker(tx, ctx, identity, { keyName: fields.name, locale });
  return { ...asApiKey(row), key };
}

async function tellMaker(
  tx: Db,
  ctx: Ctx,
  identity: IdentityServices,
  about: { keyName: string; locale: Locale },
): Promise<void> {
  const { organization, actor: { userId, email, name }, address } = ctx;
  const [person] = await tx.select({ locale: users.locale }).from(users)
    .where(and(eq(users.organizationId, organization.id), eq(users.id, userId)));
  await sendMail(tx, identity.sealer, {
    to: { name, address: email },
    message: {
      kind: "security_notice",
      locale: localeOf(person?.locale, about.locale),
      says: {
        organization: organization.name,
        name,
        event: "api_key_made",
        about: about.keyName,
        address,
        at: new Date(ctx.clock.now()).toISOString(),
      },
    },
  });
}
