// Reads descriptors from the submission ring, up to four in one burst, and offers them in order.
`include "virtfun_regs.svh"
module virtfun_fetch #(
    parameter integer TEST_HOOKS = 0
) (
    input  logic         clk,
    input  logic         rst,
    input  logic         enable,       // asks for more
    input  logic [63:0]  base,
    input  logic [4:0]   log2,
    input  logic [31:0]  tail,
    output logic [31:0]  head,
    output logic         quiet,        // nothing is asked for
    output logic         hungry,       // there is something to ask for
    output logic         failed,       // pulse
    output logic [2:0]   failed_cause,
    output logic [63:0]  failed_address,
    input  logic         abort,        // pulse, while quiet and nothing is taken
    input  logic [63:0]  abort_tag,
    output logic         ask_valid,
    input  logic         ask_ready,
    output logic [63:0]  ask_address,
    output logic [7:0]   ask_beats,
    input  logic         answer_valid,
    input  logic [127:0] answer_data,
    input  logic         answer_error,
    input  logic         answer_last,
    output logic         out_valid,
    input  logic         out_ready,
    output logic [15:0]  out_opcode,
    output logic         out_abort,
    output logic         out_hang,
    output logic         out_corrupt,
    output logic         out_bad,
    output logic [63:0]  out_tag,
    output logic [63:0]  out_input,
    output logic [31:0]  out_input_bytes,
    output logic [63:0]  out_output,
    output logic [31:0]  out_capacity
);
  localparam [15:0] KNOWN_FLAGS = TEST_HOOKS != 0 ? 16'h0007 : 16'h0001;

  logic [15:0] opcodes [0:3];
  logic [63:0] tags [0:3];
  logic [63:0] inputs [0:3];
  logic [31:0] input_bytes [0:3];
  logic [63:0] outputs [0:3];
  logic [31:0] capacities [0:3];
  logic [3:0]  aborts, hangs, corrupts, bads;

  logic [2:0]  filled, taken;
  logic        asking, waiting, error;
  logic [3:0]  beat;
  logic [31:0] available, index;
  logic [2:0]  to_boundary, count;
  logic [1:0]  at, front;
  logic        tail_wrong;

  assign available   = tail - head;
  assign tail_wrong  = available > (32'd1 << log2);
  assign index       = head & ((32'd1 << log2) - 32'd1);
  assign to_boundary = 3'd4 - {1'b0, head[1:0]};
  assign quiet       = !asking && !waiting;
  assign hungry      = enable && quiet && filled == taken && available != 32'd0;
  assign ask_valid   = asking;
  assign ask_address = base + {26'd0, index, 6'd0};
  assign ask_beats   = {3'd0, count, 2'd0} - 8'd1;
  assign at          = beat[3:2];
  assign front       = taken[1:0];

  assign out_valid       = filled != taken && quiet;
  assign out_opcode      = opcodes[front];
  assign out_abort       = aborts[front];
  assign out_hang        = hangs[front];
  assign out_corrupt     = corrupts[front];
  assign out_bad         = bads[front];
  assign out_tag         = tags[front];
  assign out_input       = inputs[front];
  assign out_input_bytes = input_bytes[front];
  assign out_output      = outputs[front];
  assign out_capacity    = capacities[front];

  always_ff @(posedge clk) begin
    failed <= 1'b0;
    if (rst) begin
      head    <= 32'd0;
      filled  <= 3'd0;
      taken   <= 3'd0;
      asking  <= 1'b0;
      waiting <= 1'b0;
    end else begin
      if (hungry && tail_wrong) begin
        failed         <= 1'b1;
        failed_cause   <= `VF_FAULT_TAIL;
        failed_address <= {32'd0, tail};
      end else if (hungry) begin
        asking <= 1'b1;
        count  <= available < {29'd0, to_boundary} ? available[2:0] : to_boundary;
        filled <= 3'd0;
        taken  <= 3'd0;
        beat   <= 4'd0;
        error  <= 1'b0;
      end
      if (asking && ask_ready) begin
        asking  <= 1'b0;
        waiting <= 1'b1;
      end
      if (waiting && answer_valid) begin
        beat  <= beat + 4'd1;
        error <= error || answer_error;
        if (answer_last) begin
          waiting <= 1'b0;
          if (error || answer_error) begin
            failed         <= 1'b1;
            failed_cause   <= `VF_FAULT_DESCRIPTOR_READ;
            failed_address <= ask_address;
          end else begin
            head   <= head + {29'd0, count};
            filled <= count;
          end
        end
      end
      if (out_valid && out_ready) taken <= taken + 3'd1;
    end
  end

  always_ff @(posedge clk) begin
    if (waiting && answer_valid)
      case (beat[1:0])
        2'd0: begin
          opcodes[at]  <= answer_data[15:0];
          aborts[at]   <= answer_data[16 + `VF_FLAG_ABORT];
          hangs[at]    <= answer_data[16 + `VF_FLAG_HANG];
          corrupts[at] <= answer_data[16 + `VF_FLAG_CORRUPT];
          bads[at]     <= (answer_data[31:16] & ~KNOWN_FLAGS) != 16'd0
                          || answer_data[63:32] != 32'd0;
          tags[at]     <= answer_data[127:64];
        end
        2'd1: begin
          inputs[at]      <= answer_data[63:0];
          input_bytes[at] <= answer_data[95:64];
          bads[at]        <= bads[at] || answer_data[127:96] != 32'd0;
        end
        2'd2: begin
          outputs[at]    <= answer_data[63:0];
          capacities[at] <= answer_data[95:64];
          bads[at]       <= bads[at] || answer_data[127:96] != 32'd0;
        end
        default: bads[at] <= bads[at] || answer_data != 128'd0;
      endcase
    if (abort)
      for (int i = 0; i < 4; i = i + 1) if (tags[i] == abort_tag) aborts[i] <= 1'b1;
  end
endmodule
