import { INPUT } from "./shared.ts";

/** kvmscope convert --help. */
export const CONVERT = `kvmscope convert FILE.. -o OUT.mcap [--compact] [--trim FROM..TO] [--source PATTERN]..
                 [--anonymise]
kvmscope convert FILE.. -o FOLDER --to raw [--trim FROM..TO] [--source PATTERN]..

Makes a recording of dumps, archives, monitor replies and other recordings, or raw dumps of a
recording. A dump comes back byte for byte.

Options
  -o OUT, --output OUT
                    the recording, or with --to raw the folder, to be made
  --to mcap|raw     mcap when not given; raw writes <vm>/<source>/<ns>.bin
  --trim FROM..TO   samples of this time only. Each end is ns since 1970, a date
                    (2026-11-22T10:00:00Z, UTC unless it has a zone) or a time from the first sample
                    on (10s..1m30s); an end may be left out
  --source PATTERN  sources of this name only: vm, vcpu-3, vcpu-*, or with the VM's name web/vcpu-0;
                    * stands for any text. May be given several times
  --compact         a minute of a source in one message, in columns of differences: smaller. Opens
                    here like any other; other people's readers see the messages, but cannot read
                    the values
  --anonymise       no names of VMs, no boot id, no process ids; the thread ids inside the dumps'
                    ids are replaced, alike everywhere. Counters and times stay
  --interval T      time between dumps that carry none
  --first-bucket-first
                    histograms of monitor replies begin with the first bucket; QEMU 7.1 to 11.1
                    lists the last one first
  --no-message-index
                    leaves out the message index; other people's readers want it
  --force           overwrites OUT; adds to a folder that is not empty

${INPUT}
All samples are held in memory while they are converted, 4 GiB of them at most.
OUT is written beside its name first and renamed when it is complete: there is a whole recording, or
none.

Exit code
  0  fine
  1  a file, or bytes of one, could not be read, and was named on stderr; everything else is in OUT
  2  wrong usage, nothing readable, or OUT cannot be written

Examples
  kvmscope convert dumps/ --interval 250ms -o run.mcap
  kvmscope convert slow.mcap --trim 10s..1m30s --anonymise -o for-the-list.mcap
  kvmscope convert yesterday-*.mcap --compact -o archive.mcap
  kvmscope convert slow.mcap --to raw -o dumps/
`;
