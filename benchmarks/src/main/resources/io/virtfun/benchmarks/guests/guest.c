// A guest that keeps calls outstanding and counts those that end. Written from
// docs/shared-memory.md: names are those of its tables, quotes are titles of its sections.
//
//   guest SOCKET [FUNCTION [ARGUMENT]]
//
// It calls noop, or a function that writes no output, with at most one argument, a U32. As FUNCTION
// !garbage it attacks: it floods its lane with calls of a function that there is not, rings for each
// batch whether the host asks or not, and asks for a reset when its lane is quarantined; CALLS are
// those. As !burn it touches nothing and keeps a processor busy.
// Says "ready" once it is attached. Each line "IN_FLIGHT FROM UNTIL LOOK" on stdin is a measurement,
// answered by "CALLS CPU P50 P99": it calls from then on, and counts from FROM until UNTIL, both in
// nanoseconds of CLOCK_MONOTONIC; LOOK is for how many nanoseconds it looks for completions before
// it sleeps; CPU is the processor time that passed meanwhile; P50 and P99 are of the nanoseconds that
// calls took, 0 where more than one was outstanding. It ends when stdin does.

#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "fields are used as they lie");

// RegionHeader
enum { MAGIC = 0, VERSION_MAJOR = 8, LANE_COUNT = 40, LANE_DIRECTORY_OFFSET = 48,
       CATALOGUE_OFFSET = 56, ARENA_OFFSET = 72, STATE = 128, RESET_ANSWERED = 136,
       RESET_REQUEST = 256 };
// LaneDirectoryEntry
enum { CONTROL_OFFSET = 0, SUBMISSION_ENTRIES_OFFSET = 8, COMPLETION_ENTRIES_OFFSET = 16,
       SUBMISSION_CAPACITY = 24, COMPLETION_CAPACITY = 28 };
// LaneControl
enum { SUBMISSION_TAIL = 0, SUBMISSION_HEAD = 128, SUBMISSION_WAKEUP = 256, COMPLETION_TAIL = 384,
       COMPLETION_HEAD = 512, COMPLETION_WAKEUP = 640, LANE_STATE = 768 };
// SubmissionEntry, CompletionEntry
enum { CORRELATION_ID = 0, FUNCTION_ID = 8, INPUT_OFFSET = 16, INPUT_BYTES = 32, ARGUMENTS = 44,
       STATUS = 8 };
// CatalogueHeader, FunctionEntry
enum { FUNCTION_COUNT = 8, FUNCTION_ENTRY_BYTES = 12, FUNCTIONS_OFFSET = 24, ID = 0, NAME = 32,
       NAME_BYTES = 48 };

enum { READY = 1, QUARANTINED = 2, OK = 0, ENTRY_BYTES = 64, PAYLOAD_BYTES = 64,
       LOOKS_PER_CLOCK = 64, MOST_SAMPLES = 1 << 20, MOST_WAIT_MILLIS = 30000 };

static uint8_t *region;
static uint8_t *submissions, *completions, *control;
static uint64_t submissionMask, completionMask, arena;
static uint32_t function, argument;
static const char *path, *name = "noop";
static int connection, hostDoorbell, ownDoorbell;

// What each side of a queue remembers.
static uint64_t tail, freed, head;
static uint32_t answered, sequence;

// How long calls took.
static uint64_t samples[MOST_SAMPLES];
static size_t sampled;

