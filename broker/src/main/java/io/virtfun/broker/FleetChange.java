package io.virtfun.broker;

import io.virtfun.verticles.routing.Routes;
import java.util.List;

/**
 * A change of devices that is prepared.
 *
 * @param after all devices that are wanted, in the operator's order
 * @param added those of them that were opened for it
 * @param removed those that are open and not among them
 * @param routes as they are with it
 */
record FleetChange(List<Member> after, List<Member> added, List<Member> removed, Routes routes) {
  FleetChange {
    after = List.copyOf(after);
    added = List.copyOf(added);
    removed = List.copyOf(removed);
  }

  /** Whether one of the new devices takes the place of an old one. */
  boolean replaces(Member old) {
    return added.stream().anyMatch(each -> each.settings().id().equals(old.settings().id()));
  }

  /** Whether guests and calls see nothing of it. */
  boolean isEmpty() {
    return added.isEmpty() && removed.isEmpty();
  }
}
