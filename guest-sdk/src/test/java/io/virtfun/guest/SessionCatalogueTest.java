package io.virtfun.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import io.virtfun.shm.Catalogue;
import io.virtfun.shm.linux.EventFd;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** What a session sees of functions and devices that come and go. */
class SessionCatalogueTest extends ScriptedTest {
  private static final String ADDED = "added";

  private static FunctionSpec added() {
    return new FunctionSpec(ADDED, 1, "Added", true, 1, List.of(), SizeRule.any(), SizeRule.any());
  }

  /** Function added, echo withdrawn, the device replaced by one of the same name. */
  static Catalogue next() {
    Catalogue before = TestFunctions.catalogue();
    List<Catalogue.Function> functions = new ArrayList<>();
    for (Catalogue.Function function : before.functions()) {
      boolean withdrawn = function.spec().name().equals("echo");
      functions.add(new Catalogue.Function(function.id(), function.spec(), withdrawn));
    }
    functions.add(new Catalogue.Function(100, added()));
    Catalogue.Device old = before.devices().getFirst();
    return new Catalogue(
        functions,
        List.of(
            new Catalogue.Device(old.number(), old.name(), true),
            new Catalogue.Device(old.number() + 1, "other"),
            new Catalogue.Device(old.number() + 2, old.name())),
        before.capacity());
  }

  private void change() {
    host()
        .onLoop(
            () -> {
              host().peer().region().catalogue(next());
              return null;
            });
  }

  private void ring() {
    host()
        .onLoop(
            () -> {
              EventFd.signal(host().peer().guestDoorbells().getFirst());
              return null;
            });
  }

  @Test
  void shouldOfferWhatThereIsWithoutBeingRung() throws Exception {
    Session session = connect(small(1, 8), TestCall::run);
    assertEquals(1, session.catalogueGeneration());
    assertThrows(CallException.UnknownFunction.class, () -> session.function(ADDED));

    change();

    assertEquals(2, session.catalogueGeneration());
    assertEquals(added(), session.function(ADDED).spec());
    assertThrows(CallException.UnknownFunction.class, () -> session.function("echo"));
    assertEquals(
        TestFunctions.catalogue().functions().size(),
        session.functions().size(),
        "one more and one less");
    assertEquals(List.of("other", TestFunctions.DEVICE), session.devices());
  }

  @Test
  void shouldTellEachGenerationOnce() throws Exception {
    Session session = connect(small(2, 8), TestCall::run);
    LinkedBlockingQueue<Long> told = new LinkedBlockingQueue<>();
    session.catalogueHandler(told::add);

    ring();
    change();
    ring();

    assertEquals(2, told.take());
    ring();
    Promise<Void> later = Promise.promise();
    change();
    session.catalogueHandler(
        generation -> {
          told.add(generation);
          later.complete();
        });
    ring();
    later.future().await();
    assertEquals(List.of(3L), List.copyOf(told));
  }

  @Test
  void shouldGoOnCallingAFunctionItHas() throws Exception {
    Session session = connect(small(1, 8), TestCall::run);
    VFunction echo = session.function("echo");

    change();

    assertEquals("abc", echo.call(Buffer.buffer("abc")).await().output().toString());
  }

  @Test
  void shouldKnowWhatItKnewOnceClosed() throws Exception {
    Session session = connect(small(1, 8), TestCall::run);
    change();
    assertEquals(2, session.catalogueGeneration());

    session.close().await();

    assertEquals(2, session.catalogueGeneration());
    assertEquals(added(), session.function(ADDED).spec());
  }
}
