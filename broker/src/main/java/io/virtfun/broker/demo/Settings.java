package io.virtfun.broker.demo;

/**
 * What a demo is to do.
 *
 * @param quick small sizes only
 * @param verbose shows what the processes write to stderr
 */
record Settings(int guests, long seed, boolean quick, boolean verbose) {}
