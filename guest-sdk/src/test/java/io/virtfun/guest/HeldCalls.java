package io.virtfun.guest;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A script that keeps calls until a test ends them.
 *
 * <p><b>Thread:</b> the host's event loop takes; the test's asks the host to end them there.
 */
final class HeldCalls implements Consumer<TestCall> {
  private final List<TestCall> held = new CopyOnWriteArrayList<>();

  @Override
  public void accept(TestCall call) {
    held.add(call);
  }

  /** How many are held. <b>Thread:</b> any. */
  int size() {
    return held.size();
  }

  /** Waits until so many are held. */
  void await(TestHost host, int count) {
    host.await(() -> held.size() == count);
  }

  /** Runs the one at an index. */
  void run(TestHost host, int index) {
    host.run(() -> held.remove(index).run());
  }

  /** Runs all, the last first. */
  void runAll(TestHost host) {
    host.run(
        () -> {
          while (!held.isEmpty()) {
            held.removeLast().run();
          }
        });
  }

  /** The one at an index. <b>Thread:</b> any. */
  TestCall at(int index) {
    return held.get(index);
  }

  TestCall get(TestHost host, int index) {
    return host.onLoop(() -> held.get(index));
  }
}
