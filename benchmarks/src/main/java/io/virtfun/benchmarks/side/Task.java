package io.virtfun.benchmarks.side;

import java.util.Map;

/**
 * A call: a function, its arguments, and how large its input is. The input is the same bytes on
 * every run.
 *
 * @param function name in the catalogue
 * @param inputBytes size of the input
 * @param parameters by name; the others take their defaults
 */
record Task(String function, int inputBytes, Map<String, Integer> parameters) {
  Task {
    parameters = Map.copyOf(parameters);
  }
}
