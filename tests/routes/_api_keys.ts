import { strictEqual } from "node:assert/strict";
import type { Lexia, Session } from "#tests/support/lexia.ts";

export const PATH = "/api/v1/api-keys";

export interface ApiKeyJson {
  id: string;
  key: string;
  prefix: string;
  scopes: string[];
  last_used_at: string | null;
  last_used_address: string | null;
}

export async function makeKey(
  maker: Session,
  scopes: string[],
  more: Record<string, unknown> = {},
): Promise<ApiKeyJson> {
  const response = await maker.post(PATH, { name: "Robot", scopes, ...more });
  strictEqual(response.status, 201, await response.clone().text());
  return await response.json();
}

/** A program with a key, or with another text in its place. */
export class KeyHolder {
  constructor(
    private readonly lexia: Lexia,
    private readonly key: string,
    private readonly address = "192.0.2.1",
  ) {}

  async send(
    method: string,
    host: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return await this.lexia.request(host, path, {
      method,
      address: this.address,
      headers: {
        authorization: `Bearer ${this.key}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }

  get(host: string, path: string, headers?: Record<string, string>): Promise<Response> {
    return this.send("GET", host, path, undefined, headers);
  }
}
