package io.virtfun.guest;

import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;

/** A session with a host that answers when told to, for tests outside this package. */
public final class RxScripted implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx(VirtFun.vertxOptions());
  private final HeldCalls held = new HeldCalls();
  private TestHost host;
  private Session session;

  /** Attaches to a host of one lane. */
  public Session connect(int capacity) throws Exception {
    host = TestHost.scripted(TestHost.geometry(1 << 20, 1, capacity), held);
    session = VirtFun.connect(vertx, host.attach()).await();
    return session;
  }

  /** Waits until the host holds so many calls. */
  public void awaitHeld(int count) {
    held.await(host, count);
  }

  /** How many calls the host holds. */
  public int held() {
    return held.size();
  }

  /** Answers what is held, the last call first. */
  public void answerAll() {
    held.runAll(host);
  }

  /** Waits until something becomes true. */
  public void await(BooleanSupplier condition) {
    host.await(condition);
  }

  /** Where the host listens. */
  public String attach() {
    return host.attach();
  }

  /** What sessions run on. */
  public Vertx vertx() {
    return vertx;
  }

  /** Waits until so many guests have connected in all and so many of them are left. */
  public void awaitGuests(int connected, int left) {
    host.awaitConnections(connected);
    host.awaitPeers(left);
  }

  /** Waits until so many cancel entries have reached the host. */
  public void awaitCancels(int count) {
    host.await(() -> host.peer().cancels().size() == count);
  }

  /** How many cancel entries reached the host. */
  public int cancelsTaken() {
    return host.onLoop(() -> host.peer().cancels().size());
  }

  /** How many calls reached the host. */
  public int callsTaken() {
    return host.onLoop(() -> host.peer().callsTaken());
  }

  /** Ends the host as a broker ends that dies. */
  public void stopHost() {
    host.close();
  }

  @Override
  public void close() {
    session.close().await();
    vertx.close().await();
    host.close();
  }
}
