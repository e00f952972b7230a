/*
 * Two processes that wake each other by eventfds; both sleep in read(2).
 *
 * stdin:  lines of CALLS PAUSE_NANOS
 * stdout: for each line, how many nanoseconds each call took, as 64-bit numbers of this machine
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static void wait_for(int fd) {
  uint64_t count;
  if (read(fd, &count, sizeof count) != sizeof count) {
    fail("eventfd: read");
  }
}

static void wake(int fd) {
  uint64_t one = 1;
  if (write(fd, &one, sizeof one) != sizeof one) {
    fail("eventfd: write");
  }
}

static void echo(int ping, int pong, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) {
    exit(0);
  }
  for (;;) {
    wait_for(ping);
    wake(pong);
  }
}

static void pause_for(int64_t nanos) {
  struct timespec time = {nanos / 1000000000, nanos % 1000000000};
  while (clock_nanosleep(CLOCK_MONOTONIC, 0, &time, &time) != 0) {
  }
}

static void measure(int ping, int pong, int64_t calls, int64_t pause) {
  int64_t *nanos = calloc(calls > 0 ? calls : 1, sizeof *nanos);
  if (nanos == NULL) {
    fail("eventfd: calloc");
  }
  for (int64_t i = 0; i < calls; i++) {
    if (i > 0 && pause > 0) {
      pause_for(pause);
    }
    int64_t start = now();
    wake(ping);
    wait_for(pong);
    nanos[i] = now() - start;
  }
  if (fwrite(nanos, sizeof *nanos, calls, stdout) != (size_t)calls || fflush(stdout) != 0) {
    fail("eventfd: stdout");
  }
  free(nanos);
}

int main(void) {
  int ping = eventfd(0, EFD_CLOEXEC);
  int pong = eventfd(0, EFD_CLOEXEC);
  if (ping < 0 || pong < 0) {
    fail("eventfd");
  }
  pid_t parent = getpid();
  pid_t child = fork();
  if (child < 0) {
    fail("eventfd: fork");
  }
  if (child == 0) {
    echo(ping, pong, parent);
  }
  int64_t calls;
  int64_t pause;
  while (scanf("%" SCNd64 " %" SCNd64, &calls, &pause) == 2) {
    measure(ping, pong, calls, pause);
  }
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  return 0;
}
