package io.virtfun.broker.config;

import io.virtfun.shm.RegionGeometry;
import io.virtfun.verticles.admission.OnLimit;
import io.virtfun.verticles.admission.TenantLimits;
import java.util.List;
import java.util.Set;

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
 * @param maxRegionBytes size of all attached guests' regions together; 0: no limit
 * @param weight share of a contended device
 * @param priorityCeiling most urgent priority of its calls
 * @param functions the functions that its guests may call; empty: all
 * @param devices the devices that its calls may run on; empty: all
 * @param maxInFlight calls in flight at once; 0: no limit
 * @param callsPerSecond calls per second; 0: no limit
 * @param bytesPerSecond input and output capacity of calls per second; 0: no limit
 * @param deviceTimePercent time of devices, 100 being one slot of one device; 0: no limit
 * @param onLimit what becomes of calls above a limit
 */
public record TenantSettings(
    String name,
    String socket,
    SocketMode socketMode,
    List<Long> allowedUids,
    int maxGuests,
    ByteSize regionSize,
    int lanes,
    int queueCapacity,
    ByteSize maxRegionBytes,
    int weight,
    int priorityCeiling,
    List<String> functions,
    List<String> devices,
    int maxInFlight,
    int callsPerSecond,
    ByteSize bytesPerSecond,
    int deviceTimePercent,
    OnLimit onLimit) {
  private static final long MAX_UID = 0xFFFF_FFFEL;
  private static final ByteSize MIN_REGION = ByteSize.ofMebibytes(1);
  private static final ByteSize MAX_REGION = ByteSize.ofMebibytes(1 << 20);
  private static final ByteSize MAX_ALL_REGIONS = ByteSize.ofMebibytes(1L << 32);
  private static final ByteSize MAX_RATE = new ByteSize(TenantLimits.MAX_BYTES_PER_SECOND);
  private static final ByteSize NO_LIMIT = new ByteSize(0);

  public TenantSettings {
    allowedUids = List.copyOf(allowedUids);
    functions = List.copyOf(functions);
    devices = List.copyOf(devices);
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
    Rules.range("max-region-bytes", maxRegionBytes, NO_LIMIT, MAX_ALL_REGIONS);
    Rules.range("weight", weight, 1, TenantLimits.MAX_WEIGHT);
    Rules.range("priority-ceiling", priorityCeiling, 0, TenantLimits.MAX_PRIORITY);
    Rules.functions("functions", functions);
    Rules.names("devices", devices);
    Rules.range("max-in-flight", maxInFlight, 0, TenantLimits.MAX_IN_FLIGHT);
    Rules.range("calls-per-second", callsPerSecond, 0, TenantLimits.MAX_CALLS_PER_SECOND);
    Rules.range("bytes-per-second", bytesPerSecond, NO_LIMIT, MAX_RATE);
    Rules.range("device-time-percent", deviceTimePercent, 0, TenantLimits.MAX_DEVICE_TIME_PERCENT);
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
        section.integer("queue-capacity", 256),
        section.size("max-region-bytes", NO_LIMIT),
        section.integer("weight", 1),
        section.integer("priority-ceiling", 0),
        section.textList("functions"),
        section.textList("devices"),
        section.integer("max-in-flight", 0),
        section.integer("calls-per-second", 0),
        section.size("bytes-per-second", NO_LIMIT),
        section.integer("device-time-percent", 0),
        section.choice("on-limit", OnLimit.DEFER));
  }

  /** What the tenant's calls may take. */
  public TenantLimits limits() {
    return new TenantLimits(
        weight,
        priorityCeiling,
        Set.copyOf(functions),
        Set.copyOf(devices),
        maxInFlight,
        callsPerSecond,
        bytesPerSecond.bytes(),
        deviceTimePercent,
        onLimit);
  }

  /** Whether one more guest fits beside so many. */
  public boolean admitsGuest(int attached) {
    return attached < maxGuests
        && (maxRegionBytes.bytes() == 0
            || (attached + 1L) * regionSize.bytes() <= maxRegionBytes.bytes());
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
