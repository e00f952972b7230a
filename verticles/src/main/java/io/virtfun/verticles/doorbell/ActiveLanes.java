package io.virtfun.verticles.doorbell;

import java.util.ArrayList;
import java.util.List;

/**
 * The lanes that are looked at on one event loop, by tenant.
 *
 * <p><b>Thread:</b> the event loop.
 */
final class ActiveLanes {
  private final List<LoopShare> tenants = new ArrayList<>();
  private int count;
  private int first;

  void add(LaneServer server) {
    LoopShare share = server.tenant().share();
    if (share.lanes().isEmpty()) {
      tenants.add(share);
    }
    share.lanes().add(server);
    count++;
  }

  void remove(LaneServer server) {
    LoopShare share = server.tenant().share();
    if (share.lanes().remove(server)) {
      count--;
      if (share.lanes().isEmpty()) {
        tenants.remove(share);
      }
    }
  }

  /** Takes out the lanes that have fallen asleep. */
  void removeSleeping() {
    for (int i = tenants.size() - 1; i >= 0; i--) {
      List<LaneServer> lanes = tenants.get(i).lanes();
      for (int j = lanes.size() - 1; j >= 0; j--) {
        if (!lanes.get(j).isActive()) {
          lanes.remove(j);
          count--;
        }
      }
      if (lanes.isEmpty()) {
        tenants.remove(i);
      }
    }
  }

  void clear() {
    tenants.forEach(share -> share.lanes().clear());
    tenants.clear();
    count = 0;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** How many lanes there are. */
  int size() {
    return count;
  }

  /** How many tenants have lanes here. */
  int tenants() {
    return tenants.size();
  }

  /** The tenant whose turn it is; all of them come before one comes again. */
  LoopShare nextTenant() {
    if (first >= tenants.size()) {
      first = 0;
    }
    return tenants.get(first++);
  }

  /** The largest weight of a tenant with lanes here. */
  int heaviest() {
    int heaviest = 1;
    for (int i = 0; i < tenants.size(); i++) {
      heaviest = Math.max(heaviest, tenants.get(i).weight());
    }
    return heaviest;
  }

  /** Whether any lane seems to have something. */
  boolean glance() {
    for (int i = 0; i < tenants.size(); i++) {
      List<LaneServer> lanes = tenants.get(i).lanes();
      for (int j = 0; j < lanes.size(); j++) {
        if (lanes.get(j).lane().hasSubmissions()) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether any lane is to have something at any moment. */
  boolean isImminent() {
    for (int i = 0; i < tenants.size(); i++) {
      List<LaneServer> lanes = tenants.get(i).lanes();
      for (int j = 0; j < lanes.size(); j++) {
        if (lanes.get(j).horizon().isImminent()) {
          return true;
        }
      }
    }
    return false;
  }
}
