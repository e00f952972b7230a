// What a guest does that attacks the host, or burns a processor beside it. Part of guest.c, whose names
// it uses.

// "Reset", without ever waiting for it.
static void askForReset(void) {
  static uint64_t request;
  if (request == LOAD(64, region + RESET_ANSWERED, acquire)) {
    tail = freed = head = 0;
    STORE(64, region + RESET_REQUEST, ++request, release);
  }
  ring();
}

static uint64_t flood(void) {
  bool served = LOAD(32, region + STATE, acquire) == READY &&
                LOAD(64, region + RESET_REQUEST, acquire) ==
                    LOAD(64, region + RESET_ANSWERED, acquire);
  if (!served) {
    ring();
    return 0;
  }
  if (LOAD(32, control + LANE_STATE, acquire) == QUARANTINED) {
    askForReset();
    return 0;
  }
  uint64_t room = submissionMask + 1 - (tail - LOAD(64, control + SUBMISSION_HEAD, acquire));
  if (room > submissionMask + 1) return 0;  // has just been reset
  for (uint64_t i = 0; i < room; i++, tail++) {
    uint64_t words[ENTRY_BYTES / 8] = {[CORRELATION_ID / 8] = tail, [FUNCTION_ID / 8] = UINT32_MAX};
    memcpy(submissions + (tail & submissionMask) * ENTRY_BYTES, words, sizeof words);
  }
  STORE(64, control + SUBMISSION_TAIL, tail, release);
  ring();
  STORE(64, control + COMPLETION_HEAD, LOAD(64, control + COMPLETION_TAIL, acquire), release);
  return room;
}

static void disturb(uint64_t from, uint64_t until) {
  uint64_t calls = 0, cpu = 0;
  bool counting = false, floods = strcmp(name, "!garbage") == 0;
  for (uint64_t now = 0; now < until; now = nanos(CLOCK_MONOTONIC)) {
    if (!counting && now >= from) {
      counting = true;
      cpu = nanos(CLOCK_PROCESS_CPUTIME_ID);
    }
    for (int i = 0; i < LOOKS_PER_CLOCK; i++)
      if (floods) {
        uint64_t sent = flood();
        calls += counting ? sent : 0;
      }
  }
  printf("%" PRIu64 " %" PRIu64 " 0 0\n", calls, nanos(CLOCK_PROCESS_CPUTIME_ID) - cpu);
  fflush(stdout);
}
