package io.virtfun.guest;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * One block of the arena and how many calls use parts of it.
 *
 * <p><b>Thread:</b> any.
 */
final class SliceBlock {
  private static final int FREED = -1;
  private static final int STRANDED = -2;

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

  void requireUsable() {
    requireUsable(users.get());
  }

  private void requireUsable(int count) {
    if (count == FREED) {
      throw new IllegalStateException(this + " is freed");
    }
    if (count == STRANDED) {
      throw new IllegalStateException(this + " is lost with a lane that the host gave up");
    }
  }

  void addUser() {
    int count;
    do {
      count = users.get();
      requireUsable(count);
    } while (!users.compareAndSet(count, count + 1));
  }

  void removeUser() {
    int count;
    do {
      count = users.get();
    } while (count > 0 && !users.compareAndSet(count, count - 1));
  }

  /** Keeps the block from being used again: whoever borrowed it may write to it for ever. */
  void strand() {
    users.set(STRANDED);
  }

  void free() {
    if (users.compareAndSet(0, FREED)) {
      arena.free(offset, sizeBytes);
      return;
    }
    int count = users.get();
    if (count == FREED) {
      throw new IllegalStateException(this + " is freed already");
    }
    if (count > 0) {
      throw new IllegalStateException(this + " is lent to a call (expected: back)");
    }
  }

  @Override
  public String toString() {
    return "slice at %d of %d bytes".formatted(offset, sizeBytes);
  }
}
