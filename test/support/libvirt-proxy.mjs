// @ts-check
// virt-qemu-qmp-proxy's stand-in, with its manual page's command line: [-c URI] DOMAIN SOCKET. Like the real one it greets with the
// version of the host's QEMU and not of the VM's, and prints why it ends on standard output. Knows the domains "web" and "slow".

import { parseArgs } from "node:util";
import { startMonitor } from "./monitor.mjs";

const { positionals } = parseArgs({ allowPositionals: true, options: { connect: { type: "string", short: "c" } } });
const [domain = "", socket = ""] = positionals;
if (domain !== "web" && domain !== "slow") {
  process.stdout.write(`virt-qemu-qmp-proxy: Domain not found: no domain with matching name '${domain}'\n`);
  process.exit(1);
}
if (domain === "slow") await new Promise((done) => setTimeout(done, 200));
await startMonitor(socket, { name: domain, version: "7.2.22", greets: "11.1.3", vcpus: 1, onePerTime: true });
