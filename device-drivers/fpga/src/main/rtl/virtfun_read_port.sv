// The reading half of the DMA master: gives the address channel to its requesters in turn. Answers
// carry the requester's number.
module virtfun_read_port #(
    parameter integer N = 3
) (
    input  logic            clk,
    input  logic            rst,
    input  logic [N-1:0]    ask_valid,
    output logic [N-1:0]    ask_ready,
    input  logic [N*64-1:0] ask_address,
    input  logic [N*8-1:0]  ask_beats,
    output logic            m_arvalid,
    input  logic            m_arready,
    output logic [3:0]      m_arid,
    output logic [63:0]     m_araddr,
    output logic [7:0]      m_arlen
);
  logic [N-1:0] grant;
  logic         free;
  logic [3:0]   id;
  logic [63:0]  address;
  logic [7:0]   beats;

  // What is offered must stay until it is taken; a requester may withdraw until it is granted.
  assign free      = !m_arvalid || m_arready;
  assign ask_ready = free ? grant : {N{1'b0}};

  virtfun_arbiter #(.N(N)) arbiter (
      .clk(clk), .rst(rst), .request(ask_valid), .taken(free && |ask_valid), .grant(grant));

  always_comb begin
    id      = 4'd0;
    address = 64'd0;
    beats   = 8'd0;
    for (int i = 0; i < N; i = i + 1)
      if (grant[i]) begin
        id      = i[3:0];
        address = ask_address[64*i +: 64];
        beats   = ask_beats[8*i +: 8];
      end
  end

  always_ff @(posedge clk) begin
    if (rst) m_arvalid <= 1'b0;
    else if (free) m_arvalid <= |ask_valid;
    if (free) begin
      m_arid   <= id;
      m_araddr <= address;
      m_arlen  <= beats;
    end
  end
endmodule
