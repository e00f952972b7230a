// Reads a stretch of memory at any address and of any length and hands it on as packed 16-byte
// beats. Bursts have up to 16 beats and never cross a 256-byte boundary; up to 64 beats are asked
// for ahead. The beats at the ends are read whole: what lies beside the stretch is not handed on.
module virtfun_reader (
    input  logic         clk,
    input  logic         rst,
    input  logic         start,
    input  logic [63:0]  address,
    input  logic [31:0]  length,
    input  logic         stop,        // level: asks for nothing more and hands on nothing more
    output logic         drained,     // no answer of the memory is outstanding
    output logic         failed,      // pulse: the memory refused failed_address
    output logic [63:0]  failed_address,
    output logic         ask_valid,
    input  logic         ask_ready,
    output logic [63:0]  ask_address,
    output logic [7:0]   ask_beats,   // less one
    input  logic         answer_valid,
    input  logic [127:0] answer_data,
    input  logic         answer_error,
    output logic         out_valid,
    input  logic         out_ready,
    output logic [127:0] out_data,
    output logic [4:0]   out_count,
    output logic         out_last
);
  logic         active;
  logic [59:0]  next;         // in beats
  logic [28:0]  beats_left;
  logic [6:0]   reserved;     // beats in the queue or asked for
  logic [6:0]   outstanding;
  logic [59:0]  answered;     // beat that is answered next
  logic [4:0]   burst, to_boundary;
  logic         ask, pop, push;

  logic [127:0] queue [0:63];
  logic [5:0]   queue_head, queue_tail;
  logic         queue_has;
  logic [127:0] front;

  assign to_boundary = 5'd16 - {1'b0, next[3:0]};
  assign burst       = beats_left < {24'd0, to_boundary} ? beats_left[4:0] : to_boundary;
  assign ask_valid   = active && !stop && beats_left != 29'd0
                       && {1'b0, reserved} + {3'd0, burst} <= 8'd64;
  assign ask_address = {next, 4'd0};
  assign ask_beats   = {3'd0, burst} - 8'd1;
  assign ask         = ask_valid && ask_ready;
  assign push        = answer_valid && !stop;
  assign drained     = outstanding == 7'd0;
  assign failed      = answer_valid && answer_error;
  assign failed_address = {answered, 4'd0};
  assign queue_has   = reserved != outstanding;
  assign front       = queue[queue_head];

  logic [4:0] ends;    // bytes beyond whole beats, at either end
  logic [1:0] more_beats;
  assign ends       = {1'b0, length[3:0]} + {1'b0, address[3:0]};
  assign more_beats = ends == 5'd0 ? 2'd0 : ends <= 5'd16 ? 2'd1 : 2'd2;

  always_ff @(posedge clk) begin
    if (rst) begin
      active      <= 1'b0;
      reserved    <= 7'd0;
      outstanding <= 7'd0;
    end else if (start) begin
      active      <= 1'b1;
      next        <= address[63:4];
      answered    <= address[63:4];
      beats_left  <= length == 32'd0 ? 29'd0 : {1'b0, length[31:4]} + {27'd0, more_beats};
      reserved    <= 7'd0;
      outstanding <= 7'd0;
      queue_head  <= 6'd0;
      queue_tail  <= 6'd0;
    end else begin
      if (stop) active <= 1'b0;
      if (ask) begin
        next       <= next + {55'd0, burst};
        beats_left <= beats_left - {24'd0, burst};
      end
      reserved    <= reserved + (ask ? {2'd0, burst} : 7'd0) - {6'd0, pop};
      outstanding <= outstanding + (ask ? {2'd0, burst} : 7'd0) - {6'd0, answer_valid};
      if (answer_valid) answered <= answered + 60'd1;
      if (push) queue_tail <= queue_tail + 6'd1;
      if (pop) queue_head <= queue_head + 6'd1;
    end
  end

  always_ff @(posedge clk) if (push) queue[queue_tail] <= answer_data;

  // Packing: a beat of the stream lies in two beats of the memory unless the address is a multiple
  // of 16.
  logic [3:0]   skew;
  logic [127:0] kept;
  logic         has_kept;
  logic [31:0]  remaining;
  logic         more;         // beats remain to be handed on; true once for an empty stretch
  logic         kept_only, ready_to_emit, emit, last;
  logic [127:0] packed_beat;

  assign kept_only     = skew != 4'd0 && has_kept && remaining <= {27'd0, 5'd16 - {1'b0, skew}};
  assign last          = remaining <= 32'd16;
  assign ready_to_emit = more && (remaining == 32'd0 || kept_only
                                  || (queue_has && (skew == 4'd0 || has_kept)));
  assign emit = active && !stop && ready_to_emit && (!out_valid || out_ready);
  assign pop  = queue_has && active && !stop
                && (emit ? remaining != 32'd0 && !kept_only
                         : more && skew != 4'd0 && !has_kept && remaining != 32'd0);
  assign packed_beat = skew == 4'd0 ? front
                       : front << (8'd128 - {1'b0, skew, 3'd0}) | kept >> {1'b0, skew, 3'd0};

  always_ff @(posedge clk) begin
    if (rst || stop) begin
      out_valid <= 1'b0;
      more      <= 1'b0;
    end else if (start) begin
      out_valid  <= 1'b0;
      more       <= 1'b1;
      skew       <= address[3:0];
      has_kept <= 1'b0;
      remaining  <= length;
    end else begin
      if (pop) begin
        kept     <= front;
        has_kept <= 1'b1;
      end
      if (emit) begin
        out_valid <= 1'b1;
        out_data  <= packed_beat;
        out_count <= last ? remaining[4:0] : 5'd16;
        out_last  <= last;
        remaining <= last ? 32'd0 : remaining - 32'd16;
        more      <= !last;
      end else if (out_ready) out_valid <= 1'b0;
    end
  end
endmodule
