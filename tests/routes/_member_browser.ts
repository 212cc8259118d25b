import { strictEqual } from "node:assert/strict";
import { FormBrowser, signInByForm } from "#tests/support/form_browser.ts";
import type { Lexia, TestOrganization } from "#tests/support/lexia.ts";

/** Submits forms, and tells where each led or why it was refused. */
export class MemberBrowser extends FormBrowser {
  async submit(path: string, body: Record<string, string> | FormData = {}): Promise<string> {
    const response = await this.post(path, body);
    strictEqual(response.status, 303, await response.clone().text());
    return response.headers.get("location") ?? "";
  }

  async refusal(path: string, body: Record<string, string> | FormData, status: number): Promise<string> {
    const response = await this.post(path, body);
    const text = await response.text();
    strictEqual(response.status, status, text);
    return text;
  }
}

type Role = "user" | "viewer" | "manager" | "org_admin";

/** Signed in by the form, as somebody new with that role. */
export async function memberBrowser(
  lexia: Lexia,
  organization: TestOrganization,
  role: Role = "user",
): Promise<MemberBrowser> {
  const { host, cookie } = await signInByForm(lexia, organization, role);
  return new MemberBrowser(lexia, host, cookie);
}

/** What is read of a page: without tags, and with single spaces. */
export function textOf(page: string): string {
  return page.replace(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
}
