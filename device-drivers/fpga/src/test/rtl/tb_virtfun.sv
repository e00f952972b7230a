// The accelerator's testbench: known answers, alignment, ring wrap, batches, refusals, abort, reset.
// Prints one line for each check that fails, then "passed" or "failed".
`include "virtfun_regs.svh"
module tb_virtfun;
  localparam integer SUBMISSIONS = 'h1000, COMPLETIONS = 'h2000, DATA = 'h4000, RESULTS = 'h8000;
  localparam integer OUTSIDE = 'h20000;

  logic clk = 0;
  logic rst_n = 0;
  logic slow = 0;
  always #5 clk = !clk;

  logic         s_awvalid = 0, s_awready, s_wvalid = 0, s_wready, s_bvalid, s_arvalid = 0, s_arready;
  logic         s_rvalid, m_arvalid, m_arready, m_rvalid, m_rready, m_rlast, m_awvalid, m_awready;
  logic         m_wvalid, m_wready, m_wlast, m_bvalid, m_bready, irq, idle;
  logic [11:0]  s_awaddr, s_araddr;
  logic [31:0]  s_wdata, s_rdata;
  logic [3:0]   m_arid, m_rid;
  logic [63:0]  m_araddr, m_awaddr;
  logic [7:0]   m_arlen, m_awlen;
  logic [127:0] m_rdata, m_wdata;
  logic [15:0]  m_wstrb;
  logic [1:0]   s_bresp, s_rresp, m_rresp, m_bresp, m_arburst, m_awburst;
  logic [2:0]   m_arsize, m_awsize;

  virtfun_top #(.SLOTS(2), .TEST_HOOKS(1)) dut (.*, .s_bready(1'b1), .s_rready(1'b1));
  tb_memory memory (.*);

  integer failures = 0, interrupts = 0;
  integer tail = 0, head = 0, log2 = 4;
  logic   irq_before = 0;
  always_ff @(posedge clk) begin
    irq_before <= irq;
    if (irq && !irq_before) interrupts <= interrupts + 1;
  end

  task automatic check(input logic holds, input string what);
    if (!holds) begin
      failures++;
      $display("check failed: %s", what);
    end
  endtask

  task automatic put(input logic [11:0] register, input logic [31:0] value);
    @(negedge clk);
    s_awvalid = 1; s_wvalid = 1; s_awaddr = register; s_wdata = value;
    #1;
    while (!s_awready) @(negedge clk) #1;
    @(negedge clk);
    s_awvalid = 0; s_wvalid = 0;
    @(negedge clk);
  endtask

  task automatic get(input logic [11:0] register, output logic [31:0] value);
    @(negedge clk);
    s_arvalid = 1; s_araddr = register;
    @(negedge clk);
    s_arvalid = 0;
    while (!s_rvalid) @(negedge clk);
    value = s_rdata;
    @(negedge clk);
  endtask

  task automatic expect_register(input logic [11:0] register, input logic [31:0] value,
                                 input string what);
    logic [31:0] actual;
    get(register, actual);
    check(actual == value, $sformatf("%s: register %h is %h, not %h", what, register, actual, value));
  endtask

  function automatic logic [63:0] word(input integer at, input integer size);
    word = 0;
    for (int i = 0; i < size; i++) word[8*i +: 8] = memory.bytes[at + i];
  endfunction

  task automatic store(input integer at, input integer size, input logic [63:0] value);
    for (int i = 0; i < size; i++) memory.bytes[at + i] = value[8*i +: 8];
  endtask

  task automatic start(input integer ring_log2);
    log2 = ring_log2; tail = 0; head = 0;
    for (int i = 0; i < 'h1000; i++) memory.bytes[COMPLETIONS + i] = 0;
    put(`VF_REG_SUBMISSION_BASE_LO, SUBMISSIONS);
    put(`VF_REG_SUBMISSION_LOG2, ring_log2);
    put(`VF_REG_COMPLETION_BASE_LO, COMPLETIONS);
    put(`VF_REG_COMPLETION_LOG2, ring_log2);
    put(`VF_REG_INTERRUPT_ENABLE, 3);
    put(`VF_REG_CONTROL, 1 << `VF_CONTROL_ENABLE);
  endtask

  task automatic reset();
    logic [31:0] status;
    put(`VF_REG_CONTROL, 1 << `VF_CONTROL_RESET);
    do get(`VF_REG_STATUS, status); while (status[`VF_STATUS_RESETTING]);
  endtask

  // Writes a descriptor without ringing; its tag is its position.
  task automatic post(input integer opcode, input integer flags, input integer from,
                      input integer length, input integer into, input integer capacity);
    automatic integer at = SUBMISSIONS + 64 * (tail % (1 << log2));
    for (int i = 0; i < 64; i++) memory.bytes[at + i] = 0;
    store(at, 2, opcode); store(at + 2, 2, flags); store(at + 8, 8, tail);
    store(at + 16, 8, from); store(at + 24, 4, length);
    store(at + 32, 8, into); store(at + 40, 4, capacity);
    tail++;
  endtask

  task automatic ring();
    put(`VF_REG_SUBMISSION_TAIL, tail);
  endtask

  // Waits for the next completion.
  task automatic take(output integer tag, output integer result, output integer bytes);
    automatic integer at = COMPLETIONS + 32 * (head % (1 << log2));
    for (int i = 0; word(at + 28, 4) != head + 1; i++) begin
      @(negedge clk);
      if (i == 200000) begin
        $display("check failed: no completion %0d", head);
        $display("failed");
        $finish;
      end
    end
    tag = word(at, 4); result = word(at + 8, 4); bytes = word(at + 12, 4);
    check(word(at + 16, 8) > 0, "cycles are counted");
    head++;
    put(`VF_REG_COMPLETION_HEAD, head);
    put(`VF_REG_INTERRUPT_CAUSE, 3);
  endtask

  task automatic take_result(input integer expected, input string what);
    integer tag, result, bytes;
    take(tag, result, bytes);
    check(result == expected, $sformatf("%s: result %0d, not %0d", what, result, expected));
  endtask

  task automatic abort(input integer tag);
    put(`VF_REG_ABORT_TAG_LO, tag);
    put(`VF_REG_ABORT_TAG_HI, 0);
  endtask

  function automatic logic [255:0] answer(input integer at, input integer size);
    answer = 0;  // first byte in the upper bits, as digests are printed
    for (int i = 0; i < size; i++) answer = answer << 8 | memory.bytes[at + i];
  endfunction

  task automatic one(input integer opcode, input integer from, input integer length,
                     input logic [255:0] expected, input string what);
    automatic integer size = opcode == 1 ? 32 : 4;
    automatic integer into = RESULTS + from % 19;
    for (int i = -16; i < 64; i++) memory.bytes[into + i] = 8'hA5;
    post(opcode, 0, from, length, into, size);
    ring();
    take_result(0, what);
    check(answer(into, size) == expected, $sformatf("%s of %0d bytes at %h: %h", what, length, from,
                                                    answer(into, size)));
    for (int i = -16; i < 64; i++)
      if (i < 0 || i >= size) check(memory.bytes[into + i] == 8'hA5, "bytes beside the output stay");
  endtask

  task automatic text(input integer at, input string content);
    for (int i = 0; i < content.len(); i++) memory.bytes[at + i] = content[i];
  endtask

  task automatic filled(input integer at, input integer length, input byte unsigned value);
    for (int i = 0; i < length; i++) memory.bytes[at + i] = value;
  endtask

`include "tb_checks.svh"

  initial begin
    for (int i = 0; i < 65536; i++) memory.bytes[i] = 8'($urandom);
    repeat (4) @(negedge clk);
    rst_n = 1;
    expect_register(`VF_REG_ID, `VF_ID, "identity");
    expect_register(`VF_REG_SLOTS, 2, "slots");
    start(4);
    known_answers();
    alignments();
    refusals();
    aborts();
    test_hooks();
    reset_under_load();
    batches_and_wrap();
    coalescing();
    halts();
    check(memory.violations == 0, "bursts are aligned and stay within 4 KiB");
    if (failures == 0) $display("passed");
    else $display("failed");
    $finish;
  end
endmodule
