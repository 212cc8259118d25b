import type { Page } from "playwright-core";
import type { Site, Viewer } from "./site.ts";

/** A page in a state in which people meet it. */
export interface Scene {
  name: string;
  /** The path as the app has it; null for what only a form leads to. */
  route: string | null;
  host?: Parameters<Site["address"]>[0];
  who?: Viewer;
  /** Where the page is, or how one comes to it. */
  go: string | ((site: Site, page: Page) => Promise<void>);
  /** Of the page. */
  status?: number;
}
