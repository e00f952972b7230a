package io.virtfun.verticles.bus;

import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * Calls on their way to one device or back to one doorbell verticle, at most {@link #CAPACITY}.
 *
 * <p><b>Ownership:</b> passes to the receiver when sent, who may send it on, filled anew.
 */
public final class CallBatch {
  /** Most calls in one message. */
  public static final int CAPACITY = 64;

  private final @Nullable Call[] calls = new Call[CAPACITY];
  private final List<Call> view = new View();
  private int size;
  private @Nullable Home home;

  /** Where the calls of a batch came from, on the event loop that they were sent to. */
  @FunctionalInterface
  public interface Home {
    /** Takes the batch back, all of whose calls have ended. <b>Thread:</b> that event loop. */
    void returned(CallBatch batch);
  }

  /** Says where the batch may be returned at once, without another message. */
  public void home(Home sender) {
    home = sender;
  }

  /** Where the batch may be returned at once; null where only the bus leads back. */
  public @Nullable Home home() {
    return home;
  }

  /** Adds a call; there must be room. */
  public void add(Call call) {
    calls[size++] = call;
  }

  /** Whether no further call fits. */
  public boolean isFull() {
    return size == CAPACITY;
  }

  /** How many calls there are. */
  public int size() {
    return size;
  }

  /** The call at an index. */
  public Call get(int index) {
    return Objects.requireNonNull(calls[Objects.checkIndex(index, size)]);
  }

  /** The calls, in order; changes with the batch. */
  public List<Call> calls() {
    return view;
  }

  /** Forgets all calls. */
  public void clear() {
    for (int i = 0; i < size; i++) {
      calls[i] = null;
    }
    size = 0;
    home = null;
  }

  private final class View extends AbstractList<Call> implements RandomAccess {
    @Override
    public Call get(int index) {
      return CallBatch.this.get(index);
    }

    @Override
    public int size() {
      return size;
    }
  }
}
