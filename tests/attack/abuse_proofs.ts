/** Abuse, injection and what operators see of it: rows A, I and O, and of W what attackers do. */
import type { Proof } from "#tests/support/proof.ts";
import { auditTrail } from "./audit_trail.ts";
import { knownFromUnknown } from "./enumeration.ts";
import { exactLimit } from "./exact_limits.ts";
import { loginFlood, oneTenantsFlood } from "./floods.ts";
import { manyPasswordsOnOneAccount, onePasswordOnManyAccounts } from "./guessed_passwords.ts";
import { healthAndReadiness } from "./health_and_readiness.ts";
import { namesOfColumns, sqlEverywhere } from "./injection.ts";
import { directoryInjection } from "./directory_injection.ts";
import { lineBreaks } from "./line_breaks.ts";
import { ownerGetsIn } from "./locked_out_owner.ts";
import { hurtfulBodies, malformedRequests } from "./malformed_requests.ts";
import { metricsCardinality } from "./metrics_cardinality.ts";
import { responseHeaders } from "./response_headers.ts";
import { secretsInLogs } from "./secrets_in_logs.ts";
import { slowClients } from "./slow_clients.ts";
import { webhookAddresses } from "./webhook_addresses.ts";
import { webhookSignatures } from "./webhook_signatures.ts";

export const ABUSE_PROOFS: readonly Proof[] = [
  manyPasswordsOnOneAccount,
  onePasswordOnManyAccounts,
  ownerGetsIn,
  knownFromUnknown,
  loginFlood,
  oneTenantsFlood,
  exactLimit,
  slowClients,
  malformedRequests,
  hurtfulBodies,
  sqlEverywhere,
  namesOfColumns,
  directoryInjection,
  lineBreaks,
  healthAndReadiness,
  metricsCardinality,
  auditTrail,
  secretsInLogs,
  responseHeaders,
  webhookAddresses,
  webhookSignatures,
];
