/** A provider's metadata as the API's document shows it. The certificate is of nobody: its key was not kept. */
const CERTIFICATE = [
  "MIIC0DCCAbigAwIBAgIQAcQBMWcrPiCqTd5otNewrzANBgkqhkiG9w0BAQsFADAb",
  "MRkwFwYDVQQDDBBpZHAuYWNtZS5leGFtcGxlMB4XDTI2MDEwMTAwMDAwMFoXDTQ2",
  "MDEwMTAwMDAwMFowGzEZMBcGA1UEAwwQaWRwLmFjbWUuZXhhbXBsZTCCASIwDQYJ",
  "KoZIhvcNAQEBBQADggEPADCCAQoCggEBALiqcJM813SIGU5w4pYQ1fCX9viDBkEe",
  "G5d3NaP3vCuhn8yFjNX5m8YiuPYRDhy1ZUuNILvuTzU36eqmQd4cwNmJc/x2EBu6",
  "Uj6NbnSw1hgGsBNSimideZ5Z9ey/MZzcHnpEWjiRsccyNFzuS2LU0fjwpw5B/tkt",
  "6ORp3sX7IOM0668+iyZx7bnlctbNVk1Lj5gmJAPMtn9Y1/5RO1ZC7Pz4AS76evzz",
  "9E8Q/bxwKiRtXU9jfU7DtRh6jwyoeE1hiONAoNFVggM/W3h0maA9FLYr7rdX67IH",
  "t+2sDHMjBFQfjcEqU7d7RQ5dLtfQotnp4Lr4UZlWy5cGgETy5Qg8DKMCAwEAAaMQ",
  "MA4wDAYDVR0TAQH/BAIwADANBgkqhkiG9w0BAQsFAAOCAQEAmxXjKbcRJwnB4xLu",
  "fGpG0xo8jHaNDal/fdfSKaLITy499ZAw+oWdL3d96LDuAfvnSEtxWPhp79wg0t3B",
  "JdlYTm3difdLmj0AsXXDztReNCXTrVv4VEh3/cJj6uN3jwv1jpeuJvOto707FeBz",
  "ga8B3lGGeuIWS1fvaltrPDlXmnV7/auXJH8JX5//HkvNDawSNcDB8e9NpTWYT6yS",
  "AaFolWpzdtKi0Byj+cxpdYNN4zUr3IGxMbUDvcikLdtuv/T3XZVs5ZWnRPhZ0/ub",
  "SY5uRs5Q5Gisj6oEnL+d9fcULEn1faiKkRHstMHA3bUzfD7U7WuLCgOdZjkTtL/U",
  "HvyafA==",
];

export const METADATA_EXAMPLE = [
  `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.acme.example/metadata">`,
  `<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">`,
  `<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>`,
  CERTIFICATE.join(""),
  `</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`,
  `<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"`,
  ` Location="https://idp.acme.example/sso"/>`,
  `<SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"`,
  ` Location="https://idp.acme.example/slo"/></IDPSSODescriptor></EntityDescriptor>`,
].join("");

/** What is read out of it. */
export const FACTS_EXAMPLE = {
  entity_id: "https://idp.acme.example/metadata",
  sign_in_url: "https://idp.acme.example/sso",
  sign_out_url: "https://idp.acme.example/slo",
  certificates: [`-----BEGIN CERTIFICATE-----\n${CERTIFICATE.join("\n")}\n-----END CERTIFICATE-----`],
};
