// Links, kept files and sessions in the words of whoever uses them.

import type { Locator, Page } from "@playwright/test";
import { expect } from "../viewer.ts";
import type { GivenFile } from "./dumps.ts";
import { allowClipboard } from "./firefox.ts";

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
  await allowClipboard(page.context());
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

/** Makes the browser's own picker, which no script can press, give a file: one with a real handle. */
export async function pickerGives(page: Page, { path, bytes }: GivenFile): Promise<void> {
  await page.evaluate(
    async ({ name, base64 }) => {
      const root = await navigator.storage.getDirectory();
      const handle = await root.getFileHandle(name, { create: true });
      const stream = await handle.createWritable();
      await stream.write(Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0)));
      await stream.close();
      Object.assign(window, { showOpenFilePicker: async () => [handle] });
    },
    { name: path, base64: Buffer.from(bytes).toString("base64") },
  );
}
