import { strictEqual } from "node:assert/strict";
import { FormBrowser, signInByForm } from "./form_browser.ts";
import type { Lexia, TestOrganization } from "./lexia.ts";

/** A browser without scripts, in which somebody has signed in by the form. */
export class MemberBrowser extends FormBrowser {
  private constructor(lexia: Lexia, host: string, cookie: string, readonly userId: string) {
    super(lexia, host, cookie);
  }

  static async signedIn(
    lexia: Lexia,
    organization: TestOrganization,
    role: Exclude<Parameters<TestOrganization["session"]>[0], undefined>,
  ): Promise<MemberBrowser> {
    const { actor, host, cookie } = await signInByForm(lexia, organization, role);
    return new MemberBrowser(lexia, host, cookie, actor.userId);
  }

  /** Sends a form, and follows to where it leads. */
  async submit(path: string, body: Record<string, string> | FormData = {}): Promise<string> {
    const response = await this.post(path, body);
    strictEqual(response.status, 303, await response.clone().text());
    return await this.page(response.headers.get("location") ?? "");
  }

  /** Sends a form that is refused with that status, and answers the page. */
  async refused(path: string, status: number, body: Record<string, string> | FormData = {}): Promise<string> {
    const response = await this.post(path, body);
    const text = await response.text();
    strictEqual(response.status, status, text);
    return text;
  }
}

/** A form whose boxes of one name come as several values. */
export function formOf(fields: Readonly<Record<string, string | readonly string[]>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of [value].flat()) form.append(name, one);
  }
  return form;
}
