// Links, kept files and sessions in the words of whoever uses them.

import type { Locator, Page } from "@playwright/test";
import { expect } from "../viewer.ts";

export interface LinkHelper {
  /** "Open cloud7.tar.gz to see this view" */
  readonly card: Locator;
  /** What the address says behind "#", once it holds all of these texts. */
  fragment(...holds: readonly string[]): Promise<string>;
  /** Presses "Copy link"; returns what is on the clipboard. */
  copy(): Promise<string>;
}

/** Needs a page whose browser lets it use the clipboard. */
export async function linkHelper(page: Page): Promise<LinkHelper> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  return {
    card: page.getByRole("region", { name: "Link", exact: true }),
    async fragment(...holds) {
      await expect
        .poll(() => {
          const { hash } = new URL(page.url());
          return holds.filter((text) => !hash.includes(text));
        })
        .toEqual([]);
      return new URL(page.url()).hash.slice(1);
    },
    async copy() {
      await page.evaluate(() => navigator.clipboard.writeText(""));
      await page.getByRole("button", { name: "Copy link" }).click();
      const read = () => page.evaluate(() => navigator.clipboard.readText());
      await expect.poll(read).not.toBe("");
      return read();
    },
  };
}
