/** Workers that are killed in the middle of a file: R1 of rows, said of files. */
import { createHash } from "node:crypto";
import { Installation, type Member } from "#tests/support/installation.ts";
import type { LexiaProcess } from "#tests/support/lexia_process.ts";
import { bearer } from "#tests/support/load.ts";
import { atLeast, exactly, type Proof } from "#tests/support/proof.ts";
import { until } from "./_following.ts";

const EXPORTS = "/api/v1/exports";
/** So many that writing them takes a while. */
const ROWS = 20_000;

export const killedExports: Proof = {
  id: "R1",
  title: "files whose workers are killed while they write them",
  async run(scale) {
    const kills = scale === "full" ? 20 : 2;
    const folder = await Deno.makeTempDir({ prefix: "lexia_killed_exports_" });
    try {
      await using installation = await Installation.open({ env: { UPLOAD_PATH: folder } });
      const member = await installation.member(await installation.organization(), "manager");
      await insertRows(installation, member);
      const bench = new ExportBench(installation, member, folder);
      const whole = await bench.makeUndisturbed();
      const seen = { shown: 0, halves: 0, wrong: 0, left: 0, attempts: 0 };
      for (let kill = 0; kill < kills; kill++) {
        const id = await bench.ask();
        await bench.killHalfWay(Math.random() * 0.6 * whole.size);
        seen.halves += bench.halves().length;
        seen.shown += (await bench.read(id)).file === null && bench.files(id).length === 0 ? 0 : 1;
        const again = await bench.finish(id);
        seen.wrong += again.lines === ROWS + 1 && again.isAsRecorded ? 0 : 1;
        seen.left += bench.halves().length + bench.files(id).length - 1;
        seen.attempts += await bench.attempts(id);
      }
      return [
        exactly("lines of a file that nobody disturbed", whole.lines, ROWS + 1),
        exactly("halves that killed workers left behind", seen.halves, kills),
        exactly("exports that showed a file while there was but a half", seen.shown, 0),
        exactly("files that were not whole when another worker had made them", seen.wrong, 0),
        atLeast("attempts", seen.attempts, 2 * kills),
        exactly("halves that were still there when the file was made", seen.left, 0),
      ];
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
};

interface Made {
  size: number;
  lines: number;
  /** What is sent has the size and the hash of the row. */
  isAsRecorded: boolean;
}

/** Somebody who asks for files, and the workers that make them. */
class ExportBench {
  constructor(
    private readonly installation: Installation,
    private readonly member: Member,
    private readonly folder: string,
  ) {}

  async ask(): Promise<string> {
    const response = await this.#request(EXPORTS, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ what: "solicitudes", format: "csv" }),
    });
    return (await response.json()).id;
  }

  async read(id: string): Promise<{ status: string; file: { href: string } | null }> {
    return await (await this.#request(`${EXPORTS}/${id}`)).json();
  }

  async makeUndisturbed(): Promise<Made> {
    return await this.finish(await this.ask());
  }

  /** Lets a worker write so many bytes, and kills it. */
  async killHalfWay(bytes: number): Promise<void> {
    const worker = this.installation.work();
    await until("the worker writes", () => Promise.resolve(this.halves().some((size) => size > bytes)));
    await worker.kill();
    // As if the lease had run out.
    await this.installation.query("update jobs set lease_until = now() where status = 'running'");
  }

  /** Lets another worker make the file, and takes it. */
  async finish(id: string): Promise<Made> {
    const worker: LexiaProcess = this.installation.work();
    await until("the file is made", async () => (await this.read(id)).status === "ready");
    await worker.kill();
    const { file } = await this.read(id);
    const bytes = new Uint8Array(await (await this.#request(file?.href ?? "")).arrayBuffer());
    const [row] = await this.installation.query("select size::int, hash from exports where id = $1", [id]);
    const hash = createHash("sha256").update(bytes).digest("hex");
    return {
      size: bytes.length,
      lines: new TextDecoder().decode(bytes).trimEnd().split("\n").length,
      isAsRecorded: row?.[0] === bytes.length && row[1] === hash,
    };
  }

  async attempts(id: string): Promise<number> {
    return Number(
      (await this.installation.query("select attempts from exports where id = $1", [id]))[0]?.[0],
    );
  }

  /** Bytes of what lies there half written. */
  halves(): number[] {
    return namesIn(`${this.folder}/.incoming`).flatMap((path) => sizeOf(path) ?? []);
  }

  files(id: string): string[] {
    return namesIn(`${this.folder}/exports/${this.member.organizationId}/${id}`);
  }

  async #request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...bearer(this.member.token), ...init.headers };
    const response = await this.installation.request(this.member.host, path, { ...init, headers });
    if (!response.ok) throw new Error(`LEXIA answered ${response.status} to ${path}`);
    return response;
  }
}

async function insertRows(installation: Installation, { organizationId, userId }: Member): Promise<void> {
  await installation.query(
    `insert into solicitudes (organization_id, owner_id, radicado, frequency, notify, status, completed_at)
     select $1, $2, '1100140030082020' || lpad(i::text, 5, '0') || '00', 'once',
       '{"email": false, "when": "change", "muted": false}', 'completed', now()
     from generate_series(1, $3::int) i`,
    [organizationId, userId, ROWS],
  );
}

function namesIn(folder: string): string[] {
  return ifThere(() => [...Deno.readDirSync(folder)].map(({ name }) => `${folder}/${name}`)) ?? [];
}

function sizeOf(path: string): number | undefined {
  return ifThere(() => Deno.statSync(path).size);
}

/** Files get their names while somebody looks. */
function ifThere<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
