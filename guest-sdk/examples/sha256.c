// Prints the SHA-256 digest of standard input, which a VirtFun broker computes. Written from
// docs/shared-memory.md alone: names are those of its tables, quotes are titles of its sections.

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
#include <unistd.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "fields are used as they lie");
_Static_assert(ATOMIC_INT_LOCK_FREE == 2 && ATOMIC_LLONG_LOCK_FREE == 2, "no lock is shared");

typedef struct { const char *name; unsigned offset, bytes; } Field;
#define FIELD(name, offset, bytes) static const Field name = {#name, offset, bytes};
// RegionHeader
FIELD(magic, 0, 8) FIELD(versionMajor, 8, 2) FIELD(headerBytes, 12, 4) FIELD(regionBytes, 16, 8)
FIELD(laneCount, 40, 4) FIELD(laneDirectoryOffset, 48, 8) FIELD(catalogueOffset, 56, 8)
FIELD(catalogueBytes, 64, 8) FIELD(arenaOffset, 72, 8) FIELD(arenaBytes, 80, 8)
// LaneDirectoryEntry, LaneControl
FIELD(controlOffset, 0, 8) FIELD(submissionEntriesOffset, 8, 8)
FIELD(completionEntriesOffset, 16, 8) FIELD(submissionCapacity, 24, 4)
FIELD(completionCapacity, 28, 4) FIELD(vector, 32, 4) FIELD(quarantineReason, 772, 4)
// SubmissionEntry, CompletionEntry
FIELD(correlationId, 0, 8) FIELD(functionId, 8, 4) FIELD(inputOffset, 16, 8)
FIELD(outputOffset, 24, 8) FIELD(inputBytes, 32, 4) FIELD(outputCapacity, 36, 4)
FIELD(status, 8, 4) FIELD(outputBytes, 16, 4) FIELD(detail, 24, 8)
// CatalogueHeader, FunctionEntry
FIELD(functionCount, 8, 4) FIELD(functionEntryBytes, 12, 4) FIELD(functionsOffset, 24, 8)
FIELD(id, 0, 4) FIELD(version, 4, 4) FIELD(alignmentBytes, 12, 4) FIELD(parameterCount, 16, 4)

// What changes while both sides run: STATE in RegionHeader, the others in LaneControl.
enum { STATE = 128, SUBMISSION_TAIL = 0, SUBMISSION_WAKEUP = 256, COMPLETION_TAIL = 384,
       COMPLETION_HEAD = 512, COMPLETION_WAKEUP = 640, LANE_STATE = 768 };

enum { HEADER_BYTES = 384, ENTRY_BYTES = 64, CONTROL_BYTES = 1024, NAME = 32, DIGEST_BYTES = 32 };
enum { READY = 1, QUARANTINED = 2, OK = 0, CALL = 0xC0FFEE };

static uint8_t *region;
static uint64_t lane, control;  // offsets of what belongs to lane 0
static const char *path;
static int connection, hostDoorbell, ownDoorbell;

#define FAIL(code, ...) \
  (fprintf(stderr, "sha256: " __VA_ARGS__), fputc('\n', stderr), exit(code))
