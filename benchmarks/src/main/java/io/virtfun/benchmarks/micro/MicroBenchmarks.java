package io.virtfun.benchmarks.micro;

import io.virtfun.benchmarks.BenchException;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The micro-benchmarks, run in processes of their own; JMH prints times and allocated bytes. */
public final class MicroBenchmarks {
  private static final String[] FLAGS = {
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-Dvertx.disableFileCaching=true",
    "-Dvertx.disableFileCPResolving=true"
  };

  private MicroBenchmarks() {}

  /**
   * Runs those whose full name has a match of the regular expression.
   *
   * <p><b>Errors:</b> {@link BenchException} where there is none, or one fails.
   */
  public static void run(String pattern, boolean quick) {
    TimeValue second = TimeValue.seconds(1);
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(pattern)
            .addProfiler(GCProfiler.class)
            .jvmArgsAppend(FLAGS)
            .shouldFailOnError(true)
            .forks(quick ? 1 : 3)
            .warmupIterations(quick ? 2 : 5)
            .warmupTime(second)
            .measurementIterations(quick ? 3 : 5)
            .measurementTime(second);
    try {
      new Runner(options.build()).run();
    } catch (NoBenchmarksException e) {
      throw new BenchException(
          "--micro: " + pattern + " (expected: matches a benchmark's name)", e);
    } catch (RunnerException e) {
      throw new BenchException("--micro: " + e.getMessage(), e);
    }
  }
}
