import { DomainError } from "#domain/errors.ts";
import { signInByDirectory } from "#domain/identity/directory_sign_in.ts";
import { setDeviceCookie } from "../_device_cookie.ts";
import { createRoute, definePublic, json, problems, z } from "../_openapi.ts";
import { SignedInBody, tokensBody, userBody, visitorOf } from "./schema.ts";

const CredentialsBody = z.object({
  login: z.string().min(1).max(254).meta({ description: "As the directory knows you" }),
  password: z.string().min(1).max(1_000),
  otp: z.string().min(1).max(50).optional().meta({
    description: "A code of your authenticator app, or a recovery code",
  }),
}).openapi("DirectoryCredentials", { example: { login: "ana.perez", password: "la del directorio" } });

const route = createRoute({
  method: "post",
  path: "/auth/ldap-login",
  operationId: "ldapLogin",
  tags: ["auth"],
  summary: "Sign in with the company's directory",
  description:
    "On an organization's host, or on the API host with X-Organization-ID, where the organization has switched a " +
    "directory on. A second factor is asked for as by POST /auth/login.",
  request: { body: { required: true, ...json(CredentialsBody, "Name and password of the directory") } },
  responses: {
    200: json(SignedInBody, "Signed in"),
    ...problems(
      "request_malformed",
      "organization_not_found",
      "invalid_credentials",
      "mfa_required",
      "mfa_invalid",
      "seats_exceeded",
      "provider_not_found",
      "content_type_unsupported",
      "body_too_large",
      "request_invalid",
      "too_many_attempts",
      "directory_unavailable",
    ),
  },
});

export const ldapLoginRoute = definePublic(route, async (c) => {
  if (!c.var.organization) throw new DomainError("organization_not_found");
  const { person, device, ...issued } = await signInByDirectory(visitorOf(c), c.req.valid("json"));
  setDeviceCookie(c, device);
  const user = userBody({ ...person, userId: person.id });
  return c.json({ ...tokensBody(issued), user }, 200, { "Cache-Control": "no-store" });
});
