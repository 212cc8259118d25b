import { DomainError } from "#domain/errors.ts";
import { register } from "#domain/identity/register.ts";
import { createRoute, definePublic, json, problems, z } from "../_openapi.ts";
import { AcceptanceBody } from "./legal.ts";
import { UserBody, userBody, visitorOf } from "./schema.ts";

const RegistrationBody = z.strictObject({
  organization_name: z.string().min(1).max(255),
  subdomain: z.string().min(1).max(50),
  name: z.string().min(1).max(200),
  email: z.string().min(3).max(254),
  password: z.string().min(1).max(1_000).meta({
    description: "15 to 128 characters, and not easily guessed",
  }),
  accepts: AcceptanceBody.optional().meta({
    description:
      "The versions of terms and privacy policy that you accept; what is left out is asked afterwards",
  }),
}).openapi("Registration", {
  example: {
    organization_name: "Acme Abogados",
    subdomain: "acme",
    name: "Ana Pérez",
    email: "ana@acme.example",
    password: "cuatro palabras al azar",
  },
});

const RegisteredBody = z.object({
  organization: z.object({
    id: z.uuid(),
    name: z.string(),
    subdomain: z.string(),
    plan: z.string(),
    url: z.url(),
  }),
  user: UserBody,
}).openapi("Registered", {
  example: {
    organization: {
      id: "0192f0c4-0000-7000-8000-000000000001",
      name: "Acme Abogados",
      subdomain: "acme",
      plan: "free",
      url: "https://acme.lexia.example.com",
    },
    user: {
      id: "0192f0c4-1111-7aaa-8bbb-0123456789ab",
      email: "ana@acme.example",
      name: "Ana Pérez",
      role: "org_admin",
    },
  },
});

const route = createRoute({
  method: "post",
  path: "/auth/register",
  operationId: "register",
  tags: ["auth"],
  summary: "Sign up an organization and its first administrator",
  description: "On the platform's own host or the API host. Then sign in on the new organization's host.",
  request: { body: { required: true, ...json(RegistrationBody, "The organization and its administrator") } },
  responses: {
    201: json(RegisteredBody, "Signed up"),
    ...problems(
      "request_malformed",
      "signup_disabled",
      "subdomain_taken",
      "legal_version_outdated",
      "content_type_unsupported",
      "body_too_large",
      "request_invalid",
      "password_too_weak",
      "too_many_attempts",
      "sign_in_busy",
    ),
  },
});

export const registerRoute = definePublic(route, async (c) => {
  // An organization's host is for its people: there is nothing to sign up there.
  if (c.var.hostKind !== "root" && c.var.hostKind !== "api") throw new DomainError("not_found");
  const { organization_name: organizationName, ...input } = c.req.valid("json");
  const { organization, person } = await register(visitorOf(c), { ...input, organizationName });
  const { id, name, subdomain, plan } = organization;
  const url = addressOf(c.var.deps.settings.publicUrl, subdomain);
  return c.json(
    {
      organization: { id, name, subdomain, plan, url },
      user: userBody({ ...person, userId: person.id }),
    },
    201,
    { Location: url },
  );
});

function addressOf(publicUrl: URL, subdomain: string): string {
  const url = new URL(publicUrl);
  url.hostname = `${subdomain}.${url.hostname}`;
  return url.origin;
}
