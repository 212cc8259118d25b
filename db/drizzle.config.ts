/** Where drizzle-kit finds the schema and leaves its migrations: `deno task db:generate`. */
import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "postgresql",
  schema: "./db/schema/*.ts",
  out: "./db/migrations",
});
