// What --help prints: everything, or one command's page.

import { CONVERT } from "./help/convert.ts";
import { CHECK, READ, SHOW } from "./help/files.ts";
import { RECORD } from "./help/record.ts";
import { LIVE, VIEW } from "./help/serve.ts";
import { EXIT, INPUT } from "./help/shared.ts";

const PAGES = new Map([
  ["record", RECORD],
  ["live", LIVE],
  ["view", VIEW],
  ["convert", CONVERT],
  ["show", SHOW],
  ["check", CHECK],
  ["read", READ],
]);

/** Help about one command; about all of them when it is none. */
export function helpOf(command = ""): string {
  return PAGES.get(command) ?? HELP;
}

const HELP = `kvmscope: KVM binary statistics (KVM_GET_STATS_FD) on the command line

  kvmscope record SOURCE.. [-o FILE.mcap]       running VMs into a recording: --all, --qmp, --pid, --libvirt
  kvmscope live SOURCE..                        running VMs in the browser, as they run
  kvmscope view [FILE]                          a recording in the browser
  kvmscope convert FILE.. -o OUT.mcap           dumps, archives, monitor replies, recordings into a recording, and back
  kvmscope show FILE.. [--json | --csv]         every statistic of every sample
  kvmscope check FILE.. [--json]                what breaks the ABI, at which byte
  kvmscope read FILE [--offset N] [--size N]    one pread of a dump; the bytes go to stdout
  kvmscope COMMAND --help                       all about one command: options, files, exit codes, examples
  kvmscope --version

${INPUT}
Examples
  kvmscope record --all --duration 10m -o slow.mcap
  kvmscope view slow.mcap --open
  kvmscope show --json slow.mcap | jq -c '.[] | select(.id | endswith("vcpu-0")) | [.time, .length]'
  kvmscope check dumps/

${EXIT}
Output escapes control and bidi characters. Nothing is sent anywhere: live and view serve this machine only.
`;
