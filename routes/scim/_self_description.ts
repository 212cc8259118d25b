/** What LEXIA says of its own SCIM (RFC 7643, sections 5 to 7): only what it really keeps. */
import { MOST_RESULTS } from "./_request.ts";

type AddressOf = (path: string) => string;

export function serviceProviderConfig(addressOf: AddressOf) {
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: MOST_RESULTS },
    changePassword: { supported: false },
    sort: { supported: false },
    etag: { supported: true },
    authenticationSchemes: [{
      type: "oauthbearertoken",
      name: "SCIM token",
      description: "A token of the organization, sent as Authorization: Bearer lexia_scim_…",
      primary: true,
    }],
    meta: { resourceType: "ServiceProviderConfig", location: addressOf("/ServiceProviderConfig") },
  };
}

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

export function resourceTypes(addressOf: AddressOf) {
  const type = (name: string, schema: string, more: object) => ({
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
    id: name,
    name,
    endpoint: `/${name}s`,
    schema,
    ...more,
    meta: { resourceType: "ResourceType", location: addressOf(`/ResourceTypes/${name}`) },
  });
  return [
    type("User", USER, { schemaExtensions: [{ schema: ENTERPRISE, required: false }] }),
    type("Group", GROUP, {}),
  ];
}

interface AttributeOptions {
  type?: "string" | "boolean" | "complex" | "reference";
  multiValued?: boolean;
  required?: boolean;
  caseExact?: boolean;
  mutability?: "readOnly" | "readWrite" | "immutable";
  uniqueness?: "none" | "server";
  subAttributes?: object[];
}

function attribute(name: string, description: string, options: AttributeOptions = {}) {
  return {
    name,
    type: "string",
    multiValued: false,
    description,
    required: false,
    caseExact: false,
    mutability: "readWrite",
    returned: "default",
    uniqueness: "none",
    ...options,
  };
}

function schema(id: string, name: string, description: string, attributes: object[]) {
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
    id,
    name,
    description,
    attributes,
    meta: { resourceType: "Schema", location: `/scim/v2/Schemas/${id}` },
  };
}

export const SCHEMAS = [
  schema(USER, "User", "A person of the organization", [
    attribute("userName", "The e-mail address to sign in with", { required: true, uniqueness: "server" }),
    attribute("externalId", "The directory's own identifier", { caseExact: true, uniqueness: "server" }),
    attribute("name", "The person's name", {
      type: "complex",
      subAttributes: [
        attribute("formatted", "The whole name"),
        attribute("givenName", "Taken together with the family name where nothing else names the person"),
        attribute("familyName", "Taken together with the given name where nothing else names the person"),
      ],
    }),
    attribute("displayName", "The name that LEXIA shows"),
    attribute("emails", "One address, for work: another way to write userName", {
      type: "complex",
      multiValued: true,
      subAttributes: [
        attribute("value", "The address"),
        attribute("type", "Always work"),
        attribute("primary", "Always true", { type: "boolean" }),
      ],
    }),
    attribute("active", "False ends all access within five seconds", { type: "boolean" }),
    attribute("preferredLanguage", "es or en"),
  ]),
  schema(GROUP, "Group", "A group, which an administrator may let stand for a role", [
    attribute("displayName", "Its name", { required: true, uniqueness: "server" }),
    attribute("externalId", "The directory's own identifier", { caseExact: true }),
    attribute("members", "People of the organization", {
      type: "complex",
      multiValued: true,
      subAttributes: [
        attribute("value", "The person's id", { mutability: "immutable" }),
        attribute("display", "The person's name", { mutability: "readOnly" }),
        attribute("$ref", "The person's address", { type: "reference", mutability: "readOnly" }),
      ],
    }),
  ]),
  schema(ENTERPRISE, "EnterpriseUser", "What companies keep beside", [
    attribute("department", "The department"),
  ]),
];
