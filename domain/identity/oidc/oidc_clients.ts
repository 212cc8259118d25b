/** What OpenID providers say about themselves, asked once and kept for an hour. */
import { createRemoteJWKSet, customFetch as joseFetch, type JWTVerifyGetKey } from "jose";
import * as openid from "openid-client";
import type { Clock, ProviderFetch } from "../../ports.ts";
import { openSecrets } from "../providers/provider.ts";
import type { Sealer } from "../sealing.ts";
import { ShortMemory } from "../short_memory.ts";
import { SKEW_SECONDS } from "../sso/clock_skew.ts";

/** An hour: as long as providers announce a new key before they use it, at the least. */
const REMEMBERED_SECONDS = 3_600;
const REMEMBERED_PROVIDERS = 500;
const TIMEOUT_SECONDS = 5;

/** What must be known of a provider to ask it. */
export interface AskedProvider {
  id: string;
  kind: "oidc";
  updatedAt: Date;
  settings: { issuer: string; client_id: string };
  sealedSecrets: string | null;
}

export interface OidcClient {
  configuration: openid.Configuration;
  /** The keys of logout tokens. */
  keys: JWTVerifyGetKey;
}

/** Knows each provider's endpoints and keys. */
export class OidcClients {
  readonly #memory: ShortMemory<OidcClient>;

  constructor(
    clock: Clock,
    private readonly sealer: Sealer,
    private readonly how: { fetch: ProviderFetch; allowHttp: boolean },
  ) {
    this.#memory = new ShortMemory<OidcClient>(clock, {
      most: REMEMBERED_PROVIDERS,
      maxSeconds: REMEMBERED_SECONDS,
      secondsFor: () => REMEMBERED_SECONDS,
    });
  }

  /** A change to the provider's settings counts at once. Rejects where the provider cannot be asked. */
  async of(provider: AskedProvider): Promise<OidcClient> {
    const key = `${provider.id} ${provider.updatedAt.getTime()}`;
    return await this.#memory.get(key, () => this.#discover(provider));
  }

  async #discover(provider: AskedProvider): Promise<OidcClient> {
    const { fetch, allowHttp } = this.how;
    const { settings } = provider;
    const { client_secret: secret } = await openSecrets(this.sealer, provider);
    const issuer = new URL(settings.issuer);
    const isPlain = allowHttp && issuer.protocol === "http:";
    const configuration = await openid.discovery(
      issuer,
      settings.client_id,
      { [openid.clockTolerance]: SKEW_SECONDS },
      authentication(secret),
      {
        [openid.customFetch]: fetch,
        timeout: TIMEOUT_SECONDS,
        execute: [
          // Signatures of ID tokens are verified, although they come over TLS.
          openid.enableNonRepudiationChecks,
          ...(isPlain ? [openid.allowInsecureRequests] : []),
        ],
      },
    );
    const { jwks_uri: keysAddress } = configuration.serverMetadata();
    if (keysAddress === undefined) throw new Error("The provider does not say where its keys are");
    const keys = createRemoteJWKSet(new URL(keysAddress), {
      timeoutDuration: TIMEOUT_SECONDS * 1_000,
      [joseFetch]: fetch,
    });
    return { configuration, keys };
  }
}

/** By header where the provider takes that (RFC 6749, section 2.3.1), else in the body. */
function authentication(secret: string | undefined): openid.ClientAuth {
  if (secret === undefined) return openid.None();
  const [byHeader, inBody] = [openid.ClientSecretBasic(secret), openid.ClientSecretPost(secret)];
  return (provider, client, body, headers) => {
    const methods = provider.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    const authenticate = methods.includes("client_secret_basic") ? byHeader : inBody;
    authenticate(provider, client, body, headers);
  };
}
