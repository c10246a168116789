// @ts-check
// node test/support/vmm.mjs [--vcpus N] [--name NAME] [--stats all|vcpus|none] [-name guest=NAME ..]: a small VMM that
// keeps its stats fds open, or only those of vCPUs as QEMU does, or none. Real KVM; the guest is `out; hlt`, run now and
// then so that counters move. Commands on stdin, one line each, answered by one line of JSON:
//   read FD      its own pread of the fd, as hex       pause, run     the guests
//   vcpu VM      one more vCPU                         unplug VM N    parks vCPU N as QEMU does: only its stats fd is closed
//   vm VCPUS     one more VM                           end VM         closes all of a VM
// The first line it prints is its sources, or {"reason": ".."} where there is no KVM.

import { closeSync } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import koffi from "koffi";

/** @typedef {{ readonly vm: number, readonly source: string, readonly fd: number }} Source fd: -1 when it keeps none */
/** @typedef {{ readonly fd: number, readonly stats: number }} Handle */
/** @typedef {Handle & { readonly vcpus: Map<number, Handle>, readonly parked: Map<number, number> }} Vm parked: fds by vCPU */

const PAGE = 4096;
/** Guest runs per vCPU and tick. */
const RUNS = 4;
/** ms */
const TICK = 5;
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

const O_RDWR_CLOEXEC = 0o2000002;
const READ_WRITE = 3;
const PRIVATE_ANONYMOUS = 0x22;

const libc = koffi.load(null);
const open = libc.func("int open(const char *path, int flags)");
const ioctl = libc.func("int ioctl(int fd, unsigned long request, size_t argument)");
const ioctlData = libc.func("int ioctl(int fd, unsigned long request, _Inout_ uint8_t *data)");
const mmap = libc.func("size_t mmap(size_t at, size_t length, int protection, int flags, int fd, long offset)");
const copyIn = libc.func("size_t memcpy(size_t to, const uint8_t *from, size_t length)");
const pread = libc.func("long pread(int fd, _Out_ uint8_t *buffer, size_t size, long position)");

const { values: options } = parseArgs({
  options: {
    vcpus: { type: "string", default: "2" },
    name: { type: "string" },
    stats: { type: "string", default: "all" },
  },
  strict: false, // -name and others of QEMU: only there to be seen in /proc/PID/cmdline
});
if (typeof options.name === "string") process.title = options.name;

/** @param {unknown} answer */
const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);

/** @type {Map<number, Vm>} */
const vms = new Map();
let created = 0;
let paused = false;
const here = `${process.platform} ${process.arch}`;
const kvm = here === "linux x64" ? open("/dev/kvm", O_RDWR_CLOEXEC) : -1;

if (kvm < 0) {
  say({ reason: here === "linux x64" ? "/dev/kvm does not open" : `no x86-64 Linux: ${here}` });
} else {
  createVm(Number(options.vcpus));
  say(sources());
  const ticking = setInterval(tick, TICK);
  const lines = createInterface({ input: process.stdin });
  lines.on("line", (line) => say(answer(line)));
  lines.on("close", () => clearInterval(ticking)); // whoever started it is gone
}

/**
 * @param {string} line
 * @returns {unknown}
 */
function answer(line) {
  const [command, first = "", second = ""] = line.split(" ");
  switch (command) {
    case "read":
      return { hex: dump(Number(first)) };
    case "pause":
    case "run":
      paused = command === "pause";
      return { paused };
    case "vcpu":
      createVcpu(vmOf(first));
      return sources();
    case "vm":
      createVm(Number(first));
      return sources();
    case "unplug":
      unplug(vmOf(first), Number(second));
      return sources();
    case "end":
      endVm(Number(first));
      return sources();
    default:
      return { error: `Cannot do "${line}"` };
  }
}

/**
 * @param {string} text
 * @returns {Vm}
 */
function vmOf(text) {
  const vm = vms.get(Number(text));
  if (vm === undefined) throw new Error(`Cannot find VM ${text}`);
  return vm;
}

/** @returns {{ sources: Source[] }} */
function sources() {
  const all = [...vms].flatMap(([vm, { stats, vcpus }]) => [
    { vm, source: "vm", fd: stats },
    ...[...vcpus].map(([id, vcpu]) => ({ vm, source: `vcpu-${id}`, fd: vcpu.stats })),
  ]);
  return { sources: all };
}

