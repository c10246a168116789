#!/usr/bin/env python3
"""Records the KVM statistics of running VMs into folders that kvmscope opens: OUTPUT/VM/vm/<ns>.bin, OUTPUT/VM/vcpu-0/<ns>.bin ..

--pid duplicates the statistics files that a VMM keeps open (QEMU does for vCPUs since 8.1) and reads those: the guest is not disturbed.
It takes Linux 5.6 and the right to trace the VMM: root, CAP_SYS_PTRACE, or the same user where Yama allows it.
--qmp asks QEMU's monitor (7.1 or newer), the only way to the VM's own statistics of a QEMU: OUTPUT/VM/monitor.json.
Python 3.6 or newer, nothing else. Drop OUTPUT, or a .tar or .zip of it, on the page."""

import argparse, ctypes, errno, json, os, re, select, signal, socket, sys, time

PIDFD_OPEN, PIDFD_GETFD = 434, 438  # the same numbers on all architectures in use
RESCAN = 2.0  # s between looks for vCPUs that came or went
LARGEST = 1 << 24  # bytes; a dump has some thousand
STATS = re.compile(r"^anon_inode:\[?kvm-(vm|vcpu)-stats(?::(\d+))?\]?$")
UNITS = {"ns": 1, "us": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9, "d": 86400 * 10**9}

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


class Gone(Exception):
    """The VM ended, or cannot be read: one sentence."""


def say(sentence):
    shown = "".join(c if c.isprintable() else "\\x%02x" % ord(c) for c in sentence)
    print(shown, file=sys.stderr, flush=True)


def duration(text):
    """ns of "250ms", "1.5s", "10m"."""
    match = re.match(r"^(\d+(?:\.\d+)?)(ns|us|ms|s|m|h|d)$", text)
    value = int(float(match.group(1)) * UNITS[match.group(2)]) if match else 0
    if value <= 0:
        raise argparse.ArgumentTypeError("expected a time like 250ms, 1.5s or 1m, found %r" % text)
    return value


def monotonic():
    return time.monotonic_ns() if hasattr(time, "monotonic_ns") else int(time.monotonic() * 1e9)


def realtime():
    return time.time_ns() if hasattr(time, "time_ns") else int(time.time() * 1e9)


STARTED, BEGAN = realtime(), monotonic()


def now():
    """ns since 1970; does not step when the machine's clock is set."""
    return STARTED + monotonic() - BEGAN


def call(number, *arguments):
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(argument) for argument in arguments])
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def reason(error):
    if error.errno in (errno.EPERM, errno.EACCES):
        return "%s: this takes the right to trace it: run as root or with CAP_SYS_PTRACE" % errno.errorcode[error.errno]
    if error.errno in (errno.ESRCH, errno.ENOENT):
        return "there is no such process, or it has ended"
    if error.errno == errno.ENOSYS:
        return "pidfd_getfd needs Linux 5.6, this is %s" % os.uname().release
    return os.strerror(error.errno)


def write_file(path, data):
    """Whole or not at all."""
    with open(path, "xb", buffering=0) as file:
        try:
            if file.write(data) != len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError:
            os.unlink(path)
            raise


def file_name(text):
    """Names come from other processes: no path, nothing hidden, nothing long."""
    return re.sub(r"[^A-Za-z0-9._-]", "_", text).lstrip(".")[:64] or "vm"


def name_of(pid):
    """QEMU's -name, else the command."""
    try:
        with open("/proc/%d/cmdline" % pid, "rb") as file:
            arguments = file.read().decode("utf-8", "replace").split("\0")
        with open("/proc/%d/comm" % pid, "rb") as file:
            command = file.read().decode("utf-8", "replace").strip()
    except OSError:
        return "process"
    if "-name" not in arguments[:-1]:
        return command
    first = arguments[arguments.index("-name") + 1].replace(",,", "\0").split(",")[0].replace("\0", ",")
    return first[len("guest=") :] if first.startswith("guest=") else first


