import { strictEqual } from "node:assert/strict";
import type { Lexia } from "./lexia.ts";

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
