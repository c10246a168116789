// @ts-check
// Shows an address in the user's own browser.

import { spawn } from "node:child_process";

/**
 * Opens an address; says so on stderr where nothing can.
 * @param {string} address
 * @returns {void}
 */
export function openBrowser(address) {
  const opener = process.platform === "darwin" ? "open" : process.platform === "win32" ? "explorer" : "xdg-open";
  const child = spawn(opener, [address], { stdio: "ignore", detached: true });
  child.on("error", () => process.stderr.write("Cannot open a browser: open the address by hand\n"));
  child.unref();
}
