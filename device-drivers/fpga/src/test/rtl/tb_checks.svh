  // Source: FIPS 180-4 example values, NIST CAVP, NIST additional vectors.
  task automatic known_sha256(input integer from);
    one(1, from, 0, 256'he3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855, "sha256");
    text(from, "abc");
    one(1, from, 3, 256'hba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad, "sha256");
    text(from, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
    one(1, from, 56, 256'h248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1, "sha256");
    filled(from, 1000, 8'h00);
    one(1, from, 55, 256'h02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7, "sha256");
    one(1, from, 56, 256'hd4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb, "sha256");
    one(1, from, 64, 256'hf5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b, "sha256");
    filled(from, 1000, 8'h41);
    one(1, from, 1000, 256'hc2e686823489ced2017f6059b8b239318b6364f6dcd835d0a519105a1eadd6e4, "sha256");
  endtask

  // Source: RFC 3720, B.4; the check value of the catalogue of CRCs for "123456789".
  task automatic known_crc32c(input integer from);
    one(2, from, 0, 256'h00000000, "crc32c");
    filled(from, 32, 8'h00);
    one(2, from, 32, 256'haa36918a, "crc32c");
    filled(from, 32, 8'hff);
    one(2, from, 32, 256'h43aba862, "crc32c");
    for (int i = 0; i < 32; i++) memory.bytes[from + i] = 8'(i);
    one(2, from, 32, 256'h4e79dd46, "crc32c");
    text(from, "123456789");
    one(2, from, 9, 256'h839206e3, "crc32c");
  endtask

  // More than is read ahead; the values are another implementation's.
  task automatic long_inputs(input integer from);
    for (int i = 0; i < 4000; i++) memory.bytes[from + i] = 8'(i % 251);
    one(1, from, 4000, 256'h195cdf0b6fc7eed49e63cf6e8b06957747fcacc7ef41ac653705baf4bc0db8a3, "sha256");
    one(2, from, 4000, 256'hcdfa7307, "crc32c");
  endtask

  task automatic known_answers();
    long_inputs(DATA);
    long_inputs(DATA + 5);
    known_sha256(DATA);
    known_sha256(DATA + 13);
    known_crc32c(DATA);
    known_crc32c(DATA + 7);
  endtask

  // The same bytes give the same result wherever they lie.
  task automatic alignments();
    for (int length = 0; length < 150; length += 1 + length / 24) begin
      automatic integer away = DATA + 'h1000 + $urandom_range(1, 4095);
      automatic logic [255:0] sha, crc;
      for (int i = 0; i < length; i++) memory.bytes[DATA + i] = 8'($urandom);
      for (int i = 0; i < length; i++) memory.bytes[away + i] = memory.bytes[DATA + i];
      post(1, 0, DATA, length, RESULTS, 32);
      post(2, 0, DATA, length, RESULTS + 64, 4);
      ring();
      take_result(0, "aligned");
      take_result(0, "aligned");
      sha = answer(RESULTS, 32);
      crc = answer(RESULTS + 64, 4);
      one(1, away, length, sha, "sha256 elsewhere");
      one(2, away, length, crc, "crc32c elsewhere");
    end
  endtask

  task automatic refusals();
    post(7, 0, DATA, 10, RESULTS, 32);
    ring();
    take_result(`VF_RESULT_BAD_OPCODE, "unknown opcode");
    post(1, 8, DATA, 10, RESULTS, 32);
    ring();
    take_result(`VF_RESULT_BAD_DESCRIPTOR, "unknown flag");
    post(1, 0, DATA, 10, RESULTS, 32);
    store(SUBMISSIONS + 64 * ((tail - 1) % (1 << log2)) + 60, 4, 1);
    ring();
    take_result(`VF_RESULT_BAD_DESCRIPTOR, "reserved bytes");
    post(1, 0, DATA, 10, RESULTS, 31);
    ring();
    take_result(`VF_RESULT_OUTPUT_TOO_SMALL, "capacity");
    expect_register(`VF_REG_FAULT_CAUSE, `VF_FAULT_NONE, "no fault yet");
    post(1, 0, 'hFF00, 1000, RESULTS, 32);
    ring();
    take_result(`VF_RESULT_READ_FAULT, "input ends outside");
    expect_register(`VF_REG_FAULT_CAUSE, `VF_FAULT_INPUT_READ, "fault");
    expect_register(`VF_REG_FAULT_ADDRESS_LO, 'h10000, "fault's address");
    put(`VF_REG_FAULT_CAUSE, 0);
    post(1, 0, DATA, 10, OUTSIDE, 32);
    ring();
    take_result(`VF_RESULT_WRITE_FAULT, "output outside");
    expect_register(`VF_REG_FAULT_CAUSE, `VF_FAULT_OUTPUT_WRITE, "fault");
    put(`VF_REG_FAULT_CAUSE, 0);
    one(2, DATA, 0, 256'h0, "after refusals");
  endtask

  task automatic expect_silence(input string what);
    automatic integer before_this;
    before_this = memory.accesses;
    repeat (3000) @(negedge clk);
    check(memory.accesses == before_this, what);
    check(idle, {what, ": idle"});
  endtask

  task automatic aborts();
    slow = 1;
    for (int length = 1000; length < 16000; length += 2777) begin
      for (int i = 0; i < 32; i++) memory.bytes[RESULTS + i] = 8'hA5;
      post(1, 0, DATA, length, RESULTS, 32);
      ring();
      repeat (length / 3) @(negedge clk);
      abort(tail - 1);
      take_result(`VF_RESULT_ABORTED, "aborted");
      expect_silence("nothing moves after an abort");
      check(memory.bytes[RESULTS] == 8'hA5, "an aborted call has written nothing");
    end
    slow = 0;
    post(1, 1 << `VF_FLAG_ABORT, DATA, 1000, RESULTS, 32);
    ring();
    take_result(`VF_RESULT_ABORTED, "aborted in the ring");
    abort(tail + 99);
    one(2, DATA, 0, 256'h0, "after an abort of nothing");
  endtask

  // Both slots hang; what waits behind them ends when one of them is aborted.
  task automatic test_hooks();
    post(1, 1 << `VF_FLAG_HANG, DATA, 100, RESULTS, 32);
    post(2, 1 << `VF_FLAG_HANG, DATA, 100, RESULTS, 32);
    post(2, 0, DATA, 0, RESULTS, 32);
    post(2, 0, DATA, 0, RESULTS, 32);
    ring();
    repeat (500) @(negedge clk);
    expect_silence("a hanging call does nothing");
    expect_register(`VF_REG_SLOT_STATE, `VF_SLOT_HANG, "slot 0");
    expect_register(`VF_REG_SLOT_STATE + 12'h20, `VF_SLOT_HANG, "slot 1");
    abort(tail - 1);
    abort(tail - 4);
    take_result(`VF_RESULT_ABORTED, "hanging call");
    take_result(`VF_RESULT_OK, "call behind it");
    take_result(`VF_RESULT_ABORTED, "call aborted while it waits");
    abort(tail - 3);
    take_result(`VF_RESULT_ABORTED, "other hanging call");
    post(2, 1 << `VF_FLAG_CORRUPT, DATA, 0, RESULTS, 32);
    ring();
    take_result(0, "corrupt");
    check(answer(RESULTS, 4) == 256'h01000000, "corrupt flips a bit");
  endtask

  task automatic reset_under_load();
    for (int round = 0; round < 20; round++) begin
      slow = round % 2 == 1;
      for (int i = 0; i < 8; i++) post(1 + i % 2, i == 7 ? 2 : 0, DATA, 2000, RESULTS + 64 * i, 32);
      ring();
      repeat ($urandom_range(0, 2000)) @(negedge clk);
      reset();
      expect_silence("nothing moves after a reset");
      expect_register(`VF_REG_SUBMISSION_HEAD, 0, "after reset");
      expect_register(`VF_REG_COMPLETION_TAIL, 0, "after reset");
      slow = 0;
      start(4);
      one(2, DATA, 0, 256'h0, "after reset");
    end
  endtask

  // Positions wrap around a ring of four while batches of one to four are rung once.
  task automatic batches_and_wrap();
    reset();
    start(2);
    for (int i = 0; i < 32; i++) memory.bytes[DATA + i] = 0;
    for (int round = 0; round < 20; round++) begin
      for (int i = 0; i <= round % 4; i++) post(2, 0, DATA, 32, RESULTS + 64 * i, 4);
      ring();
      for (int i = 0; i <= round % 4; i++) take_result(0, "batch");
      for (int i = 0; i <= round % 4; i++)
        check(answer(RESULTS + 64 * i, 4) == 256'haa36918a, "batch");
    end
  endtask

  task automatic coalescing();
    automatic integer seen;
    reset();
    start(4);
    seen = interrupts;
    for (int i = 0; i < 3; i++) begin
      post(2, 0, DATA, 32, RESULTS, 4);
      ring();
      repeat (500) @(negedge clk);
    end
    check(interrupts == seen + 3, "each completion interrupts, acknowledged or not");
    for (int i = 0; i < 3; i++) take_result(0, "not acknowledged");
    put(`VF_REG_COALESCE_COUNT, 4);
    put(`VF_REG_COALESCE_CYCLES, 100000);
    seen = interrupts;
    for (int i = 0; i < 3; i++) post(2, 0, DATA, 32, RESULTS, 4);
    ring();
    repeat (3000) @(negedge clk);
    check(interrupts == seen, "three completions of four do not interrupt");
    post(2, 0, DATA, 32, RESULTS, 4);
    ring();
    repeat (3000) @(negedge clk);
    check(interrupts == seen + 1, "the fourth does");
    for (int i = 0; i < 4; i++) take_result(0, "coalesced");
    put(`VF_REG_COALESCE_CYCLES, 500);
    seen = interrupts;
    post(2, 0, DATA, 32, RESULTS, 4);
    ring();
    repeat (3000) @(negedge clk);
    check(interrupts == seen + 1, "so does time");
    take_result(0, "coalesced");
  endtask

  task automatic halts();
    automatic integer seen;
    reset();
    start(4);
    seen = interrupts;
    put(`VF_REG_SUBMISSION_TAIL, 17);
    repeat (100) @(negedge clk);
    expect_register(`VF_REG_FAULT_CAUSE, `VF_FAULT_TAIL, "tail too far");
    expect_register(`VF_REG_STATUS, 1 << `VF_STATUS_FAULT | 1 << `VF_STATUS_BUSY, "tail too far");
    check(interrupts == seen + 1, "a halt interrupts");
    put(`VF_REG_INTERRUPT_CAUSE, 1 << `VF_INTERRUPT_COMPLETION);
    repeat (10) @(negedge clk);
    check(interrupts == seen + 2, "and again while it is not acknowledged");
    reset();
    put(`VF_REG_SUBMISSION_BASE_LO, OUTSIDE);
    put(`VF_REG_CONTROL, 1 << `VF_CONTROL_ENABLE);
    put(`VF_REG_SUBMISSION_TAIL, 1);
    repeat (100) @(negedge clk);
    expect_register(`VF_REG_FAULT_CAUSE, `VF_FAULT_DESCRIPTOR_READ, "ring outside");
    reset();
    start(4);
    one(2, DATA, 0, 256'h0, "after a halt");
  endtask
