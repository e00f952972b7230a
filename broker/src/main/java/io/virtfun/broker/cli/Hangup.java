package io.virtfun.broker.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * The signal SIGHUP.
 *
 * <p>The JDK offers signals in {@code sun.misc} alone, and the compiler warns of every mention of
 * it: hence by name.
 */
final class Hangup {
  private Hangup() {}

  /**
   * Has something run for each signal, which then no longer ends the process. <b>Thread:</b> it
   * runs on one of the JVM's, and must return at once. <b>Errors:</b> {@link IllegalStateException}
   * where the JVM does not hand out the signal.
   */
  static void handle(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object calling =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (_, _, _) -> {
                action.run();
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), calling);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("SIGHUP: " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("SIGHUP: " + e, e);
    }
  }
}
