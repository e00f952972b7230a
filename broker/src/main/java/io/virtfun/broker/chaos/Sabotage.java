package io.virtfun.broker.chaos;

/** What a guest does wrong once, so that tests see it caught. */
enum Sabotage {
  /** Nothing. */
  NONE,
  /** One bit of an answer is another one before it is checked. */
  CORRUPT,
  /** An answer is not counted. */
  DROP,
  /** An answer is counted twice. */
  DOUBLE
}
