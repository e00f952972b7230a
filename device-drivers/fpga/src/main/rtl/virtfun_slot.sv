// Runs one descriptor at a time: reads the input, feeds the engine that the opcode names, writes the
// result, and offers a completion. Once a completion is offered nothing more is read or written.
`include "virtfun_regs.svh"
module virtfun_slot #(
    parameter integer TEST_HOOKS = 0
) (
    input  logic         clk,
    input  logic         rst,
    input  logic         draining,     // a reset waits: ends without completion
    input  logic         take,         // the descriptor is this slot's; only while idle
    input  logic [15:0]  opcode,
    input  logic         aborted,
    input  logic         hang,
    input  logic         corrupt,
    input  logic         bad,
    input  logic [63:0]  tag,
    input  logic [63:0]  input_address,
    input  logic [31:0]  input_bytes,
    input  logic [63:0]  output_address,
    input  logic [31:0]  capacity,
    input  logic         abort,        // pulse
    input  logic [63:0]  abort_tag,
    output logic [2:0]   state,
    output logic         quiet,        // nothing of this slot is outstanding at the memory
    output logic [31:0]  calls,
    output logic         failed,       // pulse
    output logic [2:0]   failed_cause,
    output logic [63:0]  failed_address,
    output logic         ask_valid,
    input  logic         ask_ready,
    output logic [63:0]  ask_address,
    output logic [7:0]   ask_beats,
    input  logic         answer_valid,
    input  logic [127:0] answer_data,
    input  logic         answer_error,
    output logic         put_valid,
    input  logic         put_done,
    input  logic         put_error,
    output logic [63:0]  put_address,
    output logic [127:0] put_data,
    output logic [15:0]  put_strobe,
    input  logic         completed,    // pulse: the completion is written
    output logic [63:0]  done_tag,
    output logic [3:0]   done_result,
    output logic [31:0]  done_bytes,
    output logic [63:0]  done_cycles
);
  logic         is_sha, is_crc, was_bad, was_aborted, was_hang, was_corrupt;
  logic [63:0]  in_address, out_address;
  logic [31:0]  in_bytes, out_capacity, digest_bytes;
  logic [383:0] pending;      // result at its place in three beats
  logic [47:0]  strobes;
  logic [59:0]  put_beat;
  logic         abort_me;

  logic         begin_run, stop, drained, read_failed;
  logic [63:0]  read_failed_address;
  logic         beat_valid, beat_ready, beat_last;
  logic [127:0] beat_data;
  logic [4:0]   beat_count;
  logic         sha_ready, sha_done, crc_ready, crc_done, engine_done;
  logic [255:0] sha_digest, result;
  logic [31:0]  crc_value;

  assign abort_me     = draining || (abort && abort_tag == done_tag);
  assign digest_bytes = is_sha ? 32'd32 : 32'd4;
  assign begin_run    = state == `VF_SLOT_CHECK && !was_bad && !was_aborted && !abort_me
                        && (is_sha || is_crc) && out_capacity >= digest_bytes && !was_hang;
  assign stop         = state != `VF_SLOT_RUN && !begin_run;
  assign beat_ready   = is_sha ? sha_ready : crc_ready;
  assign engine_done  = is_sha ? sha_done : crc_done;
  assign result       = (is_sha ? sha_digest : {224'd0, crc_value}) ^ {255'd0, was_corrupt};
  assign quiet        = drained && state != `VF_SLOT_WRITE;

  virtfun_reader reader (
      .clk(clk), .rst(rst), .start(begin_run), .address(in_address), .length(in_bytes),
      .stop(stop), .drained(drained), .failed(read_failed), .failed_address(read_failed_address),
      .ask_valid(ask_valid), .ask_ready(ask_ready), .ask_address(ask_address),
      .ask_beats(ask_beats), .answer_valid(answer_valid), .answer_data(answer_data),
      .answer_error(answer_error), .out_valid(beat_valid), .out_ready(beat_ready),
      .out_data(beat_data), .out_count(beat_count), .out_last(beat_last));

  virtfun_sha256 sha256 (
      .clk(clk), .start(begin_run), .in_valid(beat_valid && is_sha), .in_ready(sha_ready),
      .in_data(beat_data), .in_count(beat_count), .in_last(beat_last), .done(sha_done),
      .digest(sha_digest));

  virtfun_crc32c crc32c (
      .clk(clk), .start(begin_run), .in_valid(beat_valid && is_crc), .in_ready(crc_ready),
      .in_data(beat_data), .in_count(beat_count), .in_last(beat_last), .done(crc_done),
      .crc(crc_value));

  assign put_valid   = state == `VF_SLOT_WRITE;
  assign put_address = {put_beat, 4'd0};
  assign put_data    = pending[127:0];
  assign put_strobe  = strobes[15:0];

  assign failed         = (state == `VF_SLOT_RUN && read_failed)
                          || (state == `VF_SLOT_WRITE && put_done && put_error);
  assign failed_cause   = read_failed ? `VF_FAULT_INPUT_READ : `VF_FAULT_OUTPUT_WRITE;
  assign failed_address = read_failed ? read_failed_address : put_address;

  always_ff @(posedge clk) begin
    if (rst) begin
      state <= `VF_SLOT_IDLE;
      calls <= 32'd0;
    end else begin
      if (state != `VF_SLOT_IDLE && state != `VF_SLOT_DONE) done_cycles <= done_cycles + 64'd1;
      case (state)
        `VF_SLOT_IDLE:
          if (take) begin
            state        <= `VF_SLOT_CHECK;
            is_sha       <= opcode == `VF_OPCODE_SHA256;
            is_crc       <= opcode == `VF_OPCODE_CRC32C;
            was_bad      <= bad;
            was_aborted  <= aborted;
            was_hang     <= hang && TEST_HOOKS != 0;
            was_corrupt  <= corrupt && TEST_HOOKS != 0;
            done_tag     <= tag;
            done_cycles  <= 64'd0;
            done_bytes   <= 32'd0;
            in_address   <= input_address;
            in_bytes     <= input_bytes;
            out_address  <= output_address;
            out_capacity <= capacity;
          end
        `VF_SLOT_CHECK: begin
          state <= `VF_SLOT_DONE;
          if (was_bad) done_result <= `VF_RESULT_BAD_DESCRIPTOR;
          else if (was_aborted || abort_me) done_result <= `VF_RESULT_ABORTED;
          else if (!is_sha && !is_crc) done_result <= `VF_RESULT_BAD_OPCODE;
          else if (out_capacity < digest_bytes) begin
            done_result <= `VF_RESULT_OUTPUT_TOO_SMALL;
            done_bytes  <= digest_bytes;
          end else if (was_hang) state <= `VF_SLOT_HANG;
          else state <= `VF_SLOT_RUN;
        end
        `VF_SLOT_HANG:
          if (abort_me) begin
            state       <= `VF_SLOT_DONE;
            done_result <= `VF_RESULT_ABORTED;
          end
        `VF_SLOT_RUN:
          if (read_failed) begin
            state       <= `VF_SLOT_DRAIN;
            done_result <= `VF_RESULT_READ_FAULT;
          end else if (abort_me) begin
            state       <= `VF_SLOT_DRAIN;
            done_result <= `VF_RESULT_ABORTED;
          end else if (engine_done) begin
            state    <= `VF_SLOT_WRITE;
            pending  <= {128'd0, result} << {out_address[3:0], 3'd0};
            strobes  <= {16'd0, is_sha ? 32'hFFFFFFFF : 32'h0000000F} << out_address[3:0];
            put_beat <= out_address[63:4];
          end
        `VF_SLOT_DRAIN: if (drained) state <= `VF_SLOT_DONE;
        // From here on an abort comes too late: the call ends within a few cycles.
        `VF_SLOT_WRITE:
          if (put_done) begin
            pending  <= {128'd0, pending[383:128]};
            strobes  <= {16'd0, strobes[47:16]};
            put_beat <= put_beat + 60'd1;
            if (put_error) begin
              state       <= `VF_SLOT_DONE;
              done_result <= `VF_RESULT_WRITE_FAULT;
            end else if (strobes[31:16] == 16'd0) begin
              state       <= `VF_SLOT_DONE;
              done_result <= `VF_RESULT_OK;
              done_bytes  <= digest_bytes;
            end
          end
        default:
          if (completed || draining) begin
            state <= `VF_SLOT_IDLE;
            calls <= calls + 32'd1;
          end
      endcase
    end
  end
endmodule
