// Paragraphs that several commands' help texts have in common.

/** What the commands that open files take. */
export const INPUT = `Files
  FILE is known by its bytes, never by its name: a raw dump (what one pread of a stats fd returned),
  a recording (MCAP, profile kvmstats), QEMU monitor replies (JSON of query-stats and
  query-stats-schemas), a folder of these with all below it, or a .tar, .tar.gz, .zip or .gz of
  them.
`;

/** Exit codes of the commands that open files. */
export const EXIT = `Exit code
  0  fine: everything could be read
  1  findings of severity error, a file that could not be read, or bytes of one that are lost, each
     named on stderr; everything readable is still printed
  2  wrong usage, or nothing readable
`;

/** How record and live are told which VMs. */
export const SOURCES = `Which VMs (each may be given several times, in any mixture)
  --qmp SOCKET      the monitor of a QEMU (7.1 or newer) on a unix socket: its VM and all its vCPUs
  --pid PID         the stats fds that a process keeps open: all vCPUs of a QEMU 8.1 or newer, VM
                    and vCPUs of other VMMs. Nothing is asked of the process and no vCPU is
                    disturbed. The VM's own statistics are not among QEMU's stats fds; with the
                    --qmp socket of the same QEMU in addition they come from there
  --libvirt DOMAIN  a domain of libvirt, through virt-qemu-qmp-proxy
  --first-bucket-first
                    monitors list a histogram's first bucket first; QEMU 7.1 to 11.1 gives the last
                    one first
  --all             every VM on this host that can be read, also those that start later. Says how
                    each is read; says of each that cannot be read why, and what helps
`;

/** What reading a VM takes. */
export const RIGHTS = `What is needed
  --qmp      write permission on the socket (root, or QEMU's user), and that no other client holds
             the monitor: a monitor serves one client. libvirt holds the one it made: take
             --libvirt, or give QEMU a second -qmp socket
  --pid      Linux 5.6, the optional package koffi (npm installs it), and the right to trace the
             process: root, CAP_SYS_PTRACE, or its own user where /proc/sys/kernel/yama/ptrace_scope
             is 0
  --libvirt  virt-qemu-qmp-proxy (libvirt 9.0 or newer) and permission to connect to libvirt
  --all      what each VM that it finds needs; root sees all of them
`;

/** When reading changes what is measured. */
export const DISTURBS = `QEMU before 8.1 takes every vCPU out of its guest for each reading, and the counters show it. Such a
VM is read once a second unless --interval says otherwise; one line says so, the recording says so,
and the page shows it.
`;
