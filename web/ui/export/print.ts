// The view on paper. A browser that prints by itself takes what is drawn at that moment: charts below the screen would be empty
// and those of a dark theme dark.

import { allDrawn } from "./all-drawn.ts";

/** Draws everything in light colours, then asks the browser to print; afterwards the page is as before. */
export async function printView(): Promise<void> {
  const { dataset } = document.documentElement;
  const theme = dataset["theme"];
  dataset["theme"] = "light";
  const hideAgain = await allDrawn();
  try {
    window.print(); // returns when the dialog is closed
  } finally {
    hideAgain();
    if (theme === undefined) delete dataset["theme"];
    else dataset["theme"] = theme;
  }
}
