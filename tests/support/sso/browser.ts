/** A browser as single sign-on needs it: cookies by host, redirects one by one, forms of pages. LEXIA is asked in this process. */
import { ok } from "node:assert/strict";
import type { Lexia } from "../lexia.ts";

interface Form {
  action: URL;
  fields: Record<string, string>;
}

export class Browser {
  readonly cookies = new Map<string, Map<string, string>>();
  /** Every address that was asked, without query. */
  readonly visited: string[] = [];

  constructor(private lexia: Lexia) {}

  /** The same browser at another instance of LEXIA. */
  at(lexia: Lexia): this {
    this.lexia = lexia;
    return this;
  }

  async ask(address: URL | string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(address);
    this.visited.push(url.origin + url.pathname);
    const headers = new Headers(init.headers);
    const cookies = [...this.#jar(url.host)].map(([name, value]) => `${name}=${value}`).join("; ");
    if (cookies !== "") headers.set("cookie", cookies);
    const request = { ...init, headers, redirect: "manual" as const };
    const isLexia = url.hostname.endsWith(this.lexia.baseDomain);
    const response = isLexia
      ? await this.lexia.request(url.hostname, url.pathname + url.search, request)
      : await fetch(url, request);
    for (const line of response.headers.getSetCookie()) this.#keep(url.host, line);
    return response;
  }

  /** Follows redirects until one leads to where `isEnd` says, or to a page. */
  async follow(address: URL | string, isEnd: (url: URL) => boolean = () => false): Promise<Response | URL> {
    let url = new URL(address);
    for (let i = 0; i < 15; i++) {
      if (isEnd(url)) return url;
      const response = await this.ask(url);
      const location = response.headers.get("location");
      if (location === null) return response;
      await response.body?.cancel();
      url = new URL(location, url);
    }
    throw new Error(`Too many redirects: ${url.href}`);
  }

  async post(address: URL | string, fields: Record<string, string>, headers: Record<string, string> = {}) {
    return await this.ask(address, {
      method: "POST",
      body: new URLSearchParams(fields).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    });
  }

  cookie(host: string, name: string): string | undefined {
    return this.#jar(host).get(name);
  }

  forget(host: string, name: string): void {
    this.#jar(host).delete(name);
  }

  #jar(host: string): Map<string, string> {
    const jar = this.cookies.get(host) ?? new Map<string, string>();
    this.cookies.set(host, jar);
    return jar;
  }

  #keep(host: string, line: string): void {
    const [pair = "", ...attributes] = line.split(";");
    const at = pair.indexOf("=");
    const isGone = attributes.some((one) => /^\s*(max-age=0|expires=Thu, 01 Jan 1970)/i.test(one));
    if (isGone) this.#jar(host).delete(pair.slice(0, at));
    else this.#jar(host).set(pair.slice(0, at), pair.slice(at + 1));
  }
}

/** The first form of a page, with its hidden fields. */
export function formIn(html: string, page: URL | string): Form {
  const form = /<form\b[^>]*>[^]*?<\/form>/i.exec(html)?.[0] ?? "";
  ok(form, `There is no form: ${html.slice(0, 300)}`);
  const action = /<form\b[^>]*\baction="([^"]*)"/i.exec(form)?.[1] ?? "";
  const fields: Record<string, string> = {};
  for (const [input] of form.matchAll(/<input\b[^>]*>/gi)) {
    const name = /\bname="([^"]*)"/.exec(input)?.[1];
    if (name !== undefined) fields[name] = unescape(/\bvalue="([^"]*)"/.exec(input)?.[1] ?? "");
  }
  return { action: new URL(unescape(action), page), fields };
}

function unescape(html: string): string {
  return html.replace(/&#x([0-9a-f]+);/gi, (_, hex) => String.fromCodePoint(parseInt(hex, 16)))
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}
