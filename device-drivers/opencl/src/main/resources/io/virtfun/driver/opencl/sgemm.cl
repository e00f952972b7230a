/*
 * C = alpha*A*B. Each work item computes one column of eight rows of C: neighbours read neighbouring
 * elements of B, and all of them the same elements of A.
 */
kernel void sgemm(
    global const float *ab, global float *c, uint m, uint n, uint k, float alpha) {
  const size_t column = get_global_id(0);
  const size_t row = get_global_id(1) * 8;
  if (column >= n || row >= m) {
    return;
  }
  /* Rows beyond the last are the last one again, and are not stored. */
  const size_t last = m - 1;
  global const float *a0 = ab + row * k;
  global const float *a1 = ab + min(row + 1, last) * k;
  global const float *a2 = ab + min(row + 2, last) * k;
  global const float *a3 = ab + min(row + 3, last) * k;
  global const float *a4 = ab + min(row + 4, last) * k;
  global const float *a5 = ab + min(row + 5, last) * k;
  global const float *a6 = ab + min(row + 6, last) * k;
  global const float *a7 = ab + min(row + 7, last) * k;
  global const float *b = ab + (size_t)m * k + column;
  float8 sum = 0;
  for (size_t p = 0; p < k; p++) {
    sum += (float8)(a0[p], a1[p], a2[p], a3[p], a4[p], a5[p], a6[p], a7[p]) * b[p * n];
  }
  sum *= alpha;
  global float *to = c + row * n + column;
  const size_t rows = m - row;
  to[0] = sum.s0;
  if (rows > 1) to[(size_t)n] = sum.s1;
  if (rows > 2) to[2 * (size_t)n] = sum.s2;
  if (rows > 3) to[3 * (size_t)n] = sum.s3;
  if (rows > 4) to[4 * (size_t)n] = sum.s4;
  if (rows > 5) to[5 * (size_t)n] = sum.s5;
  if (rows > 6) to[6 * (size_t)n] = sum.s6;
  if (rows > 7) to[7 * (size_t)n] = sum.s7;
}
