/** What axe-core finds against WCAG 2.2 AA in the page as it is shown: one sentence for each place. */
import type { Page } from "playwright-core";
import axe from "axe-core/axe.min.js" with { type: "text" };

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

interface Violation {
  id: string;
  help: string;
  nodes: { html: string }[];
}

/** `theme`: what a change of theme can change; `layout`: all but that. */
export async function violationsOf(
  page: Page,
  what: "everything" | "theme" | "layout" = "everything",
): Promise<string[]> {
  // Anew each time: it remembers colours of the theme before.
  await page.evaluate(axe);
  const found: Violation[] = await page.evaluate(
    `axe.run(document, ${JSON.stringify(OPTIONS[what])}).then(({ violations }) =>
      violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html }) => ({ html })) })))`,
  );
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 160)}`)
  );
}

const OPTIONS = {
  everything: { runOnly: { type: "tag", values: TAGS }, resultTypes: ["violations"] },
  layout: {
    runOnly: { type: "tag", values: TAGS },
    rules: { "color-contrast": { enabled: false } },
    resultTypes: ["violations"],
  },
  theme: { runOnly: { type: "rule", values: ["color-contrast"] }, resultTypes: ["violations"] },
};
