/** A company's directory, as it speaks to LEXIA. */
import { strictEqual } from "node:assert/strict";
import type { Lexia, Session, TestOrganization } from "#tests/support/lexia.ts";

export interface ScimUser {
  schemas: string[];
  id: string;
  userName: string;
  displayName: string;
  externalId?: string;
  active: boolean;
  emails: { value: string; type: string; primary: boolean }[];
  meta: { version: string; location: string; lastModified: string };
  [more: string]: unknown;
}

export interface ScimGroup {
  id: string;
  displayName: string;
  members: { value: string; display: string }[];
  meta: { version: string };
}

export interface ScimList<R> {
  totalResults: number;
  startIndex: number;
  itemsPerPage: number;
  Resources: R[];
}

export const SCIM = "application/scim+json";
const PATCH_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

export class Directory {
  private constructor(
    private readonly lexia: Lexia,
    readonly organization: TestOrganization,
    /** Who made its token. */
    readonly admin: Session,
    readonly token: string,
    readonly tokenId: string,
  ) {}

  static async of(lexia: Lexia, organization: TestOrganization): Promise<Directory> {
    const admin = await organization.session("org_admin");
    const response = await admin.post("/api/v1/organization/scim-tokens", { name: "Directory" });
    strictEqual(response.status, 201, await response.clone().text());
    const { token, id }: { token: string; id: string } = await response.json();
    return new Directory(lexia, organization, admin, token, id);
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    host = this.organization.subdomain,
  ): Promise<Response> {
    return await this.lexia.request(host, `/scim/v2${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { "content-type": SCIM }),
        ...headers,
      },
      body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
    });
  }

  async read<R>(method: string, path: string, body?: unknown, status = 200): Promise<R> {
    const response = await this.send(method, path, body);
    const text = await response.text();
    strictEqual(response.status, status, text);
    strictEqual(response.headers.get("content-type"), SCIM);
    return JSON.parse(text);
  }

  list<R = ScimUser>(path: string, query: Record<string, string> = {}): Promise<ScimList<R>> {
    return this.read<ScimList<R>>("GET", `${path}?${new URLSearchParams(query)}`);
  }

  async person(email = `p-${crypto.randomUUID().slice(0, 8)}@company.test`): Promise<ScimUser> {
    return await this.read<ScimUser>("POST", "/Users", { userName: email, displayName: "Eva" }, 201);
  }

  patch(path: string, ...operations: unknown[]): Promise<Response> {
    return this.send("PATCH", path, { schemas: [PATCH_SCHEMA], Operations: operations });
  }
}

/** Holds an answer to being an error of the standard (RFC 7644, section 3.12). */
export async function scimRefused(
  response: Response,
  status: number,
  scimType?: string,
  what = "",
): Promise<string> {
  const text = await response.text();
  strictEqual(response.status, status, `${what} ${text}`);
  strictEqual(response.headers.get("content-type"), SCIM, what);
  const body = JSON.parse(text);
  strictEqual(body.schemas[0], "urn:ietf:params:scim:api:messages:2.0:Error", what);
  strictEqual(body.status, String(status), what);
  strictEqual(body.scimType, scimType, `${what} ${text}`);
  return body.detail;
}
