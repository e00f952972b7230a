// CRC-32C over a stream of packed 16-byte beats: one full beat per cycle, one byte per cycle of a
// beat that is not full. Source: RFC 3720, 12.1; the polynomial 0x1EDC6F41, reflected.
module virtfun_crc32c (
    input  logic         clk,
    input  logic         start,     // forgets everything; a message begins
    input  logic         in_valid,
    output logic         in_ready,
    input  logic [127:0] in_data,   // byte i of the message in bits 8i+7..8i
    input  logic [4:0]   in_count,  // valid bytes; 16 except in the last beat
    input  logic         in_last,
    output logic         done,      // stays until start
    output logic [31:0]  crc        // first byte in bits 7..0
);
  localparam [31:0] POLYNOMIAL = 32'h82F63B78;

  function automatic [31:0] after_beat(input [31:0] old, input [127:0] data);
    begin
      after_beat = old;
      for (int i = 0; i < 128; i = i + 1)
        after_beat = {1'b0, after_beat[31:1]} ^ ({32{after_beat[0] ^ data[i]}} & POLYNOMIAL);
    end
  endfunction

  function automatic [31:0] after_byte(input [31:0] old, input [7:0] data);
    begin
      after_byte = old;
      for (int i = 0; i < 8; i = i + 1)
        after_byte = {1'b0, after_byte[31:1]} ^ ({32{after_byte[0] ^ data[i]}} & POLYNOMIAL);
    end
  endfunction

  logic [31:0]  state;
  logic [127:0] rest;    // bytes of the last beat that are not in yet
  logic [4:0]   left;
  logic         ending;

  assign in_ready = !ending;
  assign crc      = ~state;

  always_ff @(posedge clk) begin
    if (start) begin
      state  <= 32'hFFFFFFFF;
      left   <= 5'd0;
      ending <= 1'b0;
      done   <= 1'b0;
    end else if (in_valid && in_ready) begin
      if (in_count == 5'd16) state <= after_beat(state, in_data);
      else begin
        rest <= in_data;
        left <= in_count;
      end
      ending <= in_last;
    end else if (left != 5'd0) begin
      state <= after_byte(state, rest[7:0]);
      rest  <= {8'd0, rest[127:8]};
      left  <= left - 5'd1;
    end else if (ending) done <= 1'b1;
  end
endmodule
