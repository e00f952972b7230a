/* Functions that behave, and one that does not. Macros break the table for tests. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "virtfun_function.h"

#ifndef ABI
#define ABI VIRTFUN_ABI
#endif
#ifndef FUNCTION_BYTES
#define FUNCTION_BYTES sizeof(virtfun_function)
#endif
#ifndef COUNT
#define COUNT 3
#endif
#ifndef FUNCTIONS
#define FUNCTIONS functions
#endif
#ifndef NAME
#define NAME "reverse"
#endif
#ifndef KIND
#define KIND VIRTFUN_EXACT
#endif
#ifndef FACTOR
#define FACTOR VIRTFUN_INPUT
#endif
#ifndef REVERSE
#define REVERSE reverse
#endif

#ifdef CRASH_AT_LOAD
__attribute__((constructor)) static void crash_at_load(void) { *(volatile int *)8 = 1; }
#endif

static int32_t reverse(const uint8_t *in, size_t n, uint8_t *out, size_t cap, size_t *written,
                       const void *arguments, const volatile uint32_t *cancel) {
  (void)arguments, (void)cancel, (void)cap;
  for (size_t i = 0; i < n; i++) out[i] = in[n - 1 - i];
  *written = n;
  return VIRTFUN_OK;
}

/* Repeats the key's bytes, each plus an addend. */
static int32_t repeat(const uint8_t *in, size_t n, uint8_t *out, size_t cap, size_t *written,
                      const void *arguments, const volatile uint32_t *cancel) {
  (void)in, (void)n, (void)cancel, (void)cap;
  uint32_t times;
  int64_t add;
  float factor;
  uint8_t key[3];
  const char *at = arguments;
  memcpy(&times, at, 4);
  memcpy(key, at + 4, 3);
  memcpy(&add, at + 7, 8);
  memcpy(&factor, at + 15, 4);
  for (uint32_t i = 0; i < times; i++)
    for (int j = 0; j < 3; j++) *out++ = (uint8_t)(key[j] * factor + add);
  *written = 3 * (size_t)times;
  return VIRTFUN_OK;
}

static void recurse(volatile char *above) {
  volatile char here[4096];
  here[0] = above[0];
  recurse(here);
  here[1] = 1;
}

static int32_t misbehave(const uint8_t *in, size_t n, uint8_t *out, size_t cap, size_t *written,
                         const void *arguments, const volatile uint32_t *cancel) {
  uint32_t how;
  char bytes[64] = {0};
  memcpy(&how, arguments, 4);
  switch (how) {
    case 0: *written = 0; return VIRTFUN_OK;
    case 1: *(volatile int *)8 = 1; return VIRTFUN_OK;
    case 2: exit(3);
    case 3: abort();
    case 4: for (;;) out[0] = 1;
    case 5: while (!*cancel) out[0] = 1; return VIRTFUN_CANCELLED;
    case 6: memset(out, 1, cap + 1); return VIRTFUN_OK;
    case 7: bytes[0] = ((const volatile uint8_t *)in)[n]; *written = 0; return VIRTFUN_OK;
    case 8: ((uint8_t *)(uintptr_t)in)[0] = 1; return VIRTFUN_OK;
    case 9: *written = cap + 1; return VIRTFUN_OK;
    case 10: *written = SIZE_MAX; return VIRTFUN_OK;
    case 11: return 99;
    case 12: *written = 12345; return VIRTFUN_OUTPUT_TOO_SMALL;
    case 13: return VIRTFUN_BAD_DATA;
    case 14:
      puts("not an answer, but text for people");
      fflush(stdout);
      *written = fread(bytes, 1, sizeof bytes, stdin);
      return VIRTFUN_OK;
    case 15: /* Says it wrote all and wrote nothing. */ *written = cap; return VIRTFUN_OK;
    case 16: recurse(bytes); return VIRTFUN_OK;
    case 17: /* Answers for itself, in vain: the pipe is none of its descriptors 0 to 2. */
      for (int fd = 0; fd < 256; fd++)
        if (write(fd, bytes, sizeof bytes) < 0) continue;
      *written = 0;
      return VIRTFUN_OK;
    case 18: return VIRTFUN_CANCELLED;
    default: _exit(5);
  }
}

static const virtfun_function functions[] = {
    {.name = NAME,
     .summary = "The input's bytes, last first",
     .version = 1,
     .flags = VIRTFUN_IDEMPOTENT,
     .output = {.kind = KIND, .terms = {{.coefficient = 1, .factors = {FACTOR}}}},
     .run = REVERSE},
    {.name = "repeat",
     .summary = "A key, several times",
     .version = 2,
     .alignment = 8,
     .parameters = {{.name = "times",
                     .type = VIRTFUN_U32,
                     .flags = VIRTFUN_POWER_OF_TWO,
                     .min.whole = 1,
                     .max.whole = 1024},
                    {.name = "key", .type = VIRTFUN_BYTES, .bytes = 3},
                    {.name = "add",
                     .type = VIRTFUN_I64,
                     .flags = VIRTFUN_HAS_DEFAULT,
                     .min.whole = -5,
                     .max.whole = 5},
                    {.name = "factor",
                     .type = VIRTFUN_F32,
                     .flags = VIRTFUN_HAS_DEFAULT,
                     .min.real = 0,
                     .max.real = 4,
                     .initial.real = 1}},
     .input = {.max_bytes = 16, .multiple_of = 8},
     .output = {.kind = VIRTFUN_EXACT,
                .terms = {{.coefficient = 3, .factors = {VIRTFUN_PARAMETER(0)}}}},
     .run = repeat},
    {.name = "misbehave",
     .summary = "What a library must not do",
     .version = 1,
     .parameters = {{.name = "how", .type = VIRTFUN_U32, .max.whole = 100}},
     .run = misbehave},
};

#ifndef NO_TABLE
const virtfun_table virtfun_library = {
    .abi = ABI, .function_bytes = FUNCTION_BYTES, .count = COUNT, .functions = FUNCTIONS};
#endif
