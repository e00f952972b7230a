/*
 * Functions of a C library for VirtFun's driver "native".
 *
 * The library exports one object, virtfun_library. It is loaded in processes of its own: when a
 * function crashes or calls exit, that call fails, and the process is started again. In one process
 * functions are called one at a time, always on the same thread.
 *
 * All numbers are in the host's byte order, which is little-endian. What is left zero is absent.
 */
#ifndef VIRTFUN_FUNCTION_H
#define VIRTFUN_FUNCTION_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define VIRTFUN_ABI 1u

/* What a function returns; every other number says that it failed. */
enum {
  /* The result is in the output; its length is in *written, at most the capacity. */
  VIRTFUN_OK = 0,
  /* The result does not fit; *written is the capacity needed, or 0 where unknown. */
  VIRTFUN_OUTPUT_TOO_SMALL = 1,
  /* The function refuses the data. */
  VIRTFUN_BAD_DATA = 2,
  /* The function saw that *cancel is not 0 and stopped. */
  VIRTFUN_CANCELLED = 3
};

/* Types of parameters; arguments are packed in order, without padding: read them by memcpy. */
enum {
  VIRTFUN_U32 = 1,
  VIRTFUN_I64 = 2,
  VIRTFUN_F32 = 3,
  VIRTFUN_F64 = 4,
  VIRTFUN_BYTES = 5
};

/* Flags of a parameter. */
enum { VIRTFUN_HAS_DEFAULT = 1, VIRTFUN_POWER_OF_TWO = 2 };

/* The number of a parameter: whole for U32 and I64, real for F32 and F64. */
typedef union virtfun_number {
  int64_t whole;
  double real;
} virtfun_number;

/* A parameter; a name that is empty ends the list. */
typedef struct virtfun_parameter {
  char name[24]; /* ends with a zero; [a-z][A-Za-z0-9._-]* */
  uint32_t type;
  uint32_t flags;
  virtfun_number min; /* least and most that are accepted */
  virtfun_number max;
  virtfun_number initial; /* the default, with VIRTFUN_HAS_DEFAULT */
  uint32_t bytes;         /* for VIRTFUN_BYTES: how many, 1..128 */
  uint32_t reserved;
} virtfun_parameter;

/* How the terms bind a size. */
enum { VIRTFUN_ANY = 0, VIRTFUN_EXACT = 1, VIRTFUN_AT_MOST = 2, VIRTFUN_AT_LEAST = 3 };

/* Factors of a term: the input's length in bytes, or a parameter (U32 or I64) by its index. */
#define VIRTFUN_INPUT 1
#define VIRTFUN_PARAMETER(index) (2 + (index))

/* ceil(coefficient * product of factors / divisor); a factor 0 ends the list, divisor 0 means 1. */
typedef struct virtfun_term {
  int64_t coefficient;
  int64_t divisor;
  uint8_t factors[8];
} virtfun_term;

/*
 * What sizes an input may have, or how large an output will be. A term with coefficient 0 ends the
 * list; without terms EXACT means 0 bytes. multiple_of 0 means 1; max_bytes 0 means 2^32 - 1.
 */
typedef struct virtfun_size {
  uint32_t kind;
  uint32_t multiple_of;
  uint64_t min_bytes;
  uint64_t max_bytes;
  virtfun_term terms[4];
} virtfun_size;

/*
 * Runs one call to its end. Input and output do not overlap and end before pages that cannot be
 * touched; output starts as zeros. The arguments are in range, and the sizes keep the rules.
 * *cancel may become other than 0 while the function runs: the result is not wanted any more, and
 * soon the process is ended.
 */
typedef int32_t (*virtfun_run)(const uint8_t *input, size_t input_bytes, uint8_t *output,
                               size_t capacity_bytes, size_t *written, const void *arguments,
                               const volatile uint32_t *cancel);

/* Flags of a function. */
enum { VIRTFUN_IDEMPOTENT = 1 };

typedef struct virtfun_function {
  char name[48];     /* ends with a zero; [a-z][A-Za-z0-9._-]* */
  char summary[112]; /* ends with a zero; one line of ASCII */
  uint32_t version;  /* at least 1; grows when meaning or encoding changes */
  uint32_t flags;
  uint32_t alignment; /* of input and output: power of two up to 4096; 0 means 1 */
  uint32_t reserved;
  virtfun_parameter parameters[8];
  virtfun_size input;
  virtfun_size output;
  virtfun_run run;
} virtfun_function;

typedef struct virtfun_table {
  uint32_t abi;            /* VIRTFUN_ABI */
  uint32_t function_bytes; /* sizeof(virtfun_function) */
  uint32_t count;          /* 1..64 */
  uint32_t reserved;
  const virtfun_function *functions;
} virtfun_table;

/* What the library exports. */
extern const virtfun_table virtfun_library;

#ifdef __cplusplus
}
#endif

#endif
