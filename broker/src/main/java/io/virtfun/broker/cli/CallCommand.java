package io.virtfun.broker.cli;

import io.virtfun.functions.Arguments;
import io.virtfun.functions.SizeRule;
import io.virtfun.guest.CallException;
import io.virtfun.guest.OngoingCall;
import io.virtfun.guest.Receipt;
import io.virtfun.guest.Result;
import io.virtfun.guest.Session;
import io.virtfun.guest.Slice;
import io.virtfun.guest.VFunction;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Calls one function: input from stdin, output to stdout. */
@Command(
    name = "call",
    description = {
      "Call a function once: input from stdin, raw output to stdout.",
      "Ctrl-C cancels the call."
    },
    mixinStandardHelpOptions = true)
final class CallCommand implements Callable<Integer> {
  private static final double NANOS_PER_MICRO = 1000;
  private static final long MAX_TIMEOUT_MILLIS = 4_294_967;
  private static final int INTERRUPTED = 130;
  private static final int WRITE_BYTES = 1 << 20;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private AttachOption attach = new AttachOption();

  @Parameters(paramLabel = "FUNCTION", description = "Name, or name@version.")
  private String function = "";

  @Option(
      names = "--param",
      paramLabel = "K=V",
      description = "An argument; bytes in hexadecimal. May be repeated.")
  private Map<String, String> parameters = new TreeMap<>();

  @Option(
      names = "--output-capacity",
      paramLabel = "BYTES",
      defaultValue = "-1",
      description = "Room for the output of a function that does not say how much it needs.")
  private long outputCapacity = -1;

  @Option(
      names = "--device",
      paramLabel = "ID",
      description = "The device that is to run the call; default: the broker chooses.")
  private @Nullable String device;

  @Option(
      names = "--priority",
      paramLabel = "N",
      defaultValue = "0",
      description = "How urgent, 0 to 3; default: ${DEFAULT-VALUE}. A tenant may have a ceiling.")
  private int priority;

  @Option(
      names = "--timeout-ms",
      paramLabel = "N",
      defaultValue = "0",
      description = "Time for the call, from the broker's taking it; default: 0, none.")
  private long timeoutMillis;

  @Option(names = "--receipt", description = "Print to stderr where and how long the call ran.")
  private boolean receipt;

  @Override
  public Integer call() throws Exception {
    require(priority >= 0 && priority <= 3, "--priority: " + priority + " (expected: 0..3)");
    require(
        timeoutMillis >= 0 && timeoutMillis <= MAX_TIMEOUT_MILLIS,
        "--timeout-ms: " + timeoutMillis + " (expected: 0.." + MAX_TIMEOUT_MILLIS + ")");
    return attach.withSession(this::run);
  }

  private void require(boolean condition, String message) {
    if (!condition) {
      throw new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }
  }

  private int run(Session session) throws IOException {
    VFunction called = withOptions(session.function(function));
    Arguments arguments = called.arguments(parameters);
    byte[] input = System.in.readAllBytes();
    try (Slice in = session.allocate(input.length)) {
      MemorySegment.copy(MemorySegment.ofArray(input), 0, in.segment(), 0, input.length);
      try (Slice out = allocateOutput(session, called, arguments, input.length)) {
        Result result = await(called.start(arguments, in, out));
        if (result == null) {
          return INTERRUPTED;
        }
        write(out.segment().asSlice(0, result.outputBytes()));
        if (receipt) {
          System.err.println(line(result.receipt()));
        }
        return 0;
      }
    }
  }

  private VFunction withOptions(VFunction plain) {
    VFunction placed = device == null ? plain : plain.withDevice(device);
    VFunction urgent = placed.withPriority(priority);
    return timeoutMillis == 0 ? urgent : urgent.withTimeToLive(Duration.ofMillis(timeoutMillis));
  }

  /** The result; null where Ctrl-C cancelled the call. */
  private static @Nullable Result await(OngoingCall call) {
    try (Interruption _ = new Interruption(call::cancel)) {
      try {
        return call.result().await();
      } catch (CallException.Cancelled e) {
        // Here, as the process does not wait for what comes later.
        System.err.println("virtfun: " + Line.of(e));
        return null;
      }
    }
  }

  private Slice allocateOutput(
      Session session, VFunction called, Arguments arguments, long inputBytes) {
    SizeRule rule = called.spec().output();
    if (outputCapacity >= 0) {
      return session.allocate(outputCapacity);
    }
    long known = rule.evaluate(inputBytes, arguments);
    return rule.kind() == SizeRule.Kind.ANY || known < 0
        ? allocateMost(session)
        : session.allocate(known);
  }

  /** This call is the session's only one: it may have all the room there is. */
  private static Slice allocateMost(Session session) {
    return session.allocate(Math.min(session.freeArenaBytes(), SizeRule.MAX_BYTES));
  }

  private static String line(Receipt receipt) {
    String line =
        "device %s (%s) lane %d: queued %.1f us, ran %.1f us, transport %.1f us"
            .formatted(
                receipt.device(),
                reason(receipt),
                receipt.lane(),
                receipt.queued().toNanos() / NANOS_PER_MICRO,
                receipt.ran().toNanos() / NANOS_PER_MICRO,
                receipt.transport().toNanos() / NANOS_PER_MICRO);
    return receipt.deviceCycles() == 0
        ? line
        : "%s, %d device cycles".formatted(line, receipt.deviceCycles());
  }

  private static String reason(Receipt receipt) {
    return receipt.attempts() == 0
        ? receipt.why().text()
        : "%s after %d failed".formatted(receipt.why().text(), receipt.attempts());
  }

  /** In pieces: the JDK keeps a buffer per thread as large as the largest write. */
  private static void write(MemorySegment output) throws IOException {
    try (FileChannel stdout = new FileOutputStream(FileDescriptor.out).getChannel()) {
      for (long at = 0; at < output.byteSize(); at += WRITE_BYTES) {
        long bytes = Math.min(WRITE_BYTES, output.byteSize() - at);
        ByteBuffer piece = output.asSlice(at, bytes).asByteBuffer();
        while (piece.hasRemaining()) {
          stdout.write(piece);
        }
      }
    }
  }
}
