package io.virtfun.guest;

import io.virtfun.shm.Catalogue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The functions of a catalogue by name, but for withdrawn ones.
 *
 * <p><b>Thread:</b> any; immutable.
 */
final class FunctionTable {
  private final List<VFunction> functions;
  private final Map<String, VFunction> byName = new TreeMap<>();

  FunctionTable(Session session, Catalogue catalogue) {
    functions =
        catalogue.functions().stream()
            .filter(f -> !f.withdrawn())
            .map(f -> new VFunction(session, f))
            .toList();
    for (VFunction function : functions) {
      byName.put(function.spec().qualifiedName(), function);
      byName.merge(function.spec().name(), function, FunctionTable::newer);
    }
  }

  private static VFunction newer(VFunction a, VFunction b) {
    return a.spec().version() >= b.spec().version() ? a : b;
  }

  List<VFunction> all() {
    return functions;
  }

  VFunction find(String name) {
    VFunction found = byName.get(name);
    if (found == null) {
      throw new CallException.UnknownFunction(
          "unknown function '%s' (%s)".formatted(name, suggestion(name)));
    }
    return found;
  }

  private String suggestion(String name) {
    String nearest = "";
    int least = Integer.MAX_VALUE;
    for (VFunction function : functions) {
      int distance = distance(name, function.spec().name());
      if (distance < least) {
        least = distance;
        nearest = function.spec().name();
      }
    }
    return functions.isEmpty() ? "expected: none, the catalogue is empty" : "nearest: " + nearest;
  }

  /** Fewest single-character changes that make one text the other. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        current[j] = Math.min(previous[j - 1] + change, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
