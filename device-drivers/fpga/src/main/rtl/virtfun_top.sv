// The accelerator: registers, descriptor ring, slots, completion ring and DMA master. One clock, a
// synchronous reset, no vendor's primitives; the board's shell brings PCIe. Specified in docs/fpga.md.
`include "virtfun_regs.svh"
module virtfun_top #(
    parameter integer SLOTS = 2,       // 1..8
    parameter integer TEST_HOOKS = 0,  // 1: the flags HANG and CORRUPT of descriptors work
    parameter integer CLOCK_KHZ = 0    // what the register says; 0: a simulation
) (
    input  logic         clk,
    input  logic         rst_n,
    input  logic         s_awvalid,
    output logic         s_awready,
    input  logic [11:0]  s_awaddr,
    input  logic         s_wvalid,
    output logic         s_wready,
    input  logic [31:0]  s_wdata,
    output logic         s_bvalid,
    input  logic         s_bready,
    output logic [1:0]   s_bresp,
    input  logic         s_arvalid,
    output logic         s_arready,
    input  logic [11:0]  s_araddr,
    output logic         s_rvalid,
    input  logic         s_rready,
    output logic [31:0]  s_rdata,
    output logic [1:0]   s_rresp,
    output logic         m_arvalid,
    input  logic         m_arready,
    output logic [3:0]   m_arid,
    output logic [63:0]  m_araddr,
    output logic [7:0]   m_arlen,
    output logic [2:0]   m_arsize,
    output logic [1:0]   m_arburst,
    input  logic         m_rvalid,
    output logic         m_rready,
    input  logic [3:0]   m_rid,
    input  logic [127:0] m_rdata,
    input  logic [1:0]   m_rresp,
    input  logic         m_rlast,
    output logic         m_awvalid,
    input  logic         m_awready,
    output logic [63:0]  m_awaddr,
    output logic [7:0]   m_awlen,
    output logic [2:0]   m_awsize,
    output logic [1:0]   m_awburst,
    output logic         m_wvalid,
    input  logic         m_wready,
    output logic [127:0] m_wdata,
    output logic [15:0]  m_wstrb,
    output logic         m_wlast,
    input  logic         m_bvalid,
    output logic         m_bready,
    input  logic [1:0]   m_bresp,
    output logic         irq,          // each rise is one message
    output logic         idle          // nothing changes until a register is written
);
  localparam integer N = SLOTS + 1;  // requesters: the slots, then fetch or completion

  logic rst, clear, enable, draining, quiescent, busy;
  assign rst       = !rst_n || clear;
  assign s_bresp   = 2'b00;
  assign s_rresp   = 2'b00;
  assign m_arsize  = 3'd4;
  assign m_arburst = 2'b01;
  assign m_awsize  = 3'd4;
  assign m_awburst = 2'b01;
  assign m_rready  = 1'b1;

  logic [63:0] submission_base, completion_base, abort_tag;
  logic [4:0]  submission_log2, completion_log2;
  logic [31:0] submission_tail, submission_head, completion_tail, completion_head;
  logic [31:0] coalesce_count, coalesce_cycles;
  logic        interrupt, abort_pending, abort_taken;

  logic [SLOTS*3-1:0]  state;
  logic [SLOTS*64-1:0] done_tag, done_cycles, slot_failed_address;
  logic [SLOTS*32-1:0] done_bytes, calls;
  logic [SLOTS*4-1:0]  done_result;
  logic [SLOTS*3-1:0]  slot_failed_cause;
  logic [SLOTS-1:0]    take, quiet, slot_failed, done, completed, is_idle, working;

  logic [N-1:0]     ask_valid, ask_ready, put_valid, put_done, put_double;
  logic [N*64-1:0]  ask_address, put_address;
  logic [N*8-1:0]   ask_beats;
  logic [N*256-1:0] put_data;
  logic [N*16-1:0]  put_strobe;
  logic             put_error, write_quiet, answer_error;
  assign answer_error = m_rresp != 2'b00;

  logic        fetch_quiet, fetch_hungry, fetch_failed, completion_quiet, completion_failed;
  logic [2:0]  fetch_failed_cause;
  logic [63:0] fetch_failed_address, completion_failed_address;
  logic        desc_valid, desc_ready, desc_abort, desc_hang, desc_corrupt, desc_bad;
  logic [15:0] desc_opcode;
  logic [63:0] desc_tag, desc_input, desc_output;
  logic [31:0] desc_input_bytes, desc_capacity;

  logic        fault;
  logic [2:0]  fault_cause;
  logic [63:0] fault_address;

  // The first idle slot takes the next descriptor; none does while an abort is compared.
  assign desc_ready  = |is_idle && enable && !abort_pending;
  assign take        = desc_valid && desc_ready ? is_idle & (~is_idle + 1'b1) : {SLOTS{1'b0}};
  assign abort_taken = abort_pending && fetch_quiet;
  assign quiescent   = &is_idle && &quiet && fetch_quiet && write_quiet;
  assign idle        = ~|working && fetch_quiet && !(fetch_hungry && !abort_pending)
                       && !(desc_valid && desc_ready) && !abort_pending && !draining && !clear
                       && write_quiet && completion_quiet && !interrupt && !fault && !irq;
  assign busy        = !(&is_idle) || !fetch_quiet || desc_valid || submission_head != submission_tail;

  always_comb begin
    fault         = fetch_failed || completion_failed || |slot_failed;
    fault_cause   = fetch_failed ? fetch_failed_cause : `VF_FAULT_COMPLETION_WRITE;
    fault_address = fetch_failed ? fetch_failed_address : completion_failed_address;
    for (int i = 0; i < SLOTS; i = i + 1)
      if (slot_failed[i]) begin
        fault_cause   = slot_failed_cause[3*i +: 3];
        fault_address = slot_failed_address[64*i +: 64];
      end
  end

  virtfun_csr #(.SLOTS(SLOTS), .TEST_HOOKS(TEST_HOOKS), .CLOCK_KHZ(CLOCK_KHZ)) csr (
      .clk(clk), .rst_n(rst_n), .s_awvalid(s_awvalid), .s_awready(s_awready), .s_awaddr(s_awaddr),
      .s_wvalid(s_wvalid), .s_wready(s_wready), .s_wdata(s_wdata), .s_bvalid(s_bvalid),
      .s_bready(s_bready), .s_arvalid(s_arvalid), .s_arready(s_arready), .s_araddr(s_araddr),
      .s_rvalid(s_rvalid), .s_rready(s_rready), .s_rdata(s_rdata), .enable(enable),
      .draining(draining), .clear(clear), .quiescent(quiescent), .busy(busy),
      .submission_base(submission_base), .submission_log2(submission_log2),
      .submission_tail(submission_tail), .submission_head(submission_head),
      .completion_base(completion_base), .completion_log2(completion_log2),
      .completion_head(completion_head), .completion_tail(completion_tail),
      .coalesce_count(coalesce_count), .coalesce_cycles(coalesce_cycles), .interrupt(interrupt),
      .irq(irq), .abort_pending(abort_pending), .abort_taken(abort_taken), .abort_tag(abort_tag),
      .halting(fetch_failed || completion_failed), .fault(fault), .fault_cause(fault_cause),
      .fault_address(fault_address), .slot_state(state), .slot_tag(done_tag), .slot_calls(calls));

  virtfun_fetch #(.TEST_HOOKS(TEST_HOOKS)) fetch (
      .clk(clk), .rst(rst), .enable(enable && !abort_pending), .base(submission_base),
      .log2(submission_log2), .tail(submission_tail), .head(submission_head), .quiet(fetch_quiet),
      .hungry(fetch_hungry), .failed(fetch_failed), .failed_cause(fetch_failed_cause),
      .failed_address(fetch_failed_address), .abort(abort_taken), .abort_tag(abort_tag),
      .ask_valid(ask_valid[SLOTS]), .ask_ready(ask_ready[SLOTS]),
      .ask_address(ask_address[64*SLOTS +: 64]), .ask_beats(ask_beats[8*SLOTS +: 8]),
      .answer_valid(m_rvalid && m_rid == SLOTS[3:0]), .answer_data(m_rdata),
      .answer_error(answer_error), .answer_last(m_rlast), .out_valid(desc_valid),
      .out_ready(desc_ready), .out_opcode(desc_opcode), .out_abort(desc_abort),
      .out_hang(desc_hang), .out_corrupt(desc_corrupt), .out_bad(desc_bad), .out_tag(desc_tag),
      .out_input(desc_input), .out_input_bytes(desc_input_bytes), .out_output(desc_output),
      .out_capacity(desc_capacity));

  genvar s;
  generate
    for (s = 0; s < SLOTS; s = s + 1) begin : slots
      assign is_idle[s] = state[3*s +: 3] == `VF_SLOT_IDLE;
      assign done[s]    = state[3*s +: 3] == `VF_SLOT_DONE;
      assign working[s] = !is_idle[s] && !done[s] && state[3*s +: 3] != `VF_SLOT_HANG;
      assign put_data[256*s + 128 +: 128] = 128'd0;
      assign put_double[s] = 1'b0;

      virtfun_slot #(.TEST_HOOKS(TEST_HOOKS)) slot (
          .clk(clk), .rst(rst), .draining(draining), .take(take[s]), .opcode(desc_opcode),
          .aborted(desc_abort), .hang(desc_hang), .corrupt(desc_corrupt), .bad(desc_bad),
          .tag(desc_tag), .input_address(desc_input), .input_bytes(desc_input_bytes),
          .output_address(desc_output), .capacity(desc_capacity), .abort(abort_taken),
          .abort_tag(abort_tag), .state(state[3*s +: 3]), .quiet(quiet[s]),
          .calls(calls[32*s +: 32]), .failed(slot_failed[s]),
          .failed_cause(slot_failed_cause[3*s +: 3]),
          .failed_address(slot_failed_address[64*s +: 64]), .ask_valid(ask_valid[s]),
          .ask_ready(ask_ready[s]), .ask_address(ask_address[64*s +: 64]),
          .ask_beats(ask_beats[8*s +: 8]), .answer_valid(m_rvalid && m_rid == s[3:0]),
          .answer_data(m_rdata), .answer_error(answer_error), .put_valid(put_valid[s]),
          .put_done(put_done[s]), .put_error(put_error), .put_address(put_address[64*s +: 64]),
          .put_data(put_data[256*s +: 128]), .put_strobe(put_strobe[16*s +: 16]),
          .completed(completed[s]), .done_tag(done_tag[64*s +: 64]),
          .done_result(done_result[4*s +: 4]), .done_bytes(done_bytes[32*s +: 32]),
          .done_cycles(done_cycles[64*s +: 64]));
    end
  endgenerate

  virtfun_completion #(.SLOTS(SLOTS)) completion (
      .clk(clk), .rst(rst), .enable(enable), .base(completion_base), .log2(completion_log2),
      .head(completion_head), .tail(completion_tail), .coalesce_count(coalesce_count),
      .coalesce_cycles(coalesce_cycles), .interrupt(interrupt), .quiet(completion_quiet),
      .failed(completion_failed), .failed_address(completion_failed_address), .done(done),
      .completed(completed), .done_tag(done_tag), .done_result(done_result),
      .done_bytes(done_bytes), .done_cycles(done_cycles), .put_valid(put_valid[SLOTS]),
      .put_done(put_done[SLOTS]), .put_error(put_error),
      .put_address(put_address[64*SLOTS +: 64]), .put_data(put_data[256*SLOTS +: 256]));

  assign put_strobe[16*SLOTS +: 16] = 16'hFFFF;
  assign put_double[SLOTS] = 1'b1;

  virtfun_read_port #(.N(N)) read_port (
      .clk(clk), .rst(rst), .ask_valid(ask_valid), .ask_ready(ask_ready),
      .ask_address(ask_address), .ask_beats(ask_beats), .m_arvalid(m_arvalid),
      .m_arready(m_arready), .m_arid(m_arid), .m_araddr(m_araddr), .m_arlen(m_arlen));

  virtfun_write_port #(.N(N)) write_port (
      .clk(clk), .rst(rst), .put_valid(put_valid), .put_done(put_done), .put_error(put_error),
      .put_address(put_address), .put_double(put_double), .put_data(put_data),
      .put_strobe(put_strobe), .quiet(write_quiet), .m_awvalid(m_awvalid), .m_awready(m_awready),
      .m_awaddr(m_awaddr), .m_awlen(m_awlen), .m_wvalid(m_wvalid), .m_wready(m_wready),
      .m_wdata(m_wdata), .m_wstrb(m_wstrb), .m_wlast(m_wlast), .m_bvalid(m_bvalid),
      .m_bready(m_bready), .m_bresp(m_bresp));
endmodule
