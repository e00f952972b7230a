// The registers, behind a port of 32-bit AXI4-Lite. Writes are of whole registers.
`include "virtfun_regs.svh"
module virtfun_csr #(
    parameter integer SLOTS = 2,
    parameter integer TEST_HOOKS = 0,
    parameter integer CLOCK_KHZ = 0
) (
    input  logic                clk,
    input  logic                rst_n,
    input  logic                s_awvalid,
    output logic                s_awready,
    input  logic [11:0]         s_awaddr,
    input  logic                s_wvalid,
    output logic                s_wready,
    input  logic [31:0]         s_wdata,
    output logic                s_bvalid,
    input  logic                s_bready,
    input  logic                s_arvalid,
    output logic                s_arready,
    input  logic [11:0]         s_araddr,
    output logic                s_rvalid,
    input  logic                s_rready,
    output logic [31:0]         s_rdata,
    output logic                enable,
    output logic                draining,
    output logic                clear,              // pulse: the reset happens
    input  logic                quiescent,          // no slot works, nothing is outstanding
    input  logic                busy,
    output logic [63:0]         submission_base,
    output logic [4:0]          submission_log2,
    output logic [31:0]         submission_tail,
    input  logic [31:0]         submission_head,
    output logic [63:0]         completion_base,
    output logic [4:0]          completion_log2,
    output logic [31:0]         completion_head,
    input  logic [31:0]         completion_tail,
    output logic [31:0]         coalesce_count,
    output logic [31:0]         coalesce_cycles,
    input  logic                interrupt,          // pulse
    output logic                irq,
    output logic                abort_pending,
    input  logic                abort_taken,
    output logic [63:0]         abort_tag,
    input  logic                halting,            // pulse: a fault that stops the device
    input  logic                fault,              // pulse: any fault
    input  logic [2:0]          fault_cause,
    input  logic [63:0]         fault_address,
    input  logic [SLOTS*3-1:0]  slot_state,
    input  logic [SLOTS*64-1:0] slot_tag,
    input  logic [SLOTS*32-1:0] slot_calls
);
  logic [63:0] cycles, first_fault_address;
  logic [31:0] cycles_hi;             // as it was when the lower half was read
  logic [2:0]  first_fault_cause;
  logic        enabled, halted;
  logic [1:0]  irq_enable, irq_cause, causes_left;
  logic        write, read, setup, wants_reset, acknowledged;
  logic [31:0] value, slot_value;

  // An abort is compared in one cycle, once no descriptor is under way; writes wait for that.
  assign s_awready   = s_awvalid && s_wvalid && !s_bvalid && !abort_pending;
  assign s_wready    = s_awready;
  assign write       = s_awready;
  assign s_arready   = !s_rvalid;
  assign read        = s_arvalid && s_arready;
  assign setup       = !enabled && !draining;
  assign wants_reset = write && s_awaddr == `VF_REG_CONTROL && s_wdata[`VF_CONTROL_RESET];
  assign enable      = enabled && !halted && !draining;
  assign acknowledged = write && s_awaddr == `VF_REG_INTERRUPT_CAUSE;

  assign causes_left  = irq_cause & ~s_wdata[1:0];

  // A message for each event, whether or not an earlier one is acknowledged: an acknowledgement that
  // is under way must not hide it. One more where an acknowledgement leaves causes.
  always_ff @(posedge clk)
    irq <= rst_n && !clear && |({halting, interrupt} & irq_enable
                                | (acknowledged ? causes_left & irq_enable : 2'd0));

  always_ff @(posedge clk) begin
    clear <= 1'b0;
    if (!rst_n) begin
      draining <= 1'b0;
      cycles   <= 64'd0;
    end else begin
      cycles <= cycles + 64'd1;
      if (draining && quiescent && !clear) clear <= 1'b1;
      if (clear) draining <= 1'b0;
      else if (wants_reset) draining <= 1'b1;
    end
  end

  always_ff @(posedge clk) begin
    if (!rst_n || clear) begin
      enabled           <= 1'b0;
      halted            <= 1'b0;
      submission_base   <= 64'd0;
      submission_log2   <= 5'd2;
      submission_tail   <= 32'd0;
      completion_base   <= 64'd0;
      completion_log2   <= 5'd2;
      completion_head   <= 32'd0;
      coalesce_count    <= 32'd0;
      coalesce_cycles   <= 32'd0;
      irq_enable        <= 2'd0;
      irq_cause         <= 2'd0;
      abort_pending     <= 1'b0;
      first_fault_cause <= `VF_FAULT_NONE;
    end else begin
      if (write)
        case (s_awaddr)
          `VF_REG_CONTROL: enabled <= s_wdata[`VF_CONTROL_ENABLE];
          `VF_REG_FAULT_CAUSE: first_fault_cause <= `VF_FAULT_NONE;
          `VF_REG_SUBMISSION_BASE_LO: if (setup) submission_base[31:0] <= {s_wdata[31:6], 6'd0};
          `VF_REG_SUBMISSION_BASE_HI: if (setup) submission_base[63:32] <= s_wdata;
          `VF_REG_SUBMISSION_LOG2: if (setup) submission_log2 <= s_wdata[4:0];
          `VF_REG_SUBMISSION_TAIL: submission_tail <= s_wdata;
          `VF_REG_COMPLETION_BASE_LO: if (setup) completion_base[31:0] <= {s_wdata[31:5], 5'd0};
          `VF_REG_COMPLETION_BASE_HI: if (setup) completion_base[63:32] <= s_wdata;
          `VF_REG_COMPLETION_LOG2: if (setup) completion_log2 <= s_wdata[4:0];
          `VF_REG_COMPLETION_HEAD: completion_head <= s_wdata;
          `VF_REG_INTERRUPT_ENABLE: irq_enable <= s_wdata[1:0];
          `VF_REG_COALESCE_COUNT: coalesce_count <= s_wdata;
          `VF_REG_COALESCE_CYCLES: coalesce_cycles <= s_wdata;
          `VF_REG_ABORT_TAG_LO: abort_tag[31:0] <= s_wdata;
          `VF_REG_ABORT_TAG_HI: begin
            abort_tag[63:32] <= s_wdata;
            abort_pending    <= 1'b1;
          end
          default: ;
        endcase
      if (abort_taken) abort_pending <= 1'b0;
      if (halting) halted <= 1'b1;
      if (fault && first_fault_cause == `VF_FAULT_NONE) begin
        first_fault_cause   <= fault_cause;
        first_fault_address <= fault_address;
      end
      irq_cause <= (irq_cause & ~(acknowledged ? s_wdata[1:0] : 2'd0)) | {halting, interrupt};
    end
  end

  always_ff @(posedge clk) begin
    if (!rst_n) s_bvalid <= 1'b0;
    else if (write) s_bvalid <= 1'b1;
    else if (s_bready) s_bvalid <= 1'b0;
  end

  always_ff @(posedge clk) begin
    if (!rst_n) s_rvalid <= 1'b0;
    else if (read) s_rvalid <= 1'b1;
    else if (s_rready) s_rvalid <= 1'b0;
    if (read) begin
      s_rdata <= value;
      if (s_araddr == `VF_REG_CYCLES_LO) cycles_hi <= cycles[63:32];
    end
  end

  always_comb begin
    slot_value = 32'd0;
    for (int i = 0; i < SLOTS; i = i + 1)
      if (s_araddr[8:5] == 4'd8 + i[3:0])
        case (s_araddr[4:0])
          5'h00: slot_value = {29'd0, slot_state[3*i +: 3]};
          5'h04: slot_value = slot_tag[64*i +: 32];
          5'h08: slot_value = slot_tag[64*i + 32 +: 32];
          5'h0C: slot_value = slot_calls[32*i +: 32];
          default: slot_value = 32'd0;
        endcase
  end

  always_comb begin
    case (s_araddr)
      `VF_REG_ID: value = `VF_ID;
      `VF_REG_VERSION: value = `VF_VERSION;
      `VF_REG_SLOTS: value = SLOTS;
      `VF_REG_FUNCTIONS: value = (32'd1 << `VF_OPCODE_SHA256) | (32'd1 << `VF_OPCODE_CRC32C);
      `VF_REG_FEATURES: value = {31'd0, TEST_HOOKS != 0} << `VF_FEATURE_TEST_HOOKS;
      `VF_REG_CLOCK_KHZ: value = CLOCK_KHZ;
      `VF_REG_CONTROL: value = {31'd0, enabled} << `VF_CONTROL_ENABLE;
      `VF_REG_STATUS:
        value = ({31'd0, enable} << `VF_STATUS_ENABLED) | ({31'd0, draining} << `VF_STATUS_RESETTING)
                | ({31'd0, halted} << `VF_STATUS_FAULT) | ({31'd0, busy} << `VF_STATUS_BUSY);
      `VF_REG_FAULT_ADDRESS_LO: value = first_fault_address[31:0];
      `VF_REG_FAULT_ADDRESS_HI: value = first_fault_address[63:32];
      `VF_REG_FAULT_CAUSE: value = {29'd0, first_fault_cause};
      `VF_REG_SUBMISSION_BASE_LO: value = submission_base[31:0];
      `VF_REG_SUBMISSION_BASE_HI: value = submission_base[63:32];
      `VF_REG_SUBMISSION_LOG2: value = {27'd0, submission_log2};
      `VF_REG_SUBMISSION_TAIL: value = submission_tail;
      `VF_REG_SUBMISSION_HEAD: value = submission_head;
      `VF_REG_COMPLETION_BASE_LO: value = completion_base[31:0];
      `VF_REG_COMPLETION_BASE_HI: value = completion_base[63:32];
      `VF_REG_COMPLETION_LOG2: value = {27'd0, completion_log2};
      `VF_REG_COMPLETION_HEAD: value = completion_head;
      `VF_REG_COMPLETION_TAIL: value = completion_tail;
      `VF_REG_INTERRUPT_ENABLE: value = {30'd0, irq_enable};
      `VF_REG_INTERRUPT_CAUSE: value = {30'd0, irq_cause};
      `VF_REG_COALESCE_COUNT: value = coalesce_count;
      `VF_REG_COALESCE_CYCLES: value = coalesce_cycles;
      `VF_REG_CYCLES_LO: value = cycles[31:0];
      `VF_REG_CYCLES_HI: value = cycles_hi;
      default: value = s_araddr[11:8] == 4'd1 ? slot_value : 32'd0;
    endcase
  end
endmodule
