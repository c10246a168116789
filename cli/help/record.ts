import { DISTURBS, RIGHTS, SOURCES } from "./shared.ts";

/** kvmscope record --help. */
export const RECORD = `kvmscope record SOURCE.. [-o FILE.mcap] [--interval T] [--duration T] [--rotate T|SIZE]
                [--flush T] [--no-message-index]
kvmscope record --print-script > record.py

Records running VMs into a file that the page, kvmscope and other readers of MCAP open. Ends by
Ctrl-C, after --duration, or when the last of its VMs has ended (not with --all, nor with
--duration where a VM may come back).

${SOURCES}
Options
  -o FILE, --output FILE
                    the recording; kvmscope-<UTC time>.mcap in this folder when not given. A file
                    that is there is never overwritten
  --interval T      time from the start of a round to the start of the next: 100ms when not given,
                    at least 1ms
  --duration T      end after so long; without it record goes on until Ctrl-C
  --rotate T|SIZE   go on in a new file after so long (1h), or when a file has so many bytes (1GiB);
                    at least 1s or 64KiB.
                    Files are called FILE-0001.mcap, FILE-0002.mcap and so on; each is complete by
                    itself, and no sample is in two of them or in none. A file may pass SIZE by the
                    chunks that are open: 4 MiB for each VM at most, before compression
  --flush T         write samples to the file when they are so old: 5s when not given, which is the
                    most. Shorter loses less to a kill and makes larger files
  --no-message-index
                    leaves out the message index: some percent smaller, and read the same by
                    kvmscope. Other people's readers refuse chunks without it
  --print-script    prints a recorder in Python 3 for hosts without Node: python3 record.py --help
                    tells how it is used. It writes folders of raw dumps, which kvmscope opens like
                    a recording

  T is a number and ns, us, ms, s, m, h or d: 250ms, 1.5s, 10m. SIZE is a number and KiB, MiB, GiB
  or TiB.

${DISTURBS}
Rounds
  A round reads every VM once, all side by side. Rounds are due at start + n × interval whatever the
  ones before took. One whose time is over before it can begin is left out and counted as late; its
  number is left out as well, so that the gap shows. A VM that does not answer in time is missing in
  that round, which waits no longer than the interval (2 s at most); the others are not held up. An
  answer that took more than 2 s, or during which this process stood still, has no time that can be
  trusted: it is left out, and its round counts as one in which the VM was not back in time. A VM
  or vCPU that ends and comes back goes on as another generation of the same source: a socket or
  domain that was named is tried again every 3 s while the recording lasts; a process id is not,
  another process may have it.

What is kept, whatever happens
  A VM's samples are written every 5 s (or as --flush says), or when they have 4 MiB. A kill -9, or
  a crash of this process, loses what was not yet written and nothing else. Files are not synced to
  the disk: a crash of the host may lose what its kernel had not yet written, some 30 s as a rule;
  the rest opens. A full disk ends the recording with one line, and what was written opens. Ctrl-C,
  SIGTERM and SIGHUP end it in good order, with a summary; a second Ctrl-C at once. Without a
  terminal (under nohup, as a service) SIGHUP changes nothing.

In the file, besides the samples
  The VM's name, process id, and how it was read; kernel, architecture, CPU model, boot id, all
  parameters of the kvm modules (halt_poll_ns and the like), interval, version of kvmscope; both
  clocks at the start, every 60 s and at the end. No host name, no guest memory. kvmscope convert
  --anonymise takes names, boot id and process ids out.

${RIGHTS}
Exit code
  0  fine; rounds that were late, or in which a VM was not back in time, are gaps and alone fine
  1  something that was asked for is not there: a VM could not be opened or read, gave no sample at
     all, or ended before --duration (with --all VMs come and go); the disk was full
  2  wrong usage, or no VM to read

Examples
  kvmscope record --all                                          every VM of this host, until Ctrl-C
  kvmscope record --qmp /run/vm1.qmp --duration 10m -o slow.mcap
  kvmscope record --pid $(pidof qemu-system-x86_64) --interval 10ms --duration 30s
  kvmscope record --libvirt web1 --libvirt web2 --rotate 1h -o /var/tmp/web.mcap
`;