def stats_fds(pid):
    """(number, VM, source) of each statistics file that a process has open. The second "vcpu-0" is the second VM's."""
    links = []
    for number in sorted(map(int, os.listdir("/proc/%d/fd" % pid))):
        try:
            match = STATS.match(os.readlink("/proc/%d/fd/%d" % (pid, number)))
        except OSError:
            continue  # closed since it was listed
        if match:
            links.append((number, "vm" if match.group(1) == "vm" else "vcpu-" + (match.group(2) or "0")))
    counts, found = {}, []
    for number, source in links:
        counts[source] = counts.get(source, 0) + 1
        found.append((number, counts[source], source))
    return found


class Process:
    """VMs of a process, by the statistics files that it keeps open."""

    def __init__(self, pid, output):
        self.pid, self.fds, self.samples, self.made = pid, {}, 0, set()
        self.folder = os.path.join(output, "%s-%d" % (file_name(name_of(pid)), pid))
        try:
            self.pidfd = call(PIDFD_OPEN, pid, 0)
            self.take()
        except OSError as error:
            raise Gone("Cannot read the statistics of process %d: %s" % (pid, reason(error)))
        if not self.fds:
            why = "it keeps no statistics files open, as QEMU does since 8.1: use --qmp"
            raise Gone("Cannot read the statistics of process %d: %s" % (pid, why))

    def take(self):
        """Duplicates all of them anew: what was closed meanwhile would go on answering with frozen counters."""
        taken = {}
        for number, vm, source in stats_fds(self.pid):
            place = os.path.join(self.folder if vm == 1 else "%s-%d" % (self.folder, vm), source)
            try:
                taken[place] = call(PIDFD_GETFD, self.pidfd, number, 0)
            except OSError as error:
                if error.errno != errno.EBADF:
                    raise
        for fd in self.fds.values():
            os.close(fd)
        self.fds, self.looked = taken, time.monotonic()

    def round(self):
        if time.monotonic() - self.looked > RESCAN:
            try:
                self.take()
            except OSError:
                pass  # it ended, or may not be looked into any more: what is held goes on answering
        poll = select.poll()
        poll.register(self.pidfd, select.POLLIN)
        if poll.poll(0):
            raise Gone("process %d has ended" % self.pid)
        if not self.fds:
            raise Gone("process %d closed its statistics files" % self.pid)
        reads = []
        for place, fd in sorted(self.fds.items()):
            data = os.pread(fd, LARGEST, 0)  # one read: live counters, copied within about a microsecond
            reads.append((place, now(), data))
        for place, at, data in reads:
            if place not in self.made:
                os.makedirs(place, exist_ok=True)
                self.made.add(place)
            write_file(os.path.join(place, "%d.bin" % at), data)
            self.samples += 1


class Monitor:
    """A VM by QEMU's monitor: replies as they come, one on each line, with their time."""

    folders = set()  # two VMs of one name are two VMs

    def __init__(self, path, output):
        self.path, self.samples = path, 0
        try:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(2)
            self.socket.connect(path)
            self.lines = self.socket.makefile("rb")
            version = self.line()["QMP"]["version"]["qemu"]
        except socket.timeout:
            raise Gone("%s: no greeting in 2 s: another client, probably libvirt, holds this monitor" % path)
        except OSError as error:
            raise Gone("%s: %s" % (path, error.strerror or error))
        except (KeyError, TypeError, ValueError):
            raise Gone("%s: expected the greeting of a QEMU monitor" % path)
        self.socket.settimeout(5)
        self.ask("qmp_capabilities")
        self.disturbs = (version["major"], version["minor"]) < (8, 1)
        name = self.ask("query-name")["return"].get("name") or os.path.basename(path)
        folder, number = os.path.join(output, file_name(name)), 1
        while (folder, number) in Monitor.folders:
            number += 1
        Monitor.folders.add((folder, number))
        folder = folder if number == 1 else "%s (%d)" % (folder, number)  # file_name gives no such name
        os.makedirs(folder, exist_ok=True)
        self.file = open(os.path.join(folder, "monitor.json"), "a")
        for command in ("query-cpus-fast", "query-stats-schemas"):
            self.keep(self.ask(command))

    def line(self):
        text = self.lines.readline()
        if not text:
            raise Gone("%s: the monitor was closed" % self.path)
        return json.loads(text)

    def ask(self, command, **arguments):
        asked = {"execute": command, "arguments": arguments} if arguments else {"execute": command}
        try:
            self.socket.sendall(json.dumps(asked).encode() + b"\n")
            while True:
                reply = self.line()
                if "return" in reply:
                    return reply
                if "error" in reply:
                    raise Gone("%s: %s: %s" % (self.path, command, reply["error"].get("desc")))
        except (OSError, ValueError) as error:
            raise Gone("%s: no answer to %s: %s" % (self.path, command, error))

    def keep(self, reply):
        self.file.write(json.dumps({"time": str(now()), "return": reply["return"]}, separators=(",", ":")) + "\n")
        self.file.flush()

    def round(self):
        for target in ("vm", "vcpu"):
            self.keep(self.ask("query-stats", target=target, providers=[{"provider": "kvm"}]))
            self.samples += 1


