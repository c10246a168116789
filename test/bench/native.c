/*
 * The read path natively: the same reads as test/bench/variants.mjs, plain memcpy, and the running kernel's pread.
 * native FILE SLICE_NS ROTATIONS: each line on stdin is one round of ROTATIONS turns over all variants, in slices of
 * SLICE_NS, answered by a line; at the end of stdin one line per variant and size: name, bytes, least ns per call.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define NAME_SIZE 48
#define DESC_SIZE (16 + NAME_SIZE)
#define MAX_COUNT 0x7ffff000ull
#define MAX_VARIANTS 16

struct header { uint32_t flags, name_size, num_desc, id_offset, desc_offset, data_offset; };
struct request { char *to, *end; uint64_t start; int64_t length, done; };

/* The part of one block that a request still wants. Returns 0 when the buffer ends before it. */
static inline int take(struct request *r, const char *block, uint64_t from, uint64_t bytes) {
  uint64_t position = r->start + (uint64_t)r->done;
  uint64_t wanted = (uint64_t)(r->length - r->done);
  if (position >= from + bytes || wanted == 0) return 1;
  if (position < from) return 0;
  uint64_t left = from + bytes - position;
  uint64_t count = left < wanted ? left : wanted;
  uint64_t room = r->end > r->to + r->done ? (uint64_t)(r->end - r->to - r->done) : 0;
  uint64_t copied = count < room ? count : room;
  memcpy(r->to + r->done, block + (position - from), copied);
  r->done += (int64_t)copied;
  return copied == count;
}

static __attribute__((noinline)) int64_t stats_read(const char *id, const struct header *header, const char *desc,
                                                    const char *stats, size_t size_stats, char *buffer, char *end,
                                                    size_t size, int64_t *offset) {
  if (*offset < 0) return -22;
  uint64_t size_desc = (uint64_t)header->num_desc * DESC_SIZE;
  uint64_t total = sizeof *header + NAME_SIZE + size_desc + size_stats;
  uint64_t start = (uint64_t)*offset;
  if (start >= total) return 0;
  uint64_t most = size < MAX_COUNT ? size : MAX_COUNT;
  struct request r = { buffer, end, start, (int64_t)(total - start < most ? total - start : most), 0 };
  if (!take(&r, (const char *)header, 0, sizeof *header) || !take(&r, id, header->id_offset, NAME_SIZE) ||
      !take(&r, desc, header->desc_offset, size_desc) || !take(&r, stats, header->data_offset, size_stats))
    return -14;
  *offset += r.done;
  return r.length;
}

static __attribute__((noinline)) void plain_copy(char *to, const char *from, size_t size) { memcpy(to, from, size); }

static char *id, *desc, *stats, *buffer;
static struct header header;
static size_t size_stats;
static int stats_fd = -1;

enum kind { NATIVE, MEMCPY, KERNEL };
struct variant { enum kind kind; uint64_t position; size_t size; uint64_t calls; double least; };
static const char *const names[] = { "native C", "memcpy", "kernel" };

static void run(const struct variant *v, uint64_t calls) {
  for (uint64_t i = 0; i < calls; i++) {
    int64_t offset = (int64_t)v->position, result = (int64_t)v->size;
    if (v->kind == NATIVE)
      result = stats_read(id, &header, desc, stats, size_stats, buffer, buffer + 65536, v->size, &offset);
    else if (v->kind == MEMCPY)
      plain_copy(buffer, stats, v->size);
    else
      result = pread(stats_fd, buffer, v->size, (off_t)v->position);
    __asm__ volatile("" ::: "memory");
    if (result != (int64_t)v->size) exit(3);
  }
}

static double elapsed(const struct variant *v, uint64_t calls) {
  struct timespec a, b;
  clock_gettime(CLOCK_MONOTONIC, &a);
  run(v, calls);
  clock_gettime(CLOCK_MONOTONIC, &b);
  return (double)(b.tv_sec - a.tv_sec) * 1e9 + (double)(b.tv_nsec - a.tv_nsec);
}

/* One slow turn must not end the calibration early. */
static double least_of_three(const struct variant *v) {
  double least = 1e30;
  for (int i = 0; i < 3; i++) {
    double each = elapsed(v, v->calls);
    if (each < least) least = each;
  }
  return least;
}

static void *placed(const char *bytes, size_t size) {
  char *copy = aligned_alloc(64, (size + 4096 + 63) / 64 * 64);
  if (copy == NULL) exit(2);
  if (bytes != NULL) memcpy(copy, bytes, size);
  return copy;
}

/* A vCPU of a VM of its own; -1 where there is no KVM. */
static int open_kernel(void) {
  int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
  int vm = kvm < 0 ? -1 : ioctl(kvm, KVM_CREATE_VM, 0);
  int vcpu = vm < 0 ? -1 : ioctl(vm, KVM_CREATE_VCPU, 0);
  return vcpu < 0 ? -1 : ioctl(vcpu, 0xaece /* KVM_GET_STATS_FD: younger than some headers */, 0);
}

int main(int argc, char **argv) {
  static char dump[65536], line[64];
  static struct variant variants[MAX_VARIANTS];
  size_t count = 0, turn = 0;
  FILE *file = argc == 4 ? fopen(argv[1], "rb") : NULL;
  if (file == NULL) return 2;
  size_t length = fread(dump, 1, sizeof dump, file);
  double slice = atof(argv[2]);
  int rotations = atoi(argv[3]);
  memcpy(&header, dump, sizeof header);
  id = placed(dump + header.id_offset, NAME_SIZE);
  desc = placed(dump + header.desc_offset, (size_t)header.num_desc * DESC_SIZE);
  size_stats = length - header.data_offset;
  stats = placed(dump + header.data_offset, size_stats);
  buffer = placed(NULL, 65536);

  const uint64_t positions[] = { 0, header.data_offset, 0 };
  const size_t sizes[] = { sizeof header, size_stats, length };
  stats_fd = open_kernel();
  /* The running kernel's dump has to be as long for its times to compare. */
  int kinds = stats_fd >= 0 && pread(stats_fd, buffer, 65536, 0) == (ssize_t)length ? 3 : 2;
  for (int kind = 0; kind < kinds; kind++)
    for (int i = 0; i < 3; i++) variants[count++] = (struct variant){ (enum kind)kind, positions[i], sizes[i], 1, 1e30 };
  for (size_t i = 0; i < count; i++)
    while (least_of_three(&variants[i]) < slice / 2) variants[i].calls *= 2;

  while (fgets(line, sizeof line, stdin) != NULL) {
    for (int rotation = 0; rotation < rotations; rotation++, turn++) {
      for (size_t i = 0; i < count; i++) {
        struct variant *v = &variants[(i + turn) % count];
        double each = elapsed(v, v->calls) / (double)v->calls;
        if (each < v->least) v->least = each;
      }
    }
    puts("done");
    fflush(stdout);
  }
  for (size_t i = 0; i < count; i++) printf("%s\t%zu\t%.2f\n", names[variants[i].kind], variants[i].size, variants[i].least);
  return 0;
}
