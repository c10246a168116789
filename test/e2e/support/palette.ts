// The command palette and the help, as a keyboard user meets them.

import type { Locator, Page } from "@playwright/test";

export interface Palette {
  readonly dialog: Locator;
  readonly field: Locator;
  readonly options: Locator;
  /** The one that Enter runs. */
  readonly chosen: Locator;
  open(): Promise<void>;
  /** Opens it, types, and runs the first that is found. */
  run(text: string): Promise<void>;
}

/** The palette of a page. */
export function paletteOf(page: Page): Palette {
  const dialog = page.getByRole("dialog", { name: "Commands" });
  const field = dialog.getByRole("searchbox", { name: "Find a command" });
  const options = dialog.getByRole("option");
  const chosen = dialog.locator('[role="option"][data-focused]');
  async function open(): Promise<void> {
    await page.keyboard.press("Control+k");
    await field.waitFor();
  }
  return {
    dialog,
    field,
    options,
    chosen,
    open,
    async run(text) {
      await open();
      await page.keyboard.type(text);
      await chosen.waitFor();
      await page.keyboard.press("Enter");
      await dialog.waitFor({ state: "hidden" });
    },
  };
}
