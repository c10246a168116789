// The state of the page that reference pictures show, and what must be seen in each view.

import type { Locator, Page } from "@playwright/test";
import { expect, type Viewer } from "../viewer.ts";

export interface Pictured {
  /** Of the view, on its tab. */
  readonly title: string;
  /** What is there once the view has drawn. */
  drawn(main: Locator): Locator;
}

/** Address: the sample's boot and what comes after, a part of it selected, the cursor in it. */
export const picturedView = "#v2?range=10,130&sel=30,80&at=40";

export const PICTURED: readonly Pictured[] = [
  { title: "Charts", drawn: (main) => main.getByRole("table", { name: "Selected time of exits" }) },
  { title: "Compare", drawn: (main) => main.getByText(/\d+ of \d+ differ more than by chance/) },
  { title: "What changed", drawn: (main) => main.getByText(/\d+ of \d+ statistics changed more than by chance/) },
  { title: "Halt polling", drawn: (main) => main.getByRole("heading", { name: "Advice" }) },
  { title: "Bytes", drawn: (main) => main.getByText("kvm_stats_header") },
  { title: "Quality", drawn: (main) => main.getByText("Checked 14,200 samples of 5 sources") },
];

/** Opens a view and waits until it has drawn. */
export async function showView({ page, waitUntilIdle }: Viewer, { title, drawn }: Pictured): Promise<void> {
  const tabs = page.getByRole("navigation", { name: "Views" });
  await tabs.getByRole("button", { name: title, exact: true }).click();
  // nothing is under the pointer or has the focus
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  await expect(drawn(page.getByRole("main", { name: title, exact: true })).first()).toBeVisible();
  await waitUntilIdle();
}

/** How many different colours an element shows. */
export async function coloursOf(element: Locator): Promise<number> {
  return count(element.page(), await element.screenshot({ animations: "disabled" }));
}

function count(page: Page, png: Buffer): Promise<number> {
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context?.drawImage(image, 0, 0);
    const { data = new Uint8ClampedArray() } = context?.getImageData(0, 0, image.width, image.height) ?? {};
    return new Set(new Uint32Array(data.buffer)).size;
  }, png.toString("base64"));
}
