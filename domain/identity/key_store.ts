/** For the program that rotates the keys: where they lie. */
export { databaseKeys } from "./_key_store.ts";
