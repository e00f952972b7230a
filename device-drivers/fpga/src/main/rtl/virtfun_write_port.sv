// The writing half of the DMA master: one write of one or two beats at a time, of its requesters in
// turn. A write is done when the memory has answered it.
module virtfun_write_port #(
    parameter integer N = 3
) (
    input  logic             clk,
    input  logic             rst,
    input  logic [N-1:0]     put_valid,
    output logic [N-1:0]     put_done,     // pulse
    output logic             put_error,    // valid with put_done
    input  logic [N*64-1:0]  put_address,
    input  logic [N-1:0]     put_double,   // two beats; the address is a multiple of 32 then
    input  logic [N*256-1:0] put_data,
    input  logic [N*16-1:0]  put_strobe,   // of the first beat; the second is written whole
    output logic             quiet,
    output logic             m_awvalid,
    input  logic             m_awready,
    output logic [63:0]      m_awaddr,
    output logic [7:0]       m_awlen,
    output logic             m_wvalid,
    input  logic             m_wready,
    output logic [127:0]     m_wdata,
    output logic [15:0]      m_wstrb,
    output logic             m_wlast,
    input  logic             m_bvalid,
    output logic             m_bready,
    input  logic [1:0]       m_bresp
);
  logic         busy;
  logic [N-1:0] grant, owner, asked;
  logic         second;        // a second beat follows
  logic [127:0] second_data;
  logic [63:0]  address;
  logic         double;
  logic [255:0] data;
  logic [15:0]  strobe;
  logic         finish;

  assign quiet     = !busy;
  assign m_bready  = 1'b1;
  assign finish    = busy && m_bvalid;
  assign put_done  = finish ? owner : {N{1'b0}};
  assign put_error = m_bresp != 2'b00;
  assign m_wlast   = !second;
  assign asked     = busy ? {N{1'b0}} : put_valid;

  virtfun_arbiter #(.N(N)) arbiter (
      .clk(clk), .rst(rst), .request(asked), .taken(|asked), .grant(grant));

  always_comb begin
    address = 64'd0;
    double  = 1'b0;
    data    = 256'd0;
    strobe  = 16'd0;
    for (int i = 0; i < N; i = i + 1)
      if (grant[i]) begin
        address = put_address[64*i +: 64];
        double  = put_double[i];
        data    = put_data[256*i +: 256];
        strobe  = put_strobe[16*i +: 16];
      end
  end

  always_ff @(posedge clk) begin
    if (rst) begin
      busy      <= 1'b0;
      m_awvalid <= 1'b0;
      m_wvalid  <= 1'b0;
      second    <= 1'b0;
    end else if (!busy) begin
      if (|asked) begin
        busy        <= 1'b1;
        owner       <= grant;
        m_awvalid   <= 1'b1;
        m_awaddr    <= address;
        m_awlen     <= {7'd0, double};
        m_wvalid    <= 1'b1;
        m_wdata     <= data[127:0];
        m_wstrb     <= strobe;
        second      <= double;
        second_data <= data[255:128];
      end
    end else begin
      if (m_awready) m_awvalid <= 1'b0;
      if (m_wvalid && m_wready) begin
        m_wvalid <= second;
        m_wdata  <= second_data;
        m_wstrb  <= 16'hFFFF;
        second   <= 1'b0;
      end
      if (finish) busy <= 1'b0;
    end
  end
endmodule
