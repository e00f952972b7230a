// SHA-256 over a stream of packed 16-byte beats, one round per cycle: 66 cycles for 64 bytes.
// The next block is collected while one is computed. Source: FIPS 180-4, 5.1.1, 5.3.3 and 6.2.2.
module virtfun_sha256 (
    input  logic         clk,
    input  logic         start,      // forgets everything; a message begins
    input  logic         in_valid,
    output logic         in_ready,
    input  logic [127:0] in_data,    // byte i of the message in bits 8i+7..8i
    input  logic [4:0]   in_count,   // valid bytes; 16 except in the last beat
    input  logic         in_last,
    output logic         done,       // stays until start
    output logic [255:0] digest      // first byte in bits 7..0
);
  function automatic [31:0] k256(input [5:0] t);
    case (t)
      6'd0: k256 = 32'h428a2f98;  6'd1: k256 = 32'h71374491;  6'd2: k256 = 32'hb5c0fbcf;
      6'd3: k256 = 32'he9b5dba5;  6'd4: k256 = 32'h3956c25b;  6'd5: k256 = 32'h59f111f1;
      6'd6: k256 = 32'h923f82a4;  6'd7: k256 = 32'hab1c5ed5;  6'd8: k256 = 32'hd807aa98;
      6'd9: k256 = 32'h12835b01;  6'd10: k256 = 32'h243185be; 6'd11: k256 = 32'h550c7dc3;
      6'd12: k256 = 32'h72be5d74; 6'd13: k256 = 32'h80deb1fe; 6'd14: k256 = 32'h9bdc06a7;
      6'd15: k256 = 32'hc19bf174; 6'd16: k256 = 32'he49b69c1; 6'd17: k256 = 32'hefbe4786;
      6'd18: k256 = 32'h0fc19dc6; 6'd19: k256 = 32'h240ca1cc; 6'd20: k256 = 32'h2de92c6f;
      6'd21: k256 = 32'h4a7484aa; 6'd22: k256 = 32'h5cb0a9dc; 6'd23: k256 = 32'h76f988da;
      6'd24: k256 = 32'h983e5152; 6'd25: k256 = 32'ha831c66d; 6'd26: k256 = 32'hb00327c8;
      6'd27: k256 = 32'hbf597fc7; 6'd28: k256 = 32'hc6e00bf3; 6'd29: k256 = 32'hd5a79147;
      6'd30: k256 = 32'h06ca6351; 6'd31: k256 = 32'h14292967; 6'd32: k256 = 32'h27b70a85;
      6'd33: k256 = 32'h2e1b2138; 6'd34: k256 = 32'h4d2c6dfc; 6'd35: k256 = 32'h53380d13;
      6'd36: k256 = 32'h650a7354; 6'd37: k256 = 32'h766a0abb; 6'd38: k256 = 32'h81c2c92e;
      6'd39: k256 = 32'h92722c85; 6'd40: k256 = 32'ha2bfe8a1; 6'd41: k256 = 32'ha81a664b;
      6'd42: k256 = 32'hc24b8b70; 6'd43: k256 = 32'hc76c51a3; 6'd44: k256 = 32'hd192e819;
      6'd45: k256 = 32'hd6990624; 6'd46: k256 = 32'hf40e3585; 6'd47: k256 = 32'h106aa070;
      6'd48: k256 = 32'h19a4c116; 6'd49: k256 = 32'h1e376c08; 6'd50: k256 = 32'h2748774c;
      6'd51: k256 = 32'h34b0bcb5; 6'd52: k256 = 32'h391c0cb3; 6'd53: k256 = 32'h4ed8aa4a;
      6'd54: k256 = 32'h5b9cca4f; 6'd55: k256 = 32'h682e6ff3; 6'd56: k256 = 32'h748f82ee;
      6'd57: k256 = 32'h78a5636f; 6'd58: k256 = 32'h84c87814; 6'd59: k256 = 32'h8cc70208;
      6'd60: k256 = 32'h90befffa; 6'd61: k256 = 32'ha4506ceb; 6'd62: k256 = 32'hbef9a3f7;
      default: k256 = 32'hc67178f2;
    endcase
  endfunction

  function automatic [31:0] swapped(input [31:0] x);
    swapped = {x[7:0], x[15:8], x[23:16], x[31:24]};
  endfunction

  // Padding: 0x80 after the last byte, zeros, and the length in bits in the last 8 bytes.
  logic         message;  // beats of the message are taken
  logic         marked;   // 0x80 is in
  logic [1:0]   beat;     // place of the next beat in its block
  logic [31:0]  total;    // bytes of the message so far
  logic [511:0] block;    // collected, first word in the upper bits
  logic         full;
  logic         final_block;
  logic         ended;    // the final block is collected

  logic         core_busy;
  logic         core_final;
  logic [6:0]   round;
  logic [511:0] w;
  logic [31:0]  a, b, c, d, e, f, g, h;
  logic [255:0] hash;

  logic         tail;      // this beat is of the message and has the 0x80
  logic         take;      // a beat goes into the block
  logic         fits;      // the length may follow in this beat
  logic [127:0] padded;
  logic [35:0]  bits;
  logic [31:0]  total_now;

  assign in_ready  = message && !full && !ended;
  assign take      = !full && !ended && (message ? in_valid : 1'b1);
  assign tail      = message && in_last && in_count != 5'd16;
  assign total_now = message ? total + {27'd0, in_count} : total;
  assign bits      = {1'b0, total_now, 3'b000};
  // The 8 bytes of the length are free unless data or the mark reach into them.
  assign fits = beat == 2'd3 && (message ? tail && in_count < 5'd8 : 1'b1);

  always_comb begin
    padded = 128'd0;
    if (message) begin
      for (int i = 0; i < 16; i = i + 1) begin
        if (i < {27'd0, in_count}) padded[8*i +: 8] = in_data[8*i +: 8];
        else if (i == {27'd0, in_count} && in_last) padded[8*i +: 8] = 8'h80;
      end
    end else if (!marked) padded[7:0] = 8'h80;
    if (fits) padded[127:64] = {swapped(bits[31:0]), swapped({28'd0, bits[35:32]})};
  end

  always_ff @(posedge clk) begin
    if (start) begin
      message     <= 1'b1;
      marked      <= 1'b0;
      beat        <= 2'd0;
      total       <= 32'd0;
      full        <= 1'b0;
      final_block <= 1'b0;
      ended       <= 1'b0;
    end else begin
      if (full && !core_busy) full <= 1'b0;
      if (take) begin
        block <= {block[383:0], swapped(padded[31:0]), swapped(padded[63:32]),
                  swapped(padded[95:64]), swapped(padded[127:96])};
        beat  <= beat + 2'd1;
        total <= total_now;
        full  <= beat == 2'd3;
        if (message && in_last) message <= 1'b0;
        if (tail || !message) marked <= 1'b1;
        final_block <= fits;
        ended       <= fits;
      end
    end
  end

  logic [31:0] s0, s1, ch, maj, t1, t2, w_next, w1, w14;
  assign s0     = {a[1:0], a[31:2]} ^ {a[12:0], a[31:13]} ^ {a[21:0], a[31:22]};
  assign s1     = {e[5:0], e[31:6]} ^ {e[10:0], e[31:11]} ^ {e[24:0], e[31:25]};
  assign ch     = (e & f) ^ (~e & g);
  assign maj    = (a & b) ^ (a & c) ^ (b & c);
  assign t1     = h + s1 + ch + k256(round[5:0]) + w[511:480];
  assign t2     = s0 + maj;
  assign w1     = w[479:448];
  assign w14    = w[63:32];
  assign w_next = ({w14[16:0], w14[31:17]} ^ {w14[18:0], w14[31:19]} ^ {10'd0, w14[31:10]})
                  + w[223:192]
                  + ({w1[6:0], w1[31:7]} ^ {w1[17:0], w1[31:18]} ^ {3'd0, w1[31:3]})
                  + w[511:480];

  always_ff @(posedge clk) begin
    if (start) begin
      core_busy  <= 1'b0;
      core_final <= 1'b0;
      done       <= 1'b0;
      hash       <= 256'h6a09e667_bb67ae85_3c6ef372_a54ff53a_510e527f_9b05688c_1f83d9ab_5be0cd19;
    end else if (!core_busy) begin
      if (full) begin
        core_busy  <= 1'b1;
        core_final <= final_block;
        round      <= 7'd0;
        w          <= block;
        {a, b, c, d, e, f, g, h} <= hash;
      end
    end else if (!round[6]) begin
      {a, b, c, d, e, f, g, h} <= {t1 + t2, a, b, c, d + t1, e, f, g};
      w     <= {w[479:0], w_next};
      round <= round + 7'd1;
    end else begin
      hash <= {hash[255:224] + a, hash[223:192] + b, hash[191:160] + c, hash[159:128] + d,
               hash[127:96] + e, hash[95:64] + f, hash[63:32] + g, hash[31:0] + h};
      core_busy <= 1'b0;
      done      <= core_final;
    end
  end

  assign digest = {swapped(hash[31:0]), swapped(hash[63:32]), swapped(hash[95:64]),
                   swapped(hash[127:96]), swapped(hash[159:128]), swapped(hash[191:160]),
                   swapped(hash[223:192]), swapped(hash[255:224])};
endmodule