#define ATOMIC(bits, at) ((_Atomic uint##bits##_t *)(region + (at)))
#define LOAD(bits, at, order) atomic_load_explicit(ATOMIC(bits, at), memory_order_##order)
#define STORE(bits, at, value, order) \
  atomic_store_explicit(ATOMIC(bits, at), value, memory_order_##order)

static uint64_t get(uint64_t at, Field field) {
  uint64_t value = 0;
  memcpy(&value, region + at + field.offset, field.bytes);
  return value;
}

static void put(uint64_t at, Field field, uint64_t value) {
  memcpy(region + at + field.offset, &value, field.bytes);
}

static uint64_t check(uint64_t at, Field field, bool valid, const char *expected) {
  uint64_t value = get(at, field);
  if (valid) return value;
  FAIL(1, "region+%#" PRIx64 ": %s: %" PRIu64 " (expected: %s)", at + field.offset, field.name,
       value, expected);
}

static uint64_t range(uint64_t at, Field field, uint64_t least, uint64_t most) {
  uint64_t value = get(at, field);
  char expected[64];
  snprintf(expected, sizeof expected, "%" PRIu64 "..%" PRIu64, least, most);
  return check(at, field, least <= value && value <= most, expected);
}

static uint64_t powerOfTwo(uint64_t at, Field field, uint64_t least, uint64_t most) {
  uint64_t value = range(at, field, least, most);
  return check(at, field, (value & (value - 1)) == 0, "power of two");
}

// A field that says where `bytes` bytes begin, which must end at `end` or before.
static uint64_t place(uint64_t at, Field field, uint64_t alignment, uint64_t bytes, uint64_t end) {
  uint64_t value = get(at, field);
  char expected[96];
  snprintf(expected, sizeof expected, "multiple of %" PRIu64 ", %" PRIu64 " bytes before %" PRIu64,
           alignment, bytes, end);
  return check(at, field, value % alignment == 0 && bytes <= end && value <= end - bytes, expected);
}

// "Opening a region". Of the catalogue only what is used is read, and what is read is checked.
static void checkRegion(uint64_t mappedBytes) {
  check(0, magic, get(0, magic) == 0x004E554654524956, "VIRTFUN");
  check(0, versionMajor, get(0, versionMajor) == 1, "1");
  uint32_t state = LOAD(32, STATE, acquire);
  if (state != READY) FAIL(1, "region+%#x: state: %" PRIu32 " (expected: 1, READY)", STATE, state);
  uint64_t end = range(0, regionBytes, HEADER_BYTES, mappedBytes);
  range(0, headerBytes, HEADER_BYTES, end);
  uint64_t lanes = range(0, laneCount, 1, 64);
  lane = place(0, laneDirectoryOffset, 64, lanes * ENTRY_BYTES, end);
  for (uint64_t each = lane; each < lane + lanes * ENTRY_BYTES; each += ENTRY_BYTES) {
    uint64_t submissions = powerOfTwo(each, submissionCapacity, 2, 65536);
    uint64_t completions = powerOfTwo(each, completionCapacity, 2, 65536);
    place(each, controlOffset, 64, CONTROL_BYTES, end);
    place(each, submissionEntriesOffset, 64, submissions * ENTRY_BYTES, end);
    place(each, completionEntriesOffset, 64, completions * ENTRY_BYTES, end);
    range(each, vector, 0, 63);
  }
  control = get(lane, controlOffset);
  uint64_t bytes = range(0, catalogueBytes, ENTRY_BYTES, end);
  uint64_t catalogue = place(0, catalogueOffset, 64, bytes, end);
  uint64_t stride = range(catalogue, functionEntryBytes, 1024, 65536);
  check(catalogue, functionEntryBytes, stride % 8 == 0, "multiple of 8");
  uint64_t table = range(catalogue, functionCount, 0, 4096) * stride;
  range(catalogue, functionsOffset, catalogue + ENTRY_BYTES, catalogue + bytes);
  place(catalogue, functionsOffset, 8, table, catalogue + bytes);
  place(0, arenaOffset, 64, get(0, arenaBytes), end);
}

// Message `number` of "Attaching"; with a descriptor beside it, or without where that is NULL.
static int64_t receive(uint64_t number, int64_t least, int64_t most, int *descriptor,
                       const char *expected) {
  int64_t value = 0;
  int beside = -1;
  for (size_t got = 0; got < sizeof value;) {
    union { struct cmsghdr header; char bytes[CMSG_SPACE(sizeof beside)]; } ancillary;
    struct iovec rest = {(char *)&value + got, sizeof value - got};
    struct msghdr message = {.msg_iov = &rest, .msg_iovlen = 1, .msg_control = &ancillary,
                             .msg_controllen = CMSG_LEN(sizeof beside)};
    ssize_t bytes = recvmsg(connection, &message, MSG_CMSG_CLOEXEC);
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes <= 0)
      FAIL(1, "%s: message %" PRIu64 ": %s (expected: 8 bytes)", path, number,
           bytes < 0 ? strerror(errno) : "connection ended");
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header != NULL && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
      memcpy(&beside, CMSG_DATA(header), sizeof beside);
    got += (size_t)bytes;
  }
  // Some other peer has left.
  if (number > 3 && beside < 0) return receive(number, least, most, descriptor, expected);
  if (value < least || value > most || (descriptor != NULL) != (beside >= 0)) {
    static const char *const refusals[] = {", broker shuts down", ", tenant full", ", not allowed"};
    bool refused = number == 1 && value >= -4 && value <= -2;
    FAIL(1, "%s: message %" PRIu64 ": %" PRId64 "%s (expected: %s)", path, number, value,
         refused ? refusals[value + 4] : beside < 0 ? "" : " with a descriptor", expected);
  }
  if (descriptor != NULL) *descriptor = beside;
  return value;
}

