// Reference pictures of the main views, light and dark, in pictures/chromium-<major version>. Fonts and lines differ from browser to
// browser: without a folder of its version nothing is compared. New ones: npm run pictures

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { coloursOf, PICTURED, picturedView, showView } from "./support/pictures.ts";
import { expect, test } from "./test.ts";
import { createViewer } from "./viewer.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("every main view shows the sample, as in its reference picture", async ({
      page,
      folder,
      watch: _,
      browserName,
      browser,
    }, { config }) => {
      const [major = ""] = browser.version().split(".");
      const references = `${browserName}-${major}`;
      const making = config.updateSnapshots === "all" || config.updateSnapshots === "changed";
      const compared = making || existsSync(fileURLToPath(new URL(`pictures/${references}`, import.meta.url)));
      if (!compared && colorScheme === "light")
        process.stdout.write(`\nNo reference pictures of ${references}: none are compared\n`);

      await page.addInitScript(() => localStorage.setItem("kvmscope-tour", "seen"));
      const viewer = await createViewer(page, folder);
      await page.goto(`./${picturedView}`);
      await viewer.waitUntilIdle();
      await page.evaluate(() => document.fonts.ready);
      expect(await page.evaluate(() => document.fonts.check('14px "Inter Variable"'))).toBe(true);
      for (const pictured of PICTURED) {
        await showView(viewer, pictured);
        const name = `${pictured.title.toLowerCase().replaceAll(" ", "-")}-${colorScheme}.png`;
        const main = page.getByRole("main");
        // text, lines and their smooth edges: paper alone has one colour
        if (making || !compared) expect(await coloursOf(main), pictured.title).toBeGreaterThan(100);
        // what stands around the views is the same for all of them
        if (compared && pictured.title === "Charts") await expect.soft(page).toHaveScreenshot([references, name]);
        else if (compared) await expect.soft(main).toHaveScreenshot([references, name]);
      }
    });
  });
}
