import type { Locator, Page } from "playwright-core";

/**
 * Presses a button, by its whole name, or a link that leads to another page, and waits until that page is there:
 * `waitForLoadState` alone may find the page of before, which is loaded.
 */
export async function press(page: Page, what: string | Locator): Promise<void> {
  const pressed = typeof what === "string" ? page.getByRole("button", { name: what, exact: true }) : what;
  await Promise.all([page.waitForEvent("load"), pressed.click()]);
}
