// The running kernel as oracle: a VM with two vCPUs, one of which has run, and pread on their stats file descriptors.
// fs.readSync(fd, ..., -1) is no pread, so the calls go through koffi.

import { closeSync } from "node:fs";

export interface KernelFile {
  readonly name: string;
  readonly fd: number;
}

export interface KernelRead {
  /** Bytes read or -errno. */
  readonly result: number;
  /** The `room` bytes in front of the page that faults, as they are after the call. */
  readonly area: Uint8Array;
}

export interface Kernel {
  readonly files: readonly KernelFile[];
  /** pread into a buffer of `fill` bytes whose last `room` bytes are writable; behind them every access faults. */
  pread(fd: number, size: bigint, position: bigint, room: number): KernelRead;
  close(): void;
}

/** Largest room that pread offers. */
export const KERNEL_ROOM = 16384;
/** What the buffer holds before each call. */
export const KERNEL_FILL = 0xa5;

const PAGE = 4096;
const VCPU_IDS = [0, 3] as const;
const GUEST_RUNS = 64;
/** out 0x10, al; hlt; and again */
const GUEST_CODE = Uint8Array.of(0xe6, 0x10, 0xf4, 0xeb, 0xfb);

// linux/kvm.h, x86-64
const KVM_CREATE_VM = 0xae01;
const KVM_CREATE_VCPU = 0xae41;
const KVM_SET_TSS_ADDR = 0xae47;
const KVM_RUN = 0xae80;
const KVM_GET_STATS_FD = 0xaece;
const KVM_SET_USER_MEMORY_REGION = 0x4020ae46;
const KVM_SET_REGS = 0x4090ae82;
const KVM_GET_SREGS = 0x8138ae83;
const KVM_SET_SREGS = 0x4138ae84;
const TSS_ADDRESS = 0xfffbd000;
const REGS_SIZE = 144;
const REGS_RFLAGS = 136;
const SREGS_SIZE = 312; // code segment first: u64 base, u32 limit, u16 selector
const SELECTOR = 12;

/** The kernel refuses a size that leaves user addresses, counted from the buffer: a low buffer leaves 2^46 bytes legal. */
const LOW_ADDRESS = 2 ** 40;

const O_RDWR_CLOEXEC = 0o2000002;
const READ_WRITE = 3;
const NO_ACCESS = 0;
const PRIVATE_ANONYMOUS = 0x22;

/** The running kernel; or, where KVM or koffi is missing, one sentence that says so. */
export async function openKernel(): Promise<Kernel | string> {
  if (process.platform !== "linux" || process.arch !== "x64")
    return `no x86-64 Linux: ${process.platform} ${process.arch}`;
  const libc = await loadLibc();
  if (libc === undefined) return "koffi is not installed";
  const kvm = libc.open("/dev/kvm", O_RDWR_CLOEXEC);
  if (kvm < 0) return "/dev/kvm does not open";
  const vm = libc.ioctl(kvm, KVM_CREATE_VM, 0);
  if (vm < 0) return "KVM_CREATE_VM fails";
  const vcpus = VCPU_IDS.map((id) => libc.ioctl(vm, KVM_CREATE_VCPU, id));
  const stats = [vm, ...vcpus].map((fd) => libc.ioctl(fd, KVM_GET_STATS_FD, 0));
  const fds = [...stats, ...vcpus, vm, kvm];
  const close = () => {
    for (const fd of fds.filter((fd) => fd >= 0)) closeSync(fd);
  };
  const [first = -1] = vcpus;
  if (fds.some((fd) => fd < 0)) {
    close();
    return "KVM_GET_STATS_FD fails";
  }
  runGuest(libc, vm, first);

  const buffer = libc.mmap(LOW_ADDRESS, KERNEL_ROOM + PAGE, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0);
  const end = buffer + KERNEL_ROOM;
  libc.mprotect(end, PAGE, NO_ACCESS);
  return {
    files: ["vm", ...VCPU_IDS.map((id) => `vcpu-${id}`)].map((name, index) => ({ name, fd: stats[index] ?? -1 })),
    pread(fd, size, position, room) {
      libc.memset(buffer, KERNEL_FILL, KERNEL_ROOM);
      const read = Number(libc.pread(fd, end - room, size, position));
      const result = read < 0 ? -libc.errno() : read;
      const area = new Uint8Array(room);
      libc.copyOut(area, end - room, room);
      return { result, area };
    },
    close,
  };
}

/** Real mode, code at 0: exits for I/O and halt, so that counters of the vCPU move. */
function runGuest(libc: Libc, vm: number, vcpu: number): void {
  const memory = libc.mmap(0, PAGE, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0);
  libc.copyIn(memory, GUEST_CODE, GUEST_CODE.length);
  // struct kvm_userspace_memory_region: u32 slot, u32 flags, u64 guest address, u64 bytes, u64 user address
  const region = BigUint64Array.of(0n, 0n, BigInt(PAGE), BigInt(memory));
  libc.ioctl(vm, KVM_SET_TSS_ADDR, TSS_ADDRESS);
  libc.ioctlData(vm, KVM_SET_USER_MEMORY_REGION, new Uint8Array(region.buffer));
  const sregs = new Uint8Array(SREGS_SIZE);
  libc.ioctlData(vcpu, KVM_GET_SREGS, sregs);
  sregs.fill(0, 0, 8);
  sregs.fill(0, SELECTOR, SELECTOR + 2);
  libc.ioctlData(vcpu, KVM_SET_SREGS, sregs);
  const regs = new Uint8Array(REGS_SIZE);
  regs[REGS_RFLAGS] = 2;
  libc.ioctlData(vcpu, KVM_SET_REGS, regs);
  for (let run = 0; run < GUEST_RUNS; run++) libc.ioctl(vcpu, KVM_RUN, 0);
}

type Address = number;

interface Libc {
  open(path: string, flags: number): number;
  ioctl(fd: number, request: number, argument: number): number;
  ioctlData(fd: number, request: number, data: Uint8Array): number;
  mmap(at: Address, length: number, protection: number, flags: number, fd: number, offset: number): Address;
  mprotect(at: Address, length: number, protection: number): number;
  memset(at: Address, byte: number, length: number): Address;
  copyOut(to: Uint8Array, from: Address, length: number): Address;
  copyIn(to: Address, from: Uint8Array, length: number): Address;
  pread(fd: number, buffer: Address, size: bigint, position: bigint): number | bigint;
  errno(): number;
}

/** koffi knows no ssize_t: long has its size. */
async function loadLibc(): Promise<Libc | undefined> {
  const koffi = await import("koffi").then(
    (loaded) => loaded.default,
    () => undefined,
  );
  if (koffi === undefined) return undefined;
  const library = koffi.load(null);
  const bound = {
    open: library.func("int open(const char *path, int flags)"),
    ioctl: library.func("int ioctl(int fd, unsigned long request, size_t argument)"),
    ioctlData: library.func("int ioctl(int fd, unsigned long request, _Inout_ uint8_t *data)"),
    mmap: library.func("size_t mmap(size_t at, size_t length, int protection, int flags, int fd, long offset)"),
    mprotect: library.func("int mprotect(size_t at, size_t length, int protection)"),
    memset: library.func("size_t memset(size_t at, int byte, size_t length)"),
    copyOut: library.func("size_t memcpy(_Out_ uint8_t *to, size_t from, size_t length)"),
    copyIn: library.func("size_t memcpy(size_t to, const uint8_t *from, size_t length)"),
    pread: library.func("long pread(int fd, size_t buffer, size_t size, long position)"),
    errno: () => koffi.errno(),
  };
  return bound as unknown as Libc;
}
