/*
 * One step of a bitonic sorting network in which every comparator puts the smaller number first, so
 * that numbers beyond the last, which are larger than all, never move. Knuth, The Art of Computer
 * Programming, volume 3, section 5.3.4. Where a number goes depends on comparisons only, never an
 * address on a number.
 */
kernel void sort_step(
    global long *data, ulong count, ulong distance, uint mirrored, uint descending) {
  const ulong item = get_global_id(0);
  const ulong at = item & (distance - 1);
  const ulong block = (item - at) * 2;
  const ulong low = block + at;
  const ulong high = mirrored ? block + 2 * distance - 1 - at : low + distance;
  if (high >= count) {
    return;
  }
  const long a = data[low];
  const long b = data[high];
  if (descending ? a < b : a > b) {
    data[low] = b;
    data[high] = a;
  }
}
