package io.virtfun.guest;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * One block of the arena and how many calls use parts of it.
 *
 * <p><b>Thread:</b> any.
 */
final class SliceBlock {
  private static final int FREED = -1;

  private final PayloadArena arena;
  private final long offset;
  private final long sizeBytes;
  private final AtomicInteger users = new AtomicInteger();

  SliceBlock(PayloadArena arena, long offset, long sizeBytes) {
    this.arena = arena;
    this.offset = offset;
    this.sizeBytes = sizeBytes;
  }

  PayloadArena arena() {
    return arena;
  }

  void requireNotFreed() {
    if (users.get() == FREED) {
      throw new IllegalStateException(this + " is freed");
    }
  }

  void addUser() {
    int count;
    do {
      count = users.get();
      if (count == FREED) {
        throw new IllegalStateException(this + " is freed");
      }
    } while (!users.compareAndSet(count, count + 1));
  }

  void removeUser() {
    users.decrementAndGet();
  }

  void free() {
    if (!users.compareAndSet(0, FREED)) {
      throw new IllegalStateException(
          this
              + (users.get() == FREED
                  ? " is freed already"
                  : " is lent to a call (expected: back)"));
    }
    arena.free(offset, sizeBytes);
  }

  @Override
  public String toString() {
    return "slice at %d of %d bytes".formatted(offset, sizeBytes);
  }
}