static void attach(void) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  size_t length = strlen(path), most = sizeof address.sun_path - 1;
  if (length > most) FAIL(2, "%s: %zu bytes (expected: at most %zu)", path, length, most);
  memcpy(address.sun_path, path, length);
  connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  // A socket that took the place of a closed stdin would be read as the input.
  if (connection <= STDERR_FILENO) FAIL(1, "socket: %d (expected: 3 or more)", connection);
  while (connect(connection, (struct sockaddr *)&address, sizeof address) != 0)
    if (errno != EINTR) FAIL(1, "%s: %s (expected: a tenant's socket)", path, strerror(errno));

  receive(1, 0, 0, NULL, "0, the protocol's version");
  int64_t peer = receive(2, 1, 65535, NULL, "1..65535, the own id");
  int file;
  receive(3, -1, -1, &file, "-1 with the region's file");
  struct stat about = {0};
  if (fstat(file, &about) != 0 || about.st_size < HEADER_BYTES)
    FAIL(1, "%s: region: %jd bytes (expected: at least 384)", path, (intmax_t)about.st_size);
  region = mmap(NULL, (size_t)about.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (region == MAP_FAILED) FAIL(1, "%s: region: %s (expected: a mapping)", path, strerror(errno));
  close(file);
  checkRegion((uint64_t)about.st_size);

  // Doorbells of all lanes, the host's before the own; this program uses lane 0 only.
  uint64_t lanes = get(0, laneCount);
  for (uint64_t i = 0; i < 2 * lanes; i++) {
    int64_t owner = i < lanes ? 0 : peer;
    const char *expected = i < lanes ? "0 with a doorbell" : "own id with a doorbell";
    int doorbell;
    receive(4 + i, owner, owner, &doorbell, expected);
    if (i == 0) hostDoorbell = doorbell;
    else if (i == lanes) ownDoorbell = doorbell;
    else close(doorbell);
  }
}

static uint64_t findFunction(const char *name) {
  uint64_t header = get(0, catalogueOffset), count = get(header, functionCount);
  uint64_t entry = get(header, functionsOffset);
  for (uint64_t i = 0; i < count; i++, entry += get(header, functionEntryBytes)) {
    if (strncmp((char *)region + entry + NAME, name, 48) != 0 || get(entry, version) != 1) continue;
    powerOfTwo(entry, alignmentBytes, 1, 4096);
    check(entry, parameterCount, get(entry, parameterCount) == 0, "0");
    return entry;
  }
  FAIL(1, "catalogue: %" PRIu64 " functions without %s@1 (expected: one with)", count, name);
}

static uint32_t readInput(uint8_t *to, uint64_t room) {
  for (uint64_t bytes = 0;;) {
    uint8_t beyond;
    ssize_t n = bytes < room ? read(STDIN_FILENO, to + bytes, room - bytes)
                             : read(STDIN_FILENO, &beyond, 1);
    if (n == 0) return (uint32_t)bytes;
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) FAIL(1, "stdin: %s (expected: bytes)", strerror(errno));
    if (bytes == room)
      FAIL(1, "stdin: more bytes (expected: at most %" PRIu64 ", what the arena holds)", room);
    bytes += (uint64_t)n;
  }
}

static uint64_t entryAt(uint64_t position, Field entries, Field capacity) {
  return get(lane, entries) + (position & (get(lane, capacity) - 1)) * ENTRY_BYTES;
}

