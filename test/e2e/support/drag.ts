// A drag of files from outside the browser. Only the browser's own drag events carry folders: a script cannot make them.

import type { Page } from "@playwright/test";

export interface FileDrag {
  /** Over the page, at a place. */
  over(x: number, y: number): Promise<void>;
  drop(): Promise<void>;
}

/** Begins to drag files and folders over the page. */
export async function dragFiles(page: Page, paths: readonly string[]): Promise<FileDrag> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  const at = { x: 400, y: 300 };
  const send = (type: "dragEnter" | "dragOver" | "drop") =>
    session.send("Input.dispatchDragEvent", { type, ...at, data });
  await send("dragEnter");
  return {
    async over(x, y) {
      Object.assign(at, { x, y });
      await send("dragOver");
    },
    async drop() {
      await send("dragOver");
      await send("drop");
      await session.detach();
    },
  };
}
