/** A whole SAML provider on this machine: `samlp` behind express, over HTTP. It signs in whoever the test names. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import samlp from "samlp";
import SessionParticipants from "samlp/lib/sessionParticipants/index.js";
import type { SamlKey } from "./saml_forge.ts";

export interface SamlPerson {
  id: string;
  email: string;
  name: string;
}

export interface SamlServer extends AsyncDisposable {
  issuer: string;
  signInUrl: string;
  metadataUrl: string;
  /** Where its single logout is; asked without a message, it signs out everybody who has come by it. */
  logoutUrl: string;
  /** Who is signed in there. */
  person: SamlPerson;
  /** Whom it has sent to LEXIA, and not yet signed out. */
  participants: unknown[];
}

/** What its single logout needs to know of LEXIA. */
interface LogoutPeer {
  entityId: string;
  address: string;
  certificate: string;
}

/** `acs` and LEXIA's certificate are known once the provider has been named in LEXIA. */
export async function startSamlServer(
  key: SamlKey,
  lexia: { acs: string; encryptFor: string | null; logout?: LogoutPeer },
): Promise<SamlServer> {
  const app = express();
  const server: Server = await new Promise((resolve) => {
    const listening: Server = app.listen(0, "127.0.0.1", () => resolve(listening));
  });
  // It listens on a port of its own.
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}/idp`;
  const self: SamlServer = {
    issuer,
    signInUrl: `http://127.0.0.1:${port}/sso`,
    metadataUrl: `http://127.0.0.1:${port}/metadata`,
    logoutUrl: `http://127.0.0.1:${port}/slo`,
    participants: [],
    person: { id: "ana", email: "ana@acme.example", name: "Ana Pérez" },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  app.get(
    "/metadata",
    samlp.metadata({
      issuer,
      cert: key.certificate,
      redirectEndpointPath: "/sso",
      logoutEndpointPaths: { redirect: "/slo" },
    }),
  );
  app.get("/sso", (request: unknown, response: unknown, next: (error?: unknown) => void) => {
    const sessionIndex = `_${crypto.randomUUID()}`;
    if (lexia.logout) {
      self.participants.push({
        serviceProviderId: lexia.logout.entityId,
        serviceProviderLogoutURL: lexia.logout.address,
        cert: lexia.logout.certificate,
        nameId: self.person.id,
        nameIdFormat: "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
        sessionIndex,
        binding: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect",
      });
    }
    samlp.auth({
      issuer,
      sessionIndex,
      cert: key.certificate,
      key: key.privateKey,
      signatureAlgorithm: "rsa-sha256",
      digestAlgorithm: "sha256",
      recipient: lexia.acs,
      destination: lexia.acs,
      encryptionCert: lexia.encryptFor ?? undefined,
      encryptionPublicKey: lexia.encryptFor ?? undefined,
      encryptionAlgorithm: "http://www.w3.org/2009/xmlenc11#aes256-gcm",
      disallowEncryptionWithInsecureAlgorithm: false,
      getPostURL: (
        _audience: string,
        _request: unknown,
        _req: unknown,
        done: (error: unknown, url: string) => void,
      ) => done(null, lexia.acs),
      getUserFromRequest: () => ({
        id: self.person.id,
        displayName: self.person.name,
        emails: [{ value: self.person.email }],
        name: {},
      }),
    })(request, response, next);
  });
  // One browser, so one session of its sign-out.
  const session = {};
  app.get("/slo", (request: object, response: unknown, next: (error?: unknown) => void) => {
    Object.assign(request, { session, body: {} });
    samlp.logout({
      issuer,
      cert: key.certificate,
      key: key.privateKey,
      deflate: true,
      signatureAlgorithm: "rsa-sha256",
      digestAlgorithm: "sha256",
      protocolBinding: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect",
      sessionParticipants: new SessionParticipants(self.participants),
    })(request, response, next);
  });
  return self;
}
