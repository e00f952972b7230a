/*
 * One radix-2 pass of the Stockham autosort transform over batch sequences of n complex numbers:
 * Van Loan, Computational Frameworks for the Fast Fourier Transform, section 1.7. Numbers are
 * aligned to their parts only. The turn is a fraction of a power of two and so exact.
 */
#pragma OPENCL FP_CONTRACT OFF
kernel void fft_pass(
    global const float *from, global float *to, ulong n, ulong batch, ulong done, float sign,
    float scale) {
  const ulong item = get_global_id(0);
  const ulong half_n = n / 2;
  const ulong sequence = item / half_n;
  if (sequence >= batch) {
    return;
  }
  const ulong i = item & (half_n - 1);
  const ulong k = i & (done - 1);
  const float turn = sign * (float)k / (float)done;
  const float re = cospi(turn);
  const float im = sinpi(turn);
  const ulong start = sequence * n;
  const float2 u = vload2(start + i, from);
  const float2 x = vload2(start + i + half_n, from);
  const float2 v = (float2)(x.x * re - x.y * im, x.x * im + x.y * re);
  const ulong at = start + ((i - k) << 1) + k;
  vstore2((u + v) * scale, at, to);
  vstore2((u - v) * scale, at + done, to);
}