static void submit(uint64_t function, uint64_t input, uint64_t bytes, uint64_t output) {
  uint64_t tail = LOAD(64, control + SUBMISSION_TAIL, relaxed);
  uint64_t entry = entryAt(tail, submissionEntriesOffset, submissionCapacity);
  memset(region + entry, 0, ENTRY_BYTES);
  put(entry, correlationId, CALL);
  put(entry, functionId, get(function, id));
  put(entry, inputOffset, input);
  put(entry, inputBytes, bytes);
  put(entry, outputOffset, output);
  put(entry, outputCapacity, DIGEST_BYTES);
  STORE(64, control + SUBMISSION_TAIL, tail + 1, release);
  atomic_thread_fence(memory_order_seq_cst);
  // Nothing was answered before: this is the only submission.
  if (LOAD(32, control + SUBMISSION_WAKEUP, relaxed) % 2 == 0) return;
  uint64_t one = 1;
  if (write(hostDoorbell, &one, sizeof one) < 0 && errno != EAGAIN)
    FAIL(1, "doorbell of the host: %s (expected: rung)", strerror(errno));
}

// Sleeps until the doorbell rings or the socket says something; false: the connection has ended.
static bool sleepConnected(void) {
  struct pollfd wakers[] = {{ownDoorbell, POLLIN, 0}, {connection, POLLIN, 0}};
  while (poll(wakers, 2, -1) < 0)
    if (errno != EINTR) FAIL(1, "poll: %s (expected: a ring)", strerror(errno));
  uint64_t rings;
  if (read(ownDoorbell, &rings, sizeof rings) < 0 && errno != EAGAIN)
    FAIL(1, "own doorbell: %s (expected: cleared)", strerror(errno));
  char ignored[64];
  ssize_t bytes = recv(connection, ignored, sizeof ignored, MSG_DONTWAIT);
  return bytes > 0 || (bytes < 0 && (errno == EAGAIN || errno == EINTR));
}

// The consumer's part of "Doorbell handshake".
static void awaitCompletion(uint64_t head) {
  uint32_t sequence = LOAD(32, control + COMPLETION_WAKEUP, relaxed);
  bool connected = true;
  while (LOAD(64, control + COMPLETION_TAIL, acquire) == head) {
    if (!connected) FAIL(1, "%s: connection ended (expected: a completion)", path);
    if (LOAD(32, control + LANE_STATE, acquire) == QUARANTINED)
      FAIL(1, "lanes[0]: quarantined for reason %" PRIu64 " (expected: a completion)",
           get(control, quarantineReason));
    sequence |= 1;
    STORE(32, control + COMPLETION_WAKEUP, sequence, release);
    atomic_thread_fence(memory_order_seq_cst);
    if (LOAD(64, control + COMPLETION_TAIL, acquire) == head) connected = sleepConnected();
    STORE(32, control + COMPLETION_WAKEUP, ++sequence, relaxed);
  }
}

static void takeCompletion(void) {
  uint64_t head = LOAD(64, control + COMPLETION_HEAD, relaxed), entry;
  do {
    awaitCompletion(head);
    entry = entryAt(head++, completionEntriesOffset, completionCapacity);
  } while (get(entry, correlationId) != CALL);
  uint64_t result = get(entry, status), bytes = get(entry, outputBytes);
  if (result != OK || bytes != DIGEST_BYTES)
    FAIL(1, "call of sha256: status %" PRIu64 ", detail %" PRIu64 ", %" PRIu64
         " bytes (expected: status 0, 32 bytes)", result, get(entry, detail), bytes);
  STORE(64, control + COMPLETION_HEAD, head, release);
}

int main(int argc, char **argv) {
  if (argc != 2) FAIL(2, "%d arguments (expected: 1, SOCKET)", argc - 1);
  path = argv[1];
  attach();
  uint64_t function = findFunction("sha256"), mask = get(function, alignmentBytes) - 1;
  uint64_t start = get(0, arenaOffset), end = start + get(0, arenaBytes);
  uint64_t output = (start + mask) & ~mask, input = (output + DIGEST_BYTES + mask) & ~mask;
  range(0, arenaBytes, input - start, get(0, regionBytes));
  uint64_t room = end - input < UINT32_MAX ? end - input : UINT32_MAX;
  submit(function, input, readInput(region + input, room), output);
  takeCompletion();
  for (size_t i = 0; i < DIGEST_BYTES; i++) printf("%02x", region[output + i]);
  if (putchar('\n') == EOF || fflush(stdout) != 0)
    FAIL(1, "stdout: %s (expected: written)", strerror(errno));
}
