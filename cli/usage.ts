// What --help prints: everything, or one command's part.

const INPUT =
  "FILE: a raw dump, a folder of dumps, or a .tar, .tar.gz, .zip or .gz of them; recognised by its bytes.\n";

const EXIT =
  "Exit code: 0 fine; 1 findings of severity error (everything readable is still printed); 2 wrong usage or nothing readable.\n";

const COMMANDS = new Map([
  [
    "show",
    `kvmscope show FILE.. [--json | --csv] [--interval T]

Every statistic of every sample, source by source, by time. u64 values are exact, in JSON as strings.

  --json          one array of samples
  --csv           one row per value
  --interval T    time between dumps that carry none, in ns, us, ms, s or m: 250ms, 1.5s, 1m; at most a day.
                  Times are then given from the first dump on

${INPUT}
Examples
  kvmscope show vcpu-0.bin
  kvmscope show --interval 250ms dumps/
  kvmscope show --json recording.tar.gz | jq -c '.[] | select(.id | endswith("vcpu-0")) | [.time, .length]'

${EXIT}`,
  ],
  [
    "check",
    `kvmscope check FILE.. [--json]

What breaks the ABI: rule, severity, byte range, what was expected and what was found.

  --json          one array of findings

${INPUT}
Example
  kvmscope check dumps/

${EXIT}`,
  ],
  [
    "read",
    `kvmscope read FILE [--offset N] [--size N]

One pread of a raw dump through the WASM module, with the kernel's answers; the bytes go to stdout.

  --offset N      first byte, decimal or 0x hexadecimal; 0 when not given
  --size N        bytes asked for; all of the file when not given

Example
  kvmscope read vm.bin --offset 0 --size 24 | xxd

${EXIT}`,
  ],
]);

/** Help about one command; about all of them when it is none. */
export function helpOf(command = ""): string {
  return COMMANDS.get(command) ?? HELP;
}

const HELP = `kvmscope: KVM binary statistics (KVM_GET_STATS_FD) on the command line

  kvmscope show FILE.. [--json | --csv]         every statistic of every sample
                 [--interval 250ms]             for dumps whose names carry no time
  kvmscope check FILE.. [--json]                what breaks the ABI, at which byte
  kvmscope read FILE [--offset N] [--size N]    one pread of a dump; the bytes go to stdout
  kvmscope COMMAND --help                       options of a command, examples
  kvmscope --version

${INPUT}
Examples
  kvmscope show vcpu-0.bin
  kvmscope show --json recording.tar.gz | jq -c '.[] | select(.id | endswith("vcpu-0")) | [.time, .length]'
  kvmscope check dumps/
  kvmscope read vm.bin --offset 0 --size 24 | xxd

${EXIT}Output escapes control and bidi characters. Nothing is sent anywhere.
`;
