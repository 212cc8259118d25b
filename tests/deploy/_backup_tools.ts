/** What the programs work with, for tests that look at one of their parts; and a forger, who knows the seal. */
import { createHash } from "node:crypto";
import { encrypted } from "../../deploy/ops/backup/encryption.ts";
import { keysOf, type Manifest, openManifest, writeManifest } from "../../deploy/ops/backup/manifest.ts";
import { backupSettings } from "../../deploy/ops/backup/settings.ts";
import { openShelves, type Shelf } from "../../deploy/ops/backup/shelf.ts";
import type { Tools } from "../../deploy/ops/backup/take_backup.ts";
import { silentLog } from "#tests/support/silent_log.ts";

export interface TestTools extends Tools {
  shelf: Shelf;
  /** Writes a manifest that names these bytes as the archive. */
  reseal(name: string, bytes: Uint8Array): Promise<void>;
  renameTo(name: string, other: string): Promise<void>;
  encrypt(text: string, recipient: string): Promise<Uint8Array>;
}

export function toolsOf(env: Record<string, string>): TestTools {
  const settings = backupSettings((name) => env[name]);
  const shelves = openShelves(settings);
  const [shelf] = shelves;
  if (!shelf) throw new Error("There is no shelf");
  const read = async (name: string): Promise<Manifest> => {
    const content = await shelf.read(keysOf(name).manifest);
    if (!content) throw new Error("There is no manifest");
    return openManifest(await new Response(content).text(), name, settings.sealKey);
  };
  return {
    settings,
    shelves,
    shelf,
    log: silentLog,
    now: Date.now,
    async reseal(name, bytes) {
      const manifest = await read(name);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      const archive = { key: keysOf(name).archive, size: bytes.length, sha256 };
      await writeManifest(shelf, { ...manifest, archive }, settings.sealKey);
    },
    async renameTo(name, other) {
      await writeManifest(shelf, { ...await read(name), name: other }, settings.sealKey);
    },
    async encrypt(text, recipient) {
      const content = await encrypted(new Blob([text]).stream(), [recipient]);
      return new Uint8Array(await new Response(content).arrayBuffer());
    },
  };
}