#define FAIL(...) (fprintf(stderr, "guest: " __VA_ARGS__), fputc('\n', stderr), exit(1))
#define LOAD(bits, at, order) \
  atomic_load_explicit((_Atomic uint##bits##_t *)(at), memory_order_##order)
#define STORE(bits, at, value, order) \
  atomic_store_explicit((_Atomic uint##bits##_t *)(at), value, memory_order_##order)

static uint64_t get64(const uint8_t *at) {
  uint64_t value;
  memcpy(&value, at, sizeof value);
  return value;
}

static uint32_t get32(const uint8_t *at) {
  uint32_t value;
  memcpy(&value, at, sizeof value);
  return value;
}

// A message of "Attaching", and the descriptor beside it or -1.
static int64_t receive(int *beside) {
  int64_t value = 0;
  *beside = -1;
  for (size_t got = 0; got < sizeof value;) {
    union { struct cmsghdr header; char bytes[CMSG_SPACE(sizeof *beside)]; } ancillary;
    struct iovec rest = {(char *)&value + got, sizeof value - got};
    struct msghdr message = {.msg_iov = &rest, .msg_iovlen = 1, .msg_control = &ancillary,
                             .msg_controllen = CMSG_LEN(sizeof *beside)};
    ssize_t bytes = recvmsg(connection, &message, MSG_CMSG_CLOEXEC);
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes <= 0) FAIL("%s: %s (expected: a message)", path, bytes < 0 ? strerror(errno) : "end");
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header != NULL && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
      memcpy(beside, CMSG_DATA(header), sizeof *beside);
    got += (size_t)bytes;
  }
  return value;
}

// "Opening a region", as far as lane 0 and noop need; this guest trusts the host.
static void openRegion(void) {
  if (get64(region + MAGIC) != 0x004E554654524956 || region[VERSION_MAJOR] != 1 ||
      LOAD(32, region + STATE, acquire) != READY)
    FAIL("%s: region (expected: version 1, ready)", path);
  uint8_t *lane = region + get64(region + LANE_DIRECTORY_OFFSET);
  control = region + get64(lane + CONTROL_OFFSET);
  submissions = region + get64(lane + SUBMISSION_ENTRIES_OFFSET);
  completions = region + get64(lane + COMPLETION_ENTRIES_OFFSET);
  submissionMask = get32(lane + SUBMISSION_CAPACITY) - 1;
  completionMask = get32(lane + COMPLETION_CAPACITY) - 1;
  arena = get64(region + ARENA_OFFSET);
  uint8_t *catalogue = region + get64(region + CATALOGUE_OFFSET);
  uint8_t *entry = region + get64(catalogue + FUNCTIONS_OFFSET);
  for (uint32_t i = get32(catalogue + FUNCTION_COUNT); i > 0; i--) {
    if (strncmp((char *)entry + NAME, name, NAME_BYTES) == 0) function = get32(entry + ID);
    entry += get32(catalogue + FUNCTION_ENTRY_BYTES);
  }
  if (function == 0 && name[0] != '!') FAIL("%s: catalogue without %s (expected: one with)", path, name);
}

static void attach(void) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) FAIL("%s: too long for a socket", path);
  strcpy(address.sun_path, path);
  connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  while (connect(connection, (struct sockaddr *)&address, sizeof address) != 0)
    if (errno != EINTR) FAIL("%s: %s (expected: a tenant's socket)", path, strerror(errno));
  int file;
  int64_t version = receive(&file);
  if (version != 0) FAIL("%s: version %" PRId64 " (expected: 0)", path, version);
  int64_t peer = receive(&file), message = receive(&file);
  struct stat about = {0};
  if (message != -1 || fstat(file, &about) != 0) FAIL("%s: no region (expected: its file)", path);
  region = mmap(NULL, (size_t)about.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (region == MAP_FAILED) FAIL("%s: mmap: %s (expected: a mapping)", path, strerror(errno));
  close(file);
  openRegion();
  uint32_t lanes = get32(region + LANE_COUNT);
  for (uint32_t hosts = 0, owns = 0; hosts < lanes || owns < lanes;) {
    int doorbell;
    int64_t owner = receive(&doorbell);
    if (doorbell < 0) continue;  // some other peer has left
    if (owner == 0 && hosts++ == 0) hostDoorbell = doorbell;
    else if (owner == peer && owns++ == 0) ownDoorbell = doorbell;
    else close(doorbell);
  }
}

static void fill(uint64_t count) {
  for (; count > 0; count--, tail++) {
    // Seldom: the host may answer a call before it gives back the entry.
    while (tail - freed > submissionMask) freed = LOAD(64, control + SUBMISSION_HEAD, acquire);
    uint8_t *entry = submissions + (tail & submissionMask) * ENTRY_BYTES;
    uint64_t words[ENTRY_BYTES / 8] = {[CORRELATION_ID / 8] = tail, [FUNCTION_ID / 8] = function,
                                       [INPUT_OFFSET / 8] = arena,
                                       [INPUT_BYTES / 8] = PAYLOAD_BYTES};
    memcpy(entry, words, sizeof words);
    memcpy(entry + ARGUMENTS, &argument, sizeof argument);
  }
}

static void ring(void) {
  uint64_t one = 1;
  if (write(hostDoorbell, &one, sizeof one) < 0 && errno != EAGAIN)
    FAIL("doorbell of the host: %s (expected: rung)", strerror(errno));
}

// The producer's part of "Doorbell handshake".
static void publish(void) {
  STORE(64, control + SUBMISSION_TAIL, tail, release);
  atomic_thread_fence(memory_order_seq_cst);
  uint32_t asked = LOAD(32, control + SUBMISSION_WAKEUP, relaxed);
  if (asked % 2 == 0 || asked == answered) return;
  answered = asked;
  ring();
}

static uint64_t take(void) {
  uint64_t available = LOAD(64, control + COMPLETION_TAIL, acquire) - head;
  for (uint64_t i = 0; i < available; i++, head++) {
    uint32_t status = get32(completions + (head & completionMask) * ENTRY_BYTES + STATUS);
    if (status != OK) FAIL("%s: status %" PRIu32 " (expected: 0)", name, status);
  }
  if (available > 0) STORE(64, control + COMPLETION_HEAD, head, release);
  return available;
}

static uint64_t nanos(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

// Looks for completions for a short while.
static bool look(uint64_t lookNanos) {
  uint64_t end = nanos(CLOCK_MONOTONIC) + lookNanos;
  do {
    for (int i = 0; i < LOOKS_PER_CLOCK; i++) {
      if (LOAD(64, control + COMPLETION_TAIL, acquire) != head) return true;
#if defined(__x86_64__)
      __builtin_ia32_pause();
#endif
    }
  } while (nanos(CLOCK_MONOTONIC) < end);
  return false;
}

// The consumer's part of "Doorbell handshake".
static void sleepUntilRung(void) {
  sequence |= 1;
  STORE(32, control + COMPLETION_WAKEUP, sequence, release);
  atomic_thread_fence(memory_order_seq_cst);
  if (LOAD(64, control + COMPLETION_TAIL, acquire) == head) {
    if (LOAD(32, control + LANE_STATE, acquire) == QUARANTINED) FAIL("lane: quarantined");
    struct pollfd wakers[] = {{ownDoorbell, POLLIN, 0}, {connection, POLLIN, 0}};
    int woken = poll(wakers, 2, MOST_WAIT_MILLIS);
    if (woken == 0) FAIL("%s: no completion (expected: within %d ms)", name, MOST_WAIT_MILLIS);
    if (woken < 0 && errno != EINTR) FAIL("poll: %s (expected: a ring)", strerror(errno));
    if (woken < 0) wakers[1].revents = 0;
    uint64_t rings;
    if (read(ownDoorbell, &rings, sizeof rings) < 0 && errno != EAGAIN)
      FAIL("own doorbell: %s (expected: cleared)", strerror(errno));
    char ignored[64];
    if (wakers[1].revents != 0 && recv(connection, ignored, sizeof ignored, MSG_DONTWAIT) == 0)
      FAIL("%s: connection ended (expected: a completion)", path);
  }
  STORE(32, control + COMPLETION_WAKEUP, ++sequence, relaxed);
}

#include "attack.h"

static int ascending(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

static uint64_t percentile(size_t percent) {
  return sampled == 0 ? 0 : samples[(sampled - 1) * percent / 100];
}

static void measure(uint64_t inFlight, uint64_t from, uint64_t until, uint64_t lookNanos) {
  uint64_t calls = 0, cpu = 0, outstanding = inFlight;
  bool counting = false;
  sampled = 0;
  uint64_t begun = nanos(CLOCK_MONOTONIC);
  fill(inFlight);
  publish();
  while (outstanding > 0) {
    if (!look(lookNanos)) sleepUntilRung();
    uint64_t taken = take(), now = nanos(CLOCK_MONOTONIC);
    if (!counting && now >= from) {
      counting = true;
      cpu = nanos(CLOCK_PROCESS_CPUTIME_ID);
    }
    if (now >= until) {
      outstanding -= taken;
      continue;
    }
    if (counting) calls += taken;
    if (taken > 0) {
      if (counting && inFlight == 1 && sampled < MOST_SAMPLES) samples[sampled++] = now - begun;
      begun = now;
      fill(taken);
      publish();
    }
  }
  cpu = counting ? nanos(CLOCK_PROCESS_CPUTIME_ID) - cpu : 0;
  qsort(samples, sampled, sizeof *samples, ascending);
  printf("%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", calls, cpu, percentile(50),
         percentile(99));
  fflush(stdout);
}

int main(int argc, char **argv) {
  if (argc < 2 || argc > 4)
    FAIL("%d arguments (expected: SOCKET [FUNCTION [ARGUMENT]])", argc - 1);
  path = argv[1];
  if (argc > 2) name = argv[2];
  if (argc > 3) argument = (uint32_t)strtoul(argv[3], NULL, 10);
  attach();
  puts("ready");
  fflush(stdout);
  uint64_t inFlight, from, until, lookNanos;
  while (scanf("%" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64, &inFlight, &from, &until,
               &lookNanos) == 4) {
    uint64_t most = submissionMask < completionMask ? submissionMask + 1 : completionMask + 1;
    if (inFlight < 1 || inFlight > most)
      FAIL("in flight: %" PRIu64 " (expected: 1..%" PRIu64 ")", inFlight, most);
    if (name[0] == '!') disturb(from, until);
    else measure(inFlight, from, until, lookNanos);
  }
}
