import { DISTURBS, RIGHTS, SOURCES } from "./shared.ts";

const SERVED = `Where it can be seen
  On 127.0.0.1 only. The link that is printed holds a token, new at every start, and without it
  nothing is given out; pages of other sites are refused. From another machine: ssh -L
  PORT:127.0.0.1:PORT HOST, then the same link there.
`;

/** kvmscope live --help. */
export const LIVE = `kvmscope live SOURCE.. [--record FILE.mcap] [--interval T] [--held SIZE]
                        [--port N] [--open]

Serves the page on this machine and shows VMs as they run: the page follows the newest sample, can
be paused, scrolled back and saved as a recording. Ends by Ctrl-C.

${SOURCES}
Options
  --record FILE     writes a recording as well, as kvmscope record does; a file that is there is
                    never overwritten. Pages read from it what they no longer have
  --held SIZE       samples that the page holds in memory: 256MiB when not given, at least 1MiB. The
                    oldest go when there are more
  --interval T      time from the start of a round to the start of the next: 100ms when not given,
                    at least 1ms
  --port N          4747 when not given; 0: any that is free
  --open            opens the browser

${DISTURBS}
${SERVED}
A page that loses its connection comes back and goes on where it was: the newest 64 MiB are kept for
that, and what is older comes from the recording; without one it is shown as a gap. The recorder
waits for no page. With --record a page reads what is no longer in its memory from the recording,
and saves from it. Without, it keeps what it has seen on the browser's disk, at most 2 GiB and until
it is closed. What a paused page shows stays in memory; if there is no room for what comes, that is
read when it follows again.
A server that is started again has another token, and pages of the one before end: open the new
link.

${RIGHTS}
Exit code
  0  fine
  1  a VM could not be opened, or the recording could not be written to its end
  2  wrong usage, no VM to read, or the port is taken

Examples
  kvmscope live --all --open
  kvmscope live --pid $(pidof qemu-system-x86_64) --interval 20ms
  kvmscope live --qmp /run/vm1.qmp --record today.mcap --port 8080
`;

/** kvmscope view --help. */
export const VIEW = `kvmscope view [FILE] [--port N] [--open]

Serves the page on this machine, with FILE open in it: a recording of any length, read by ranges,
never as a whole. A file that grows is followed. Without FILE the page is empty. Ends by Ctrl-C.

Options
  --port N          4748 when not given; 0: any that is free
  --open            opens the browser

Files
  FILE is one file that the page opens: a recording, a raw dump, an archive of dumps, monitor
  replies. kvmscope convert makes a recording of a folder.

${SERVED}
Exit code
  0  fine
  2  wrong usage, no such file, or the port is taken

Examples
  kvmscope view slow.mcap --open
  kvmscope view /var/tmp/web-0007.mcap --port 8080
`;
