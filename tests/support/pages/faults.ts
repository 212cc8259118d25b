/** What is wrong with a page that a browser shows, as far as a program can see it: one sentence for each fault. */
import type { Page } from "playwright-core";
import inPage from "./in_page.js" with { type: "text" };

/** Of what anybody sees and hears, whatever the window. */
export async function faultsOf(page: Page): Promise<string[]> {
  return await page.evaluate(`(() => { ${inPage}; return faults(); })()`);
}

/** Of the text's contrast (WCAG 2.2, 1.4.3), in the light or the dark that is set. */
export async function paleTexts(page: Page): Promise<string[]> {
  return await page.evaluate(`(() => { ${inPage}; return paleTexts(); })()`);
}

/** Every sentence of the page, in the order in which it stands there. */
export async function textsOf(page: Page): Promise<string[]> {
  return await page.evaluate(`(() => { ${inPage}; return texts(); })()`);
}

/** How far the page is wider than its window, in pixels. */
export async function overflowOf(page: Page): Promise<number> {
  return await page.evaluate("Math.max(0, document.documentElement.scrollWidth - innerWidth)");
}