def running():
    """Processes that keep statistics files of a VM open."""
    for entry in os.listdir("/proc"):
        try:
            if entry.isdigit() and int(entry) != os.getpid() and stats_fds(int(entry)):
                yield int(entry)
        except OSError:
            pass  # ended, or not ours to look into


def open_all(options):
    readers, failed = [], 0
    pids = options.pid + sorted(set(running()) - set(options.pid) if options.all else [])
    for kind, what in [(Process, pid) for pid in pids] + [(Monitor, path) for path in options.qmp]:
        try:
            readers.append(kind(what, options.output))
        except Gone as gone:
            failed += 1
            say(str(gone))
        except OSError as error:
            failed += 1
            say("Cannot write to %s: %s" % (options.output, error.strerror))
    return readers, failed


def record(readers, interval, until, counts):
    """Rounds at start + n × interval, whatever the ones before took; those that cannot begin on time are left out."""
    start, number = monotonic(), 0
    while readers and (until is None or number * interval <= until):
        left = start + number * interval - monotonic()
        if left > 0:
            time.sleep(left / 1e9)
        for reader in list(readers):
            try:
                reader.round()
            except Gone as gone:
                say(str(gone))
                counts["ended"] += 1
                readers.remove(reader)
        after = max(number + 1, -((start - monotonic()) // interval))
        counts["late"] += after - number - 1
        number = after


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pid", type=int, action="append", default=[], help="a VMM that keeps its statistics files open")
    parser.add_argument("--qmp", action="append", default=[], metavar="SOCKET", help="a monitor socket of QEMU")
    parser.add_argument("--all", action="store_true", help="every process that keeps statistics files of a VM open")
    parser.add_argument("--interval", type=duration, metavar="T", help="1s when not given")
    parser.add_argument("--duration", type=duration, metavar="T", help="until Ctrl-C when not given")
    parser.add_argument("--output", default="kvmscope-dumps", metavar="FOLDER", help="kvmscope-dumps when not given")
    options = parser.parse_args()
    if not (options.pid or options.qmp or options.all):
        parser.error("expected --pid, --qmp or --all")
    readers, failed = open_all(options)
    if not readers:
        say("Cannot record: no VM to read")
        return 2
    if any(getattr(reader, "disturbs", False) for reader in readers):
        say("QEMU before 8.1 stops every vCPU at each query: the counters show that, and short intervals slow the guest down")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    opened, counts = list(readers), {"late": 0, "ended": 0}
    try:
        record(readers, options.interval or UNITS["s"], options.duration, counts)
    except KeyboardInterrupt:
        pass
    except OSError as error:
        say("Cannot write to %s: %s; what was written until then can be opened" % (options.output, error.strerror))
        failed += 1
    say("%d samples in %s" % (sum(reader.samples for reader in opened), options.output))
    if counts["late"]:
        say("%d rounds could not begin on time and were left out" % counts["late"])
    return 1 if failed or (counts["ended"] and options.duration) else 0


if __name__ == "__main__":
    sys.exit(main())
