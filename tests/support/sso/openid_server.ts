/** A whole OpenID provider on this machine: `oidc-provider`, with people of the tests' and its own pages for signing in. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";
import type { Browser } from "./browser.ts";
import { formIn } from "./browser.ts";

export interface OpenIdPerson {
  email: string;
  email_verified?: boolean;
  name?: string;
  groups?: string[];
  /** How they sign in there. */
  amr?: string[];
}

export interface OpenIdServer extends AsyncDisposable {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** By the name that is typed there, which is their `sub` as well. */
  people: Map<string, OpenIdPerson>;
  /** Registers LEXIA's addresses. */
  register(addresses: { callback: string; afterLogout: string; backChannelLogout?: string }): void;
  /** Signs somebody in there, from the address to which LEXIA has sent the browser; returns where they are sent. */
  signIn(browser: Browser, start: URL, login: string, isBack: (url: URL) => boolean): Promise<URL>;
  /** Ends the browser's session there, as its sign-out page does. */
  signOut(browser: Browser, address: URL): Promise<void>;
}

export async function startOpenIdServer(): Promise<OpenIdServer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // It listens on a port of its own.
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const [clientId, clientSecret] = ["lexia", "s3cr3t-for-lexia-0123456789abcdef"];
  const people = new Map<string, OpenIdPerson>();
  const redirects: string[] = [];
  const afterLogouts: string[] = [];
  const client: Record<string, unknown> = {
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uris: redirects,
    post_logout_redirect_uris: afterLogouts,
    backchannel_logout_session_required: true,
  };
  let listener: ReturnType<Provider["callback"]> | undefined;

  function open(): void {
    const provider = new Provider(issuer, {
      clients: [structuredClone(client)],
      claims: {
        openid: ["sub", "sid", "amr"],
        email: ["email", "email_verified"],
        profile: ["name"],
        groups: ["groups"],
      },
      scopes: ["openid", "email", "profile", "groups"],
      cookies: { keys: ["of the tests only"] },
      features: {
        devInteractions: { enabled: true },
        rpInitiatedLogout: { enabled: true },
        backchannelLogout: { enabled: true },
      },
      pkce: { required: () => true },
      findAccount: (_: unknown, sub: string) => ({
        accountId: sub,
        claims: () => Promise.resolve({ sub, ...people.get(sub) }),
      }),
    });
    listener = provider.callback();
  }
  server.on("request", (request, response) => listener?.(request, response));

  return {
    issuer,
    clientId,
    clientSecret,
    people,
    register({ callback, afterLogout, backChannelLogout }) {
      if (!redirects.includes(callback)) redirects.push(callback);
      if (!afterLogouts.includes(afterLogout)) afterLogouts.push(afterLogout);
      if (backChannelLogout !== undefined) client.backchannel_logout_uri = backChannelLogout;
      open();
    },
    async signIn(browser, start, login, isBack) {
      let arrived = await browser.follow(start, isBack);
      for (let i = 0; i < 6 && arrived instanceof Response; i++) {
        const { action, fields } = formIn(await arrived.text(), start);
        const typed = fields.prompt === "login" ? { ...fields, login, password: "anything" } : fields;
        const answer = await browser.post(action, typed);
        await answer.body?.cancel();
        arrived = await browser.follow(new URL(answer.headers.get("location") ?? "", action), isBack);
      }
      if (arrived instanceof Response) throw new Error("The provider does not let the browser go");
      return arrived;
    },
    async signOut(browser, address) {
      const page = await browser.follow(address);
      if (!(page instanceof Response)) return;
      const { action, fields } = formIn(await page.text(), address);
      const answer = await browser.post(action, { ...fields, logout: "yes" });
      await answer.body?.cancel();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
