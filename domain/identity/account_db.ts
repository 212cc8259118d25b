/** For other folders that work on somebody who may be a member or an operator. */
export { accountDb, asRole, inAccount } from "./_accounts.ts";
