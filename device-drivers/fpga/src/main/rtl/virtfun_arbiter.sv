// Round robin: the next requester after the one that was granted last.
module virtfun_arbiter #(
    parameter integer N = 2
) (
    input  logic         clk,
    input  logic         rst,
    input  logic [N-1:0] request,
    input  logic         taken,   // the grant was used in this cycle
    output logic [N-1:0] grant    // one-hot, or zero without requests
);
  logic [N-1:0] after_last;  // the requesters behind the last one
  logic [N-1:0] first;

  assign first = request & after_last;
  assign grant = |first ? first & (~first + 1'b1) : request & (~request + 1'b1);

  always_ff @(posedge clk) begin
    if (rst) after_last <= {N{1'b1}};
    else if (taken) after_last <= ~(grant | (grant - 1'b1));
  end
endmodule