/** @param {number} count */
function createVm(count) {
  const fd = call("KVM_CREATE_VM", ioctl(kvm, KVM_CREATE_VM, 0));
  const memory = mmap(0, PAGE, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0);
  copyIn(memory, GUEST_CODE, GUEST_CODE.length);
  // struct kvm_userspace_memory_region: u32 slot, u32 flags, u64 guest address, u64 bytes, u64 user address
  const region = BigUint64Array.of(0n, 0n, BigInt(PAGE), BigInt(memory));
  call("KVM_SET_TSS_ADDR", ioctl(fd, KVM_SET_TSS_ADDR, TSS_ADDRESS));
  call("KVM_SET_USER_MEMORY_REGION", ioctlData(fd, KVM_SET_USER_MEMORY_REGION, new Uint8Array(region.buffer)));
  const vm = { fd, stats: statsOf(fd, options.stats === "all"), vcpus: new Map(), parked: new Map() };
  vms.set(created++, vm);
  for (let i = 0; i < count; i++) createVcpu(vm);
}

/**
 * The lowest free id.
 * @param {Vm} vm
 */
function createVcpu({ fd: vm, vcpus, parked }) {
  let id = 0;
  while (vcpus.has(id)) id++;
  const fd = parked.get(id) ?? newVcpu(vm, id);
  parked.delete(id);
  vcpus.set(id, { fd, stats: statsOf(fd, options.stats !== "none") });
}

/**
 * Real mode, code at 0.
 * @param {number} vm
 * @param {number} id
 * @returns {number}
 */
function newVcpu(vm, id) {
  const fd = call("KVM_CREATE_VCPU", ioctl(vm, KVM_CREATE_VCPU, id));
  const sregs = new Uint8Array(SREGS_SIZE);
  call("KVM_GET_SREGS", ioctlData(fd, KVM_GET_SREGS, sregs));
  sregs.fill(0, 0, 8);
  sregs.fill(0, SELECTOR, SELECTOR + 2);
  call("KVM_SET_SREGS", ioctlData(fd, KVM_SET_SREGS, sregs));
  const regs = new Uint8Array(REGS_SIZE);
  regs[REGS_RFLAGS] = 2;
  call("KVM_SET_REGS", ioctlData(fd, KVM_SET_REGS, regs));
  return fd;
}

/**
 * KVM keeps a vCPU until its VM ends.
 * @param {Vm} vm
 * @param {number} id
 */
function unplug({ vcpus, parked }, id) {
  const vcpu = vcpus.get(id);
  if (vcpu === undefined) return;
  vcpus.delete(id);
  parked.set(id, vcpu.fd);
  if (vcpu.stats >= 0) closeSync(vcpu.stats);
}

/** @param {number} index */
function endVm(index) {
  const vm = vmOf(String(index));
  vms.delete(index);
  for (const fd of vm.parked.values()) closeSync(fd);
  for (const handle of [...vm.vcpus.values(), vm]) closeHandle(handle);
}

/** @param {Handle} handle */
function closeHandle({ fd, stats }) {
  if (stats >= 0) closeSync(stats);
  closeSync(fd);
}

/**
 * @param {number} fd of a VM or a vCPU
 * @param {boolean} kept
 * @returns {number}
 */
function statsOf(fd, kept) {
  return kept ? call("KVM_GET_STATS_FD", ioctl(fd, KVM_GET_STATS_FD, 0)) : -1;
}

function tick() {
  if (paused) return;
  for (const { vcpus } of vms.values())
    for (const { fd } of vcpus.values()) for (let run = 0; run < RUNS; run++) call("KVM_RUN", ioctl(fd, KVM_RUN, 0));
}

/**
 * @param {number} fd
 * @returns {string}
 */
function dump(fd) {
  const buffer = new Uint8Array(1 << 16);
  const size = call("pread", Number(pread(fd, buffer, buffer.length, 0)));
  return Buffer.from(buffer.subarray(0, size)).toString("hex");
}

/**
 * @param {string} name
 * @param {number} result
 * @returns {number}
 */
function call(name, result) {
  if (result < 0) throw new Error(`${name} fails: errno ${koffi.errno()}`);
  return result;
}
