package io.virtfun.broker.ivshmem;

import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.virtfun.broker.config.TenantSettings;
import io.virtfun.shm.Refusal;
import io.virtfun.shm.linux.LinuxException;
import io.virtfun.shm.linux.MessageSocket;
import io.virtfun.verticles.bus.ThrottledLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may attach to a tenant, by the kernel's word on the peer's user.
 *
 * <p><b>Thread:</b> the tenant verticle's event loop.
 */
final class Admission {
  private final ThrottledLog log =
      new ThrottledLog(System.getLogger(TenantVerticle.class.getName()));
  private final Supplier<TenantSettings> settings;
  private final long brokerUid;

  private Admission(Supplier<TenantSettings> settings, long brokerUid) {
    this.settings = settings;
    this.brokerUid = brokerUid;
  }

  /**
   * For a broker that is this process. <b>Thread:</b> may block.
   *
   * @param settings those of the time when a client comes
   */
  static Admission here(Supplier<TenantSettings> settings) throws IOException {
    return new Admission(settings, (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
  }

  /** Why a client may not attach; null when it may. */
  @Nullable Refusal refusal(EpollDomainSocketChannel channel) {
    TenantSettings tenant = settings.get();
    try {
      // The kernel gives uids unsigned.
      long uid = Integer.toUnsignedLong(channel.peerCredentials().uid());
      if (tenant.admits(uid, brokerUid)) {
        return null;
      }
      log.warn(
          () ->
              "%s: uid %d wants to attach (expected: %s)"
                  .formatted(tenant.name(), uid, tenant.expectedUids(brokerUid)));
    } catch (IOException e) {
      log.warn(() -> tenant.name() + ": no peer credentials: " + e.getMessage());
    }
    return Refusal.USER_NOT_ALLOWED;
  }

  /** Tells a client why it may not attach. */
  void refuse(EpollDomainSocketChannel channel, Refusal refusal) {
    log.warn(() -> settings.get().name() + ": refused a guest: " + refusal.explanation());
    try {
      new MessageSocket(channel.fd().intValue()).send(refusal.code(), null);
    } catch (LinuxException _) {
      // Who does not listen learns from the connection's end.
    }
  }
}
