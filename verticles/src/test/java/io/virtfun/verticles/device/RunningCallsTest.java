package io.virtfun.verticles.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.virtfun.driver.spi.Cancellation;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.Loops;
import io.virtfun.verticles.bus.ThrottledLog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which calls run longer than they may. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
final class RunningCallsTest implements RunningCalls.Overtime {
  private static final long LIMIT = 1000;

  private final List<String> said = new ArrayList<>();
  private final Call call = new Call(this, 0, 0);
  private RunningCalls running;

  @BeforeEach
  void make(Vertx vertx) {
    Context context = vertx.getOrCreateContext();
    KernelRunner runner =
        new KernelRunner("test", context, new ThrottledLog(System.getLogger("test")));
    running = new RunningCalls(Loops.of(context), runner);
  }

  @Override
  public void late(Call late, long limitNanos) {
    said.add("late");
  }

  @Override
  public void hangs(Call hanging) {
    said.add("hangs");
  }

  @Test
  void shouldFindACallLateAndThenHanging() {
    Cancellation cancellation = running.begin(call, 0, LIMIT);
    running.look(LIMIT - 1, this);
    assertEquals(List.of(), said);
    running.look(LIMIT, this);
    assertEquals(List.of("late"), said);
    assertTrue(cancellation.isRequested());
    running.look(2 * LIMIT, this);
    assertEquals(List.of("late", "hangs"), said);
    assertTrue(running.hangs());
  }

  @Test
  void shouldCountNoTimeBeforeTheDeviceHasTheCall() {
    Cancellation cancellation = running.begin(call, 0, LIMIT);
    running.hold(call);
    running.look(100 * LIMIT, this);
    assertEquals(List.of(), said);
    assertFalse(cancellation.isRequested());

    running.resume(call, 100 * LIMIT);
    running.look(101 * LIMIT - 1, this);
    assertEquals(List.of(), said);
    running.look(101 * LIMIT, this);
    running.look(102 * LIMIT, this);
    assertEquals(List.of("late", "hangs"), said);
  }
}
