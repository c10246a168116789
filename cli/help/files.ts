import { EXIT, INPUT } from "./shared.ts";

/** kvmscope show --help. */
export const SHOW = `kvmscope show FILE.. [--json | --csv] [--interval T]

Prints every statistic of every sample, source by source, by time. u64 values are exact, in JSON as
strings.

Options
  --json          one array of samples: id, file, time (ns since 1970), length, stats with their
                  values; missing values are null
  --csv           one row per value; cells that a spreadsheet would take for formulas are made text
  --interval T    time between dumps that carry none, in ns, us, ms, s or m: 250ms, 1.5s, 1m; at
                  most a day. Times are then given from the first dump on, as elapsed
  --first-bucket-first
                  histograms of monitor replies begin with the first bucket; QEMU 7.1 to 11.1 lists
                  the last one first

${INPUT}
${EXIT}
Examples
  kvmscope show vcpu-0.bin
  kvmscope show slow.mcap | less
  kvmscope show --interval 250ms dumps/
  kvmscope show --json slow.mcap | jq -c '.[] | select(.id | endswith("vcpu-0")) | [.time, .length]'
`;

/** kvmscope check --help. */
export const CHECK = `kvmscope check FILE.. [--json]

Prints what breaks the ABI: rule, severity, byte range, what was expected and what was found. An
error breaks the ABI or lacks bytes; a warning is what the kernel's own test or QEMU would refuse or
drop; a note is unusual but legal.

Options
  --json          one array of findings

${INPUT}
${EXIT}
Examples
  kvmscope check dumps/
  kvmscope check --json slow.mcap | jq '.[].rule'
`;

/** kvmscope read --help. */
export const READ = `kvmscope read FILE [--offset N] [--size N]

One pread of a raw dump through the WASM module, with the kernel's answers; the bytes go to stdout.

Options
  --offset N      first byte, decimal or 0x hexadecimal, also negative: -1 gives EINVAL; 0 when not
                  given
  --size N        bytes asked for, decimal or 0x hexadecimal; all of the file when not given. From
                  2^47 on it gives EFAULT

Files
  FILE is one raw dump. kvmscope convert --to raw makes dumps out of a recording.

Exit code
  0  fine, also when there was nothing left to read
  2  wrong usage, no dump, or an error that the kernel would give

Example
  kvmscope read vm.bin --offset 0 --size 24 | xxd
`;
