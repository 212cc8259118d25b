import { signIn } from "#domain/identity/sign_in.ts";
import { setDeviceCookie } from "../_device_cookie.ts";
import { createRoute, definePublic, json, problems, z } from "../_openapi.ts";
import { SignedInBody, tokensBody, userBody, visitorAtDoor } from "./schema.ts";

const CredentialsBody = z.object({
  email: z.string().min(1).max(254),
  password: z.string().min(1).max(1_000),
  otp: z.string().min(1).max(50).optional().meta({
    description: "A code of your authenticator app, or a recovery code",
  }),
}).openapi("Credentials", { example: { email: "ana@acme.example", password: "cuatro palabras al azar" } });

const route = createRoute({
  method: "post",
  path: "/auth/login",
  operationId: "login",
  tags: ["auth"],
  summary: "Sign in",
  description:
    "On an organization's host, or on the API host with X-Organization-ID; operators on the admin host. Who has a " +
    "second factor and sends no `otp` is answered `mfa_required` with a `challenge`, and the `methods` with which " +
    "POST /auth/2fa/verify completes the sign-in.",
  request: { body: { required: true, ...json(CredentialsBody, "E-mail address and password") } },
  responses: {
    200: json(SignedInBody, "Signed in"),
    ...problems(
      "request_malformed",
      "organization_not_found",
      "invalid_credentials",
      "sso_required",
      "mfa_required",
      "mfa_invalid",
      "address_not_allowed",
      "content_type_unsupported",
      "body_too_large",
      "request_invalid",
      "too_many_attempts",
      "sign_in_busy",
    ),
  },
});

export const loginRoute = definePublic(route, async (c) => {
  const { person, device, ...issued } = await signIn(visitorAtDoor(c), c.req.valid("json"));
  setDeviceCookie(c, device);
  const user = userBody({ ...person, userId: person.id });
  return c.json({ ...tokensBody(issued), user }, 200, { "Cache-Control": "no-store" });
});
