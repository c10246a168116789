// The system calls that Node has no function for, through koffi. Blocking on purpose: a read of a stats fd waits for
// nothing and takes about a microsecond, a call through koffi's threads 20 to 50, and those would lie between the
// values and their time.

import { closeSync } from "node:fs";
import { constants } from "node:os";

/** An fd of a process. */
export interface FdOf {
  readonly pid: number;
  readonly fd: number;
}

/** Results below 0 are -errno. */
export interface Syscalls {
  /** A pidfd of a process. */
  pidfdOpen(pid: number): number;
  /** Our duplicate of the fd number `fd` of that process. */
  pidfdGetfd(pidfd: number, fd: number): number;
  /** Whether the process has ended. */
  hasEnded(pidfd: number): boolean;
  /** Whether both are the same open file; null where the kernel does not tell. */
  isSameFile(a: FdOf, b: FdOf): boolean | null;
  /** One positional read from byte 0: bytes read. */
  pread(fd: number, into: Uint8Array): number;
  close(fd: number): void;
}

/** The same on every architecture that Node runs on. */
const PIDFD_OPEN = 434;
const PIDFD_GETFD = 438;
const KCMP: ReadonlyMap<string, number> = new Map([
  ["x64", 312],
  ["arm64", 272],
  ["riscv64", 272],
  ["loong64", 272],
  ["s390x", 343],
  ["ppc64", 354],
]);
const KCMP_FILE = 0;

/** struct pollfd: i32 fd, i16 events, i16 revents */
const POLLFD_SIZE = 4 + 2 + 2;
const POLLFD_EVENTS = 4;
const POLLIN = 1;

let loaded: Promise<Syscalls> | undefined;

/** The system calls of this machine. Throws one sentence where there are none: not Linux, or koffi is missing. */
export function loadSyscalls(): Promise<Syscalls> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Syscalls> {
  if (process.platform !== "linux")
    throw new Error(`Cannot read other processes' statistics: expected Linux, found ${process.platform}`);
  const koffi = await import("koffi").then(
    (module) => module.default,
    () => {
      throw new Error(
        "Cannot read other processes' statistics: the optional package koffi is not installed: npm install koffi; or use the recorder of kvmscope record --print-script",
      );
    },
  );
  const libc = koffi.load(null);
  // koffi knows no ssize_t: long has its size
  const syscall: (number: number, ...rest: number[]) => number | bigint = libc.func(
    "long syscall(long number, long a, long b, long c, long d, long e)",
  );
  const poll: (fds: Uint8Array, count: number, timeout: number) => number = libc.func(
    "int poll(_Inout_ uint8_t *fds, unsigned long count, int timeout)",
  );
  const pread: (fd: number, into: Uint8Array, size: number, position: number) => number | bigint = libc.func(
    "long pread(int fd, _Out_ uint8_t *into, size_t size, long position)",
  );
  const answer = (result: number | bigint) => (Number(result) < 0 ? -koffi.errno() : Number(result));
  const kcmp = KCMP.get(process.arch);
  return {
    pidfdOpen: (pid) => answer(syscall(PIDFD_OPEN, pid, 0, 0, 0, 0)),
    pidfdGetfd: (pidfd, fd) => answer(syscall(PIDFD_GETFD, pidfd, fd, 0, 0, 0)),
    hasEnded(pidfd) {
      const asked = new ArrayBuffer(POLLFD_SIZE);
      new Int32Array(asked, 0, 1)[0] = pidfd;
      new Int16Array(asked, POLLFD_EVENTS, 1)[0] = POLLIN;
      return poll(new Uint8Array(asked), 1, 0) > 0; // a pidfd is readable once its process has ended
    },
    isSameFile(a, b) {
      if (kcmp === undefined) return null;
      const order = answer(syscall(kcmp, a.pid, b.pid, KCMP_FILE, a.fd, b.fd));
      return order < 0 ? null : order === 0;
    },
    pread: (fd, into) => answer(pread(fd, into, into.length, 0)),
    close: closeSync,
  };
}

/** "EPERM" of -1. */
export function errnoName(result: number): string {
  const found = Object.entries(constants.errno).find(([, number]) => number === -result);
  return found?.[0] ?? `errno ${-result}`;
}
