export const HELP = `kvmscope: KVM binary statistics (KVM_GET_STATS_FD) on the command line

  kvmscope read FILE [--offset N] [--size N]    one pread of a dump; the bytes go to stdout
  kvmscope show FILE.. [--json | --csv]         every statistic of every sample
                 [--interval 250ms]             for dumps whose names carry no time
  kvmscope check FILE.. [--json]                what breaks the ABI, at which byte
  kvmscope --version

FILE: a raw dump, a folder of dumps, or a .tar, .tar.gz, .zip or .gz of them; recognised by its bytes.

Examples
  kvmscope show vcpu-0.bin
  kvmscope show --json recording.tar.gz | jq -c 'select(.id | endswith("vcpu-0")) | [.time, .length]'
  kvmscope check dumps/
  kvmscope read vm.bin --offset 0 --size 24 | xxd

Exit code: 0 fine; 1 findings of severity error (everything readable is still printed); 2 wrong usage or nothing readable.
Output escapes control and bidi characters. Nothing is sent anywhere.
`;
