/** Headers that every page of LEXIA carries, by lower-case name, and what their values must hold. */
export const SECURITY_HEADERS: Readonly<Record<string, RegExp>> = {
  "content-security-policy": /default-src/,
  "x-content-type-options": /^nosniff$/i,
  "x-frame-options": /^(DENY|SAMEORIGIN)$/i,
  "referrer-policy": /^(no-referrer|same-origin|strict-origin|strict-origin-when-cross-origin)$/i,
  "cross-origin-opener-policy": /^same-origin$/i,
  "cross-origin-resource-policy": /^same-(site|origin)$/i,
  "x-permitted-cross-domain-policies": /^none$/i,
};
