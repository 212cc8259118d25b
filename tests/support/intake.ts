/** Files as an attacker sends them, to a process of LEXIA that keeps what it takes in a folder of the proof's own. */
import { type BulkForm, encodedForm } from "#tests/support/bulk_files.ts";
import { resetResidentPeak, residentMib } from "#tests/support/cpu.ts";
import { Installation, type Member } from "#tests/support/installation.ts";
import type { LexiaProcess } from "#tests/support/lexia_process.ts";
import { exchange, latin1 } from "#tests/support/raw_http.ts";

export const BULK_PATH = "/api/v1/solicitudes/bulk";

export interface Intaken {
  status: number;
  /** Of the problem, with its reason where it has one, such as `file_unreadable: is_broken`; "" of a success. */
  code: string;
  body: Record<string, unknown>;
  milliseconds: number;
  /** What the process had at most, beyond what it had before. */
  addedMib: number;
}

export class Intake implements AsyncDisposable {
  private constructor(
    readonly installation: Installation,
    readonly process: LexiaProcess,
    readonly manager: Member,
    /** Where the process keeps files. */
    readonly folder: string,
    /** Around it: whatever lies here beside the folder has come out of it. */
    private readonly around: string,
  ) {}

  static async open(env: Record<string, string> = {}): Promise<Intake> {
    const around = await Deno.makeTempDir({ prefix: "lexia-intake-" });
    const folder = `${around}/a/b/uploads`;
    const installation = await Installation.open({ env: { UPLOAD_PATH: folder, ...env } });
    const process = await installation.serve();
    const manager = await installation.member(await installation.organization(), "manager");
    return new Intake(installation, process, manager, folder, around);
  }

  /** Somebody of another organization, who has uploaded nothing yet. */
  async stranger(): Promise<Member> {
    return await this.installation.member(await this.installation.organization(), "manager");
  }

  async send(form: BulkForm, sender = this.manager): Promise<Intaken> {
    const { type, bytes } = await encodedForm(form);
    return await this.post(type, bytes, sender);
  }

  /** A body as it is. */
  async post(type: string, body: Uint8Array, sender = this.manager): Promise<Intaken> {
    const { pid, port } = this.process;
    const head = `${headOf(sender, type)}Content-Length: ${body.length}\r\n\r\n`;
    const before = residentMib(pid).now;
    resetResidentPeak(pid);
    const answer = await exchange(port, joined(latin1(head), body), { patienceMs: 40_000 });
    return {
      status: answer.status,
      ...answerOf(answer.text),
      milliseconds: answer.milliseconds,
      addedMib: Math.max(0, residentMib(pid).most - before),
    };
  }

  /** All files that there are in the store and around it, by their paths from outside of it. */
  async files(folder = this.around): Promise<string[]> {
    const found: string[] = [];
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      const path = `${folder}/${name}`;
      if (isDirectory) found.push(...await this.files(path));
      else found.push(path);
    }
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.installation[Symbol.asyncDispose]();
    await Deno.remove(this.around, { recursive: true });
  }
}

/** Without its length and the empty line. */
export function headOf({ host, token }: Member, type: string): string {
  return `POST ${BULK_PATH} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n` +
    `Content-Type: ${type}\r\n`;
}

export function answerOf(text: string): { code: string; body: Record<string, unknown> } {
  const body = objectIn(text.slice(text.indexOf("\r\n\r\n") + 4));
  const { code, reason } = body;
  const name = typeof code === "string" ? code : "";
  return { code: typeof reason === "string" ? `${name}: ${reason}` : name, body };
}

function objectIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
