/** Debian's Chromium, driven over its own protocol, with an authenticator that exists in it alone. */
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from "playwright-core";
import { installed, succeeds } from "./debian.ts";

const PROGRAM = "/usr/bin/chromium";
/** For one step on a busy machine. */
const PATIENCE_MS = 10_000;
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** @throws {Error} where there is no Chromium, and none may be installed. */
export async function startBrowser(): Promise<Browser> {
  const isThere = await succeeds(PROGRAM, ["--version"]) || await installed("chromium");
  if (!isThere) throw new Error("Chromium is needed: install Debian's package chromium");
  return await chromium.launch({ executablePath: PROGRAM, args: QUIET });
}

type Credential = Awaited<ReturnType<Window["credentials"]>>[number];

/** A browser's window with an authenticator that knows its owner, who always agrees. */
export class Window {
  private constructor(
    readonly page: Page,
    private readonly session: CDPSession,
    private readonly authenticatorId: string,
    /** What the page's console has said that is an error. */
    readonly errors: string[],
  ) {}

  static async open(context: BrowserContext): Promise<Window> {
    return await Window.over(await context.newPage());
  }

  static async over(page: Page): Promise<Window> {
    page.setDefaultTimeout(PATIENCE_MS);
    const errors: string[] = [];
    page.on("console", (message) => void (message.type() === "error" && errors.push(message.text())));
    page.on("pageerror", (error) => void errors.push(String(error)));
    const session = await page.context().newCDPSession(page);
    await session.send("WebAuthn.enable");
    const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return new Window(page, session, authenticatorId, errors);
  }

  async credentials() {
    const { authenticatorId } = this;
    return (await this.session.send("WebAuthn.getCredentials", { authenticatorId })).credentials;
  }

  /** Puts a credential in the place of the one with its id: such as an older copy of it. */
  async replaceCredential(credential: Credential): Promise<void> {
    const { authenticatorId } = this;
    const { credentialId } = credential;
    await this.session.send("WebAuthn.removeCredential", { authenticatorId, credentialId });
    await this.session.send("WebAuthn.addCredential", { authenticatorId, credential });
  }

  /** Whether the authenticator recognizes who is in front of it. */
  async setUserVerified(isUserVerified: boolean): Promise<void> {
    const { authenticatorId } = this;
    await this.session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
  }

  /** What the authenticator answers, on this page, to those options; as JSON. */
  async answer(options: unknown): Promise<unknown> {
    return await this.page.evaluate(`(async () => {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(${JSON.stringify(options)});
      return (await navigator.credentials.get({ publicKey })).toJSON();
    })()`);
  }
}
