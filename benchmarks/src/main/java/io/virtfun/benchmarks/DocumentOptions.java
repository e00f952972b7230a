package io.virtfun.benchmarks;

import io.virtfun.benchmarks.report.DocumentComparison;
import io.virtfun.benchmarks.report.HtmlReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is done with documents of runs, those just made and those kept. */
final class DocumentOptions {
  private static final int SAME_OR_BETTER = 0;
  private static final int WORSE = 1;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Write a page with tables and plots of what was measured to DIR/index.html.")
  private @Nullable Path report;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "Measure nothing: report what an earlier run wrote with --json.")
  private @Nullable Path from;

  @Option(
      names = "--compare",
      // How many there are is checked below, in the words that all errors have.
      arity = "0..*",
      paramLabel = "FILE FILE",
      hideParamSyntax = true,
      description = {
        "Measure nothing: say which fields moved between two files of --json, the older one first.",
        "Exit code 0: none got worse, 1: some did, 2: a file is no such document."
      })
  private @Nullable List<Path> compared;

  /** Whether documents are there and nothing is to be measured. */
  boolean isWithoutMeasuring() {
    if (from != null && report == null) {
      throw wrong("--from: " + from + " (expected: --report)", null);
    }
    if (compared != null && compared.size() != 2) {
      throw wrong("--compare: " + compared.size() + " files (expected: 2)", null);
    }
    return from != null || compared != null;
  }

  /** Does what can be done without measuring; the exit code. */
  int withoutMeasuring() {
    if (from != null) {
      report(read(from));
    }
    return compared == null ? SAME_OR_BETTER : compare(compared.getFirst(), compared.getLast());
  }

  /** Writes the page where one is asked for. */
  void report(BenchDocument document) {
    if (report != null) {
      System.err.println("report: " + HtmlReport.write(document, report));
    }
  }

  private int compare(Path before, Path after) {
    DocumentComparison comparison = DocumentComparison.of(read(before), read(after));
    comparison.warnings().forEach(warning -> System.err.println("virtfun: warning: " + warning));
    System.out.print(comparison.table());
    return comparison.anyWorse() ? WORSE : SAME_OR_BETTER;
  }

  /** A file that is no document is a mistake of the call. */
  private BenchDocument read(Path file) {
    try {
      return BenchDocument.read(file);
    } catch (BenchException e) {
      throw wrong(Objects.requireNonNull(e.getMessage()), e);
    }
  }

  private ParameterException wrong(String message, @Nullable Exception cause) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message, cause);
  }
}
