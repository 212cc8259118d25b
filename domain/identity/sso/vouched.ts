/** What a provider says of somebody, once it is certain that the provider says it, now, and to LEXIA. */
export interface Vouched {
  /** What the provider never gives to another person. */
  subject: string;
  /** In the form in which LEXIA keeps addresses. */
  email: string;
  /** Good enough to take over an account that has this address. */
  isEmailVerified: boolean;
  name: string;
  groups: readonly string[];
  /** The provider has asked for a second factor, and the organization counts that. */
  hasSecondFactor: boolean;
  /** When they last proved there who they are, milliseconds since the epoch; null where the provider does not say. */
  authenticatedAt: number | null;
  session: ProviderSession;
}

/** For signing out there as well. */
export interface ProviderSession {
  /** The provider's name of the session. */
  sid: string | null;
  /** Its name of the person, where it ends sessions by that: a NameID. */
  name: string | null;
  /** Shown to the provider when the person signs out: an ID token, or all that SAML's single logout wants. */
  proof: string | null;
}
