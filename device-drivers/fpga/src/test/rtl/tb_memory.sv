// A memory of 64 KiB behind the AXI4 ports, which refuses what lies outside. Answers come after
// random pauses; those to different requesters are interleaved.
module tb_memory (
    input  logic         clk,
    input  logic         slow,
    input  logic         m_arvalid,
    output logic         m_arready,
    input  logic [3:0]   m_arid,
    input  logic [63:0]  m_araddr,
    input  logic [7:0]   m_arlen,
    output logic         m_rvalid,
    output logic [3:0]   m_rid,
    output logic [127:0] m_rdata,
    output logic [1:0]   m_rresp,
    output logic         m_rlast,
    input  logic         m_awvalid,
    output logic         m_awready,
    input  logic [63:0]  m_awaddr,
    input  logic [7:0]   m_awlen,
    input  logic         m_wvalid,
    output logic         m_wready,
    input  logic [127:0] m_wdata,
    input  logic [15:0]  m_wstrb,
    input  logic         m_wlast,
    output logic         m_bvalid,
    output logic [1:0]   m_bresp
);
  localparam [63:0] BYTES = 64'd65536;

  byte unsigned bytes [0:65535];
  integer accesses = 0;    // beats moved since the start
  integer violations = 0;  // of the protocol

  logic [63:0] asked_address [0:15][$];
  logic [7:0]  asked_beats [0:15][$];
  logic        writing = 0;
  logic        write_refused;
  logic [63:0] write_address;
  logic        answer_due = 0;
  integer      first, each;

  initial begin
    m_arready = 0;
    m_rvalid  = 0;
    m_awready = 0;
    m_wready  = 0;
    m_bvalid  = 0;
  end

  function automatic logic pause();
    pause = slow ? $urandom_range(0, 15) != 0 : $urandom_range(0, 3) == 0;
  endfunction

  always_ff @(posedge clk) begin
    m_arready <= !pause();
    if (m_arvalid && m_arready) begin
      asked_address[m_arid].push_back(m_araddr);
      asked_beats[m_arid].push_back(m_arlen);
      if (m_araddr[3:0] != 0 || {4'd0, m_araddr[11:4]} + {4'd0, m_arlen} > 12'd255)
        violations <= violations + 1;
    end
  end

  always_ff @(posedge clk) begin
    m_rvalid <= 0;
    first = $urandom_range(0, 15);
    if (!pause())
      for (each = 0; each < 16; each = each + 1) begin
        automatic integer id = (first + each) % 16;
        if (asked_address[id].size() != 0) begin
          automatic logic [63:0] at = asked_address[id][0];
          m_rvalid <= 1;
          m_rid    <= id[3:0];
          m_rresp  <= at < BYTES ? 2'b00 : 2'b10;
          for (int i = 0; i < 16; i++) m_rdata[8*i +: 8] <= bytes[at[15:0] + i[15:0]];
          m_rlast  <= asked_beats[id][0] == 0;
          accesses <= accesses + 1;
          if (asked_beats[id][0] == 0) begin
            void'(asked_address[id].pop_front());
            void'(asked_beats[id].pop_front());
          end else begin
            asked_address[id][0] = at + 64'd16;
            asked_beats[id][0] = asked_beats[id][0] - 8'd1;
          end
          break;
        end
      end
  end

  always_ff @(posedge clk) begin
    m_awready <= !writing && !m_awready && !answer_due && !m_bvalid && !pause();
    m_wready  <= writing && !pause();
    m_bvalid  <= 0;
    if (m_awvalid && m_awready) begin
      writing       <= 1;
      write_refused <= m_awaddr >= BYTES;
      write_address <= m_awaddr;
      if (m_awaddr[3:0] != 0 || {4'd0, m_awaddr[11:4]} + {4'd0, m_awlen} > 12'd255)
        violations <= violations + 1;
    end
    if (m_wvalid && m_wready && writing) begin
      for (int i = 0; i < 16; i++)
        if (m_wstrb[i] && !write_refused) bytes[write_address[15:0] + i[15:0]] <= m_wdata[8*i +: 8];
      write_address <= write_address + 64'd16;
      accesses      <= accesses + 1;
      if (m_wlast) begin
        writing    <= 0;
        m_wready   <= 0;
        answer_due <= 1;
      end
    end
    if (answer_due && !pause()) begin
      answer_due <= 0;
      m_bvalid   <= 1;
      m_bresp    <= write_refused ? 2'b10 : 2'b00;
    end
  end
endmodule
