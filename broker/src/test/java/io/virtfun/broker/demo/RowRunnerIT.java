package io.virtfun.broker.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Vertx;
import io.virtfun.broker.Broker;
import io.virtfun.broker.config.BrokerConfig;
import io.virtfun.broker.demo.task.Check;
import io.virtfun.broker.demo.task.Exercise;
import io.virtfun.broker.demo.task.Task;
import io.virtfun.broker.demo.task.Tasks;
import io.virtfun.guest.CallException;
import io.virtfun.guest.Session;
import io.virtfun.guest.VirtFun;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of a guest of a broker in the same process. */
class RowRunnerIT {
  private static final Check NONE_RIGHT = _ -> Optional.of("not this one");

  @TempDir private Path folder;
  private Vertx vertx;
  private Broker broker;
  private Session session;

  @BeforeEach
  void attach() {
    vertx = Vertx.vertx(VirtFun.vertxOptions());
    broker = Broker.start(BrokerConfig.shipped(), folder).await();
    session = VirtFun.connect(vertx, broker.addresses().get("alpha")).await();
  }

  @AfterEach
  void stop() {
    session.close().await();
    broker.drainAndStop().await();
    vertx.close().await();
  }

  @Test
  void shouldCountCallsBytesAndDevicesWhenAllIsRight() {
    Task echo = task("echo");
    GuestMessage.RowEnded ended = run(new Assignment(1, echo, 10, 4, true));

    assertNull(ended.difference());
    assertEquals(10, ended.calls());
    assertEquals(10 * 2 * 64, ended.payloadBytes());
    assertEquals(List.of("cpu0"), ended.devices());
    assertEquals(session.arenaBytes(), session.freeArenaBytes());
  }

  private static Task task(String function) {
    return Tasks.all().stream().filter(each -> each.function().equals(function)).findFirst().get();
  }

  @Test
  void shouldStopAtTheFirstWrongAnswer() {
    Task picky = new Task("echo", 64, "", _ -> new Exercise(Map.of(), segment(64), 64, NONE_RIGHT));
    GuestMessage.RowEnded ended = run(new Assignment(1, picky, 100, 4, false));

    assertEquals("not this one", ended.difference());
    assertEquals(1, ended.calls());
    assertEquals(session.arenaBytes(), session.freeArenaBytes());
  }

  @Test
  void shouldGiveTheRowUpWhenACallFails() {
    Task garbage =
        new Task("inflate", 3, "", _ -> new Exercise(Map.of(), segment(3), 64, NONE_RIGHT));
    GuestMessage.RowEnded ended = run(new Assignment(1, garbage, 5, 1, false));

    assertEquals("call failed: ", ended.difference().substring(0, 13));
    assertEquals(0, ended.calls());
    assertEquals(session.arenaBytes(), session.freeArenaBytes());
  }

  @Test
  void shouldGoNoFurtherWhenTheSessionHasEnded() {
    session.close().await();
    Assignment row = new Assignment(1, task("echo"), 1, 1, true);

    assertThrows(CallException.SessionClosed.class, () -> run(row));
  }

  private static MemorySegment segment(int sizeBytes) {
    return MemorySegment.ofArray(new byte[sizeBytes]).fill((byte) 7);
  }

  private GuestMessage.RowEnded run(Assignment row) {
    return new RowRunner(session, row, 1).run();
  }
}
