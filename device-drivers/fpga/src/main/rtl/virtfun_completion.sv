// Writes completions of finished slots into the completion ring, one at a time, and says when the
// host is to be interrupted.
`include "virtfun_regs.svh"
module virtfun_completion #(
    parameter integer SLOTS = 2
) (
    input  logic                clk,
    input  logic                rst,
    input  logic                enable,       // begins more
    input  logic [63:0]         base,
    input  logic [4:0]          log2,
    input  logic [31:0]         head,
    output logic [31:0]         tail,
    input  logic [31:0]         coalesce_count,
    input  logic [31:0]         coalesce_cycles,
    output logic                interrupt,    // pulse
    output logic                quiet,        // nothing to write that can be written, nothing to signal
    output logic                failed,       // pulse
    output logic [63:0]         failed_address,
    input  logic [SLOTS-1:0]    done,
    output logic [SLOTS-1:0]    completed,    // pulse
    input  logic [SLOTS*64-1:0] done_tag,
    input  logic [SLOTS*4-1:0]  done_result,
    input  logic [SLOTS*32-1:0] done_bytes,
    input  logic [SLOTS*64-1:0] done_cycles,
    output logic                put_valid,
    input  logic                put_done,
    input  logic                put_error,
    output logic [63:0]         put_address,
    output logic [255:0]        put_data
);
  logic [SLOTS-1:0] grant, owner;
  logic             begins, room;
  logic [31:0]      index, unsignalled, waited, written;
  logic [63:0]      tag, cycles;
  logic [3:0]       result;
  logic [31:0]      bytes, slot;

  assign index       = tail & ((32'd1 << log2) - 32'd1);
  assign room        = tail - head < (32'd1 << log2);
  assign begins      = enable && !put_valid && room && |done;
  assign put_address = base + {27'd0, index, 5'd0};
  assign completed   = put_valid && put_done && !put_error ? owner : {SLOTS{1'b0}};
  assign quiet       = !put_valid && !begins && unsignalled == 32'd0;

  virtfun_arbiter #(.N(SLOTS)) arbiter (
      .clk(clk), .rst(rst), .request(done), .taken(begins), .grant(grant));

  always_comb begin
    tag    = 64'd0;
    cycles = 64'd0;
    result = 4'd0;
    bytes  = 32'd0;
    slot   = 32'd0;
    for (int i = 0; i < SLOTS; i = i + 1)
      if (grant[i]) begin
        tag    = done_tag[64*i +: 64];
        cycles = done_cycles[64*i +: 64];
        result = done_result[4*i +: 4];
        bytes  = done_bytes[32*i +: 32];
        slot   = i;
      end
  end

  assign written = unsignalled + {31'd0, |completed};

  always_ff @(posedge clk) begin
    failed    <= 1'b0;
    interrupt <= 1'b0;
    if (rst) begin
      tail        <= 32'd0;
      put_valid   <= 1'b0;
      unsignalled <= 32'd0;
      waited      <= 32'd0;
    end else begin
      if (begins) begin
        put_valid <= 1'b1;
        owner     <= grant;
        // The sequence comes last: who sees it sees the rest.
        put_data  <= {tail + 32'd1, slot, cycles, bytes, 28'd0, result, tag};
      end
      if (put_valid && put_done) begin
        put_valid <= 1'b0;
        if (put_error) begin
          failed         <= 1'b1;
          failed_address <= put_address;
        end else tail <= tail + 32'd1;
      end
      if (written != 32'd0 && (written >= coalesce_count || waited >= coalesce_cycles)) begin
        interrupt   <= 1'b1;
        unsignalled <= 32'd0;
        waited      <= 32'd0;
      end else begin
        unsignalled <= written;
        waited      <= written == 32'd0 ? 32'd0 : waited + 32'd1;
      end
    end
  end
endmodule
