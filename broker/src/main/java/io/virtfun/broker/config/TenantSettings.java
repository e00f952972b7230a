package io.virtfun.broker.config;

import io.virtfun.shm.RegionGeometry;
import java.util.List;

/**
 * One tenant: who may attach at its socket and what region each of its guests gets.
 *
 * @param name unique in the broker
 * @param socket the Unix socket's path; a relative one lies in the run directory
 * @param socketMode the socket's permission bits
 * @param allowedUids the users that may attach; empty means the broker's own and root
 * @param maxGuests guests attached at once
 * @param regionSize the size of each guest's region
 * @param lanes lanes in each region
 * @param queueCapacity entries in each queue of a lane
 */
public record TenantSettings(
    String name,
    String socket,
    SocketMode socketMode,
    List<Long> allowedUids,
    int maxGuests,
    ByteSize regionSize,
    int lanes,
    int queueCapacity) {
  private static final long MAX_UID = 0xFFFF_FFFEL;
  private static final ByteSize MIN_REGION = ByteSize.ofMebibytes(1);
  private static final ByteSize MAX_REGION = ByteSize.ofMebibytes(1 << 20);

  public TenantSettings {
    allowedUids = List.copyOf(allowedUids);
    Rules.name("name", name);
    Rules.socketPath("socket", socket);
    for (int index = 0; index < allowedUids.size(); index++) {
      Rules.range("allowed-uids[" + index + "]", allowedUids.get(index), 0, MAX_UID);
    }
    Rules.range("max-guests", maxGuests, 1, 4096);
    Rules.powerOfTwo("region-size", regionSize, MIN_REGION, MAX_REGION);
    Rules.range("lanes", lanes, 1, 64);
    Rules.powerOfTwo("queue-capacity", queueCapacity, 2, 65_536);
    requireFits(regionSize, lanes, queueCapacity);
  }

  /** The catalogue comes on top, but its size is known only once the devices are open. */
  private static void requireFits(ByteSize regionSize, int lanes, int queueCapacity) {
    long least =
        new RegionGeometry(MAX_REGION.bytes(), lanes, queueCapacity, 0).arenaOffset()
            + RegionGeometry.MIN_ARENA_BYTES;
    if (regionSize.bytes() < least) {
      throw ConfigException.unexpected(
          "region-size",
          regionSize,
          "at least %s for %d lanes of %d entries"
              .formatted(new ByteSize(Long.highestOneBit(least - 1) << 1), lanes, queueCapacity));
    }
  }

  static TenantSettings read(Section section) {
    String name = section.text("name");
    return new TenantSettings(
        name,
        section.text("socket", name + ".sock"),
        section.socketMode("socket-mode", new SocketMode(0660)),
        section.integers("allowed-uids"),
        section.integer("max-guests", 64),
        section.size("region-size", ByteSize.ofMebibytes(128)),
        section.integer("lanes", 2),
        section.integer("queue-capacity", 256));
  }

  /** Whether a process of this user may attach to a broker that runs as {@code brokerUid}. */
  public boolean admits(long uid, long brokerUid) {
    return allowedUids.isEmpty() ? uid == brokerUid || uid == 0 : allowedUids.contains(uid);
  }

  /** The users that may attach to a broker that runs as {@code brokerUid}, for messages. */
  public String expectedUids(long brokerUid) {
    return allowedUids.isEmpty() ? brokerUid + " or 0" : allowedUids.toString();
  }
}
