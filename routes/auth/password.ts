import { changePassword } from "#domain/identity/change_password.ts";
import { forgotPassword } from "#domain/identity/forgot_password.ts";
import { resetPassword } from "#domain/identity/reset_password.ts";
import { createRoute, definePublic, defineSignedIn, json, problems, z } from "../_openapi.ts";
import { visitorAtDoor } from "./schema.ts";

const password = z.string().min(1).max(1_000).meta({
  description: "15 to 128 characters, 8 with a second factor, and not easily guessed",
});

const ForgottenBody = z.strictObject({ email: z.string().min(1).max(254) }).openapi("ForgottenPassword", {
  example: { email: "ana@acme.example" },
});

const ResetBody = z.strictObject({ token: z.string().min(1).max(200), password }).openapi("PasswordReset", {
  example: {
    token: "lxo_3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    password: "cuatro palabras al azar",
  },
});

const ChangeBody = z.strictObject({ current_password: z.string().min(1).max(1_000), password })
  .openapi("PasswordChange", {
    example: { current_password: "cuatro palabras al azar", password: "otras cinco palabras sin relación" },
  });

export const forgotPasswordRoute = definePublic(
  createRoute({
    method: "post",
    path: "/auth/password/forgot",
    operationId: "forgotPassword",
    tags: ["auth"],
    summary: "Ask for a link to set a new password",
    description:
      "On an organization's host, or for operators on the admin host. The answer is the same whether or not " +
      "there is an account. The link holds for 60 minutes.",
    request: { body: { required: true, ...json(ForgottenBody, "The e-mail address") } },
    responses: {
      202: { description: "Whoever has an account of that address gets a mail" },
      ...problems(
        "request_malformed",
        "organization_not_found",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
        "too_many_attempts",
      ),
    },
  }),
  async (c) => {
    await forgotPassword(visitorAtDoor(c), c.req.valid("json").email);
    return c.body(null, 202);
  },
);

export const resetPasswordRoute = definePublic(
  createRoute({
    method: "post",
    path: "/auth/password/reset",
    operationId: "resetPassword",
    tags: ["auth"],
    summary: "Set a new password with the link from the mail",
    description: "Ends all sessions, and signs nobody in: a second factor is asked for as ever.",
    request: { body: { required: true, ...json(ResetBody, "The link's token, and the new password") } },
    responses: {
      204: { description: "Set; sign in with it" },
      ...problems(
        "request_malformed",
        "organization_not_found",
        "reset_link_invalid",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
        "password_too_weak",
        "sign_in_busy",
      ),
    },
  }),
  async (c) => {
    await resetPassword(visitorAtDoor(c), c.req.valid("json"));
    return c.body(null, 204);
  },
);

export const changePasswordRoute = defineSignedIn(
  createRoute({
    method: "post",
    path: "/auth/password/change",
    operationId: "changePassword",
    tags: ["auth"],
    summary: "Change your password",
    description: "All your other sessions end.",
    request: { body: { required: true, ...json(ChangeBody, "The present password, and the new one") } },
    responses: {
      204: { description: "Changed" },
      ...problems(
        "request_malformed",
        "authentication_required",
        "token_invalid",
        "not_a_member",
        "current_password_wrong",
        "password_not_set",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
        "password_too_weak",
        "too_many_attempts",
        "sign_in_busy",
      ),
    },
  }),
  async (c) => {
    const { current_password: current, password } = c.req.valid("json");
    await changePassword(c.var.callerCtx, c.var.deps.identity, { current, password });
    return c.body(null, 204);
  },
);
