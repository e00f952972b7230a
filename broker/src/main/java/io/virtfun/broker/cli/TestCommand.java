package io.virtfun.broker.cli;

import picocli.CommandLine.Command;

/** Stands for the launcher's {@code test}. */
@Command(
    name = "test",
    description = "Build with all checks and run all tests.",
    mixinStandardHelpOptions = true)
final class TestCommand extends LauncherCommand {}
