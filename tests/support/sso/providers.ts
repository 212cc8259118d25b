/** An organization's providers, as administrators would name them. */
import { createProvider } from "#domain/identity/providers/create_provider.ts";
import type { ProviderKind } from "#domain/identity/providers/kinds.ts";
import { tenantContext } from "#domain/tenant_context.ts";
import type { Lexia, Session, TestOrganization } from "../lexia.ts";

export async function addProvider(
  lexia: Lexia,
  { record }: TestOrganization,
  { actor }: Session,
  provider: {
    kind: ProviderKind;
    settings: Record<string, unknown>;
    secrets?: Record<string, string>;
    isEnabled?: boolean;
    name?: string;
  },
): Promise<string> {
  const { services, identity } = lexia.core;
  const ctx = tenantContext(services, { organization: record, actor, requestId: "test", address: null });
  const { id } = await createProvider(ctx, identity, {
    name: `Company's ${provider.kind}`,
    isEnabled: true,
    secrets: {},
    ...provider,
  });
  return id;
}
