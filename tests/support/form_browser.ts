import { strictEqual } from "node:assert/strict";
import type { Actor } from "#domain/ctx.ts";
import { type Lexia, PASSWORD, type TestOrganization } from "./lexia.ts";

type MemberRole = Parameters<TestOrganization["session"]>[0];
type MemberOptions = Parameters<TestOrganization["session"]>[1];

/** A browser without scripts on one host, with the cookie that it was given. */
export class FormBrowser {
  constructor(protected readonly lexia: Lexia, protected readonly host: string, readonly cookie = "") {}

  get(path: string): Promise<Response> {
    return this.lexia.request(this.host, path, { headers: { accept: "text/html", cookie: this.cookie } });
  }

  async page(path: string): Promise<string> {
    const response = await this.get(path);
    strictEqual(response.status, 200, path);
    return await response.text();
  }

  post(path: string, body: Record<string, string> | FormData = {}): Promise<Response> {
    const domain = this.lexia.baseDomain;
    const origin = `http://${this.host === "" ? domain : `${this.host}.${domain}`}`;
    return this.lexia.request(this.host, path, {
      method: "POST",
      headers: { accept: "text/html", cookie: this.cookie, origin },
      body: body instanceof FormData ? body : new URLSearchParams(body),
    });
  }
}

/** A browser on that host in which somebody with the tests' password has signed in by the form. */
export async function enterByForm(lexia: Lexia, host: string, email: string): Promise<FormBrowser> {
  const response = await new FormBrowser(lexia, host).post("/sign-in", { email, password: PASSWORD });
  strictEqual(response.status, 303, await response.text());
  const cookie = response.headers.getSetCookie().find((one) => one.startsWith("__Host-lexia_session="));
  return new FormBrowser(lexia, host, cookie?.split(";")[0]);
}

/** A new member of that role who has signed in by the form: who they are, and what their browser carries. */
export async function signInByForm(
  lexia: Lexia,
  organization: TestOrganization,
  role: MemberRole = "user",
  options: MemberOptions = {},
): Promise<{ actor: Actor; host: string; cookie: string }> {
  const { actor } = await organization.session(role, { ...options, withPassword: true });
  const host = organization.subdomain;
  const { cookie } = await enterByForm(lexia, host, actor.email);
  return { actor, host, cookie };
}
