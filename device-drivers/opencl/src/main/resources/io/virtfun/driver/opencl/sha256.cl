/* SHA-256 of one message by one work item: each block depends on the one before. FIPS 180-4, 6.2. */
constant uint SHA256_K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

constant uint SHA256_START[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

/* rotate() turns left. */
#define TURN(x, right) rotate((uint)(x), (uint)(32 - (right)))

void sha256_block(uint *h, uint *w) {
  uint a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], i = h[7];
  for (uint t = 0; t < 64; t++) {
    if (t >= 16) {
      const uint w1 = w[(t + 1) & 15];
      const uint w14 = w[(t + 14) & 15];
      const uint s0 = TURN(w1, 7) ^ TURN(w1, 18) ^ (w1 >> 3);
      const uint s1 = TURN(w14, 17) ^ TURN(w14, 19) ^ (w14 >> 10);
      w[t & 15] += s0 + w[(t + 9) & 15] + s1;
    }
    const uint t1 = i + (TURN(e, 6) ^ TURN(e, 11) ^ TURN(e, 25)) + ((e & f) ^ (~e & g)) +
                    SHA256_K[t] + w[t & 15];
    const uint t2 = (TURN(a, 2) ^ TURN(a, 13) ^ TURN(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    i = g;
    g = f;
    f = e;
    e = d + t1;
    d = c;
    c = b;
    b = a;
    a = t1 + t2;
  }
  h[0] += a;
  h[1] += b;
  h[2] += c;
  h[3] += d;
  h[4] += e;
  h[5] += f;
  h[6] += g;
  h[7] += i;
}

/* Hashes whole blocks from a block on; the first of all starts the state. */
kernel void sha256_blocks(
    global const uchar *input, global uint *state, ulong first, ulong blocks) {
  uint h[8];
  for (uint i = 0; i < 8; i++) {
    h[i] = first == 0 ? SHA256_START[i] : state[i];
  }
  global const uchar *at = input + first * 64;
  for (ulong block = 0; block < blocks; block++, at += 64) {
    uint w[16];
    for (uint i = 0; i < 16; i++) {
      w[i] = (uint)at[4 * i] << 24 | (uint)at[4 * i + 1] << 16 | (uint)at[4 * i + 2] << 8 |
             at[4 * i + 3];
    }
    sha256_block(h, w);
  }
  for (uint i = 0; i < 8; i++) {
    state[i] = h[i];
  }
}

/* Hashes the last bytes and the padding, and writes the digest. */
kernel void sha256_end(
    global const uchar *input, global uchar *digest, global const uint *state, ulong bytes) {
  uint h[8];
  for (uint i = 0; i < 8; i++) {
    h[i] = bytes < 64 ? SHA256_START[i] : state[i];
  }
  const uint rest = bytes & 63;
  global const uchar *at = input + (bytes - rest);
  const uint padded = rest < 56 ? 64 : 128;
  for (uint from = 0; from < padded; from += 64) {
    uint w[16];
    for (uint i = 0; i < 16; i++) {
      uint word = 0;
      for (uint j = from + 4 * i; j < from + 4 * i + 4; j++) {
        word = word << 8 | (j < rest ? at[j] : j == rest ? 0x80 : 0);
      }
      w[i] = word;
    }
    if (from + 64 == padded) {
      w[14] = (uint)(bytes >> 29);
      w[15] = (uint)(bytes << 3);
    }
    sha256_block(h, w);
  }
  for (uint i = 0; i < 32; i++) {
    digest[i] = (uchar)(h[i / 4] >> (24 - 8 * (i & 3)));
  }
}
