package io.virtfun.broker.config;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds the word that a misspelled one was probably meant to be. */
final class Spelling {
  private static final int CHARACTERS_PER_TYPO = 3;

  private Spelling() {}

  /** The known word nearest to a word, when at most a third of that is to be changed. */
  static Optional<String> nearest(String word, List<String> known) {
    return known.stream()
        .filter(candidate -> Math.abs(candidate.length() - word.length()) <= typos(candidate))
        .filter(candidate -> distance(word, candidate) <= typos(candidate))
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
  }

  private static int typos(String word) {
    return Math.max(1, word.length() / CHARACTERS_PER_TYPO);
  }

  /** Characters to insert, delete or replace to make one word of the other. */
  private static int distance(String from, String to) {
    int[] above = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      above[column] = column;
    }
    for (int row = 1; row <= from.length(); row++) {
      int[] current = new int[to.length() + 1];
      current[0] = row;
      for (int column = 1; column <= to.length(); column++) {
        int replaced = from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1;
        current[column] =
            Math.min(
                above[column - 1] + replaced, Math.min(above[column], current[column - 1]) + 1);
      }
      above = current;
    }
    return above[to.length()];
  }
}
