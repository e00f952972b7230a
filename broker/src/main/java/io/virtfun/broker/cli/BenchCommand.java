package io.virtfun.broker.cli;

import picocli.CommandLine.Command;

/** Stands for the launcher's {@code bench}. */
@Command(
    name = "bench",
    description = "Measure VirtFun beside what users would pick instead.",
    mixinStandardHelpOptions = true)
final class BenchCommand extends LauncherCommand {}
