import { KINDS, type Provider, type ProviderKind } from "./kinds.ts";

/** A provider as its organization's administrators see it: of secrets no more than whether they are there. */
export interface ProviderView {
  id: string;
  kind: ProviderKind;
  name: string;
  isEnabled: boolean;
  settings: Record<string, unknown>;
  secrets: Record<string, boolean>;
  syncedAt: Date | null;
  syncError: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/** `secrets` are those that were given: names alone come out. */
export function viewOf(
  { sealedSecrets: _sealed, settings, ...facts }: Provider,
  secrets: Readonly<Record<string, unknown>>,
): ProviderView {
  const names: readonly string[] = KINDS[facts.kind].secretNames;
  const isThere = names.map((name) => [name, secrets[name] !== undefined] as const);
  return { ...facts, settings: { ...settings }, secrets: Object.fromEntries(isThere) };
}
