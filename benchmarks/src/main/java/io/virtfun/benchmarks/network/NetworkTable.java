package io.virtfun.benchmarks.network;

import io.virtfun.vm.Accelerator;
import io.virtfun.vm.Network;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What a run of the comparison found.
 *
 * @param accelerator what ran the machine's instructions
 * @param network what joined its network card to the host
 */
record NetworkTable(String accelerator, String network, List<Row> rows) {
  private static final String FORMAT = "%-8s %9s %12s %12s %12s %12s %9s %9s%n";

  /**
   * A function at one size. Times are medians in microseconds.
   *
   * @param ran at the device, which is part of each of the others
   * @param grpcRatio how many times VirtFun's time gRPC takes
   * @param tcpRatio the same of TCP
   */
  record Row(
      String function,
      int bytes,
      double ran,
      double virtfun,
      double grpc,
      double tcp,
      double grpcRatio,
      double tcpRatio,
      List<Sample> samples) {}

  static NetworkTable of(Accelerator accelerator, Network network, List<Sample> samples) {
    Map<Cell, EnumMap<Path, Sample>> cells = new LinkedHashMap<>();
    for (Sample sample : samples) {
      cells
          .computeIfAbsent(sample.cell(), _ -> new EnumMap<>(Path.class))
          .put(sample.path(), sample);
    }
    List<Row> rows = new ArrayList<>();
    cells.forEach((cell, by) -> rows.add(row(cell, by)));
    return new NetworkTable(
        accelerator.kind().name().toLowerCase(Locale.ROOT),
        "virtio-net, " + network.name().toLowerCase(Locale.ROOT),
        rows);
  }

  private static Row row(Cell cell, Map<Path, Sample> by) {
    Sample virtfun = Objects.requireNonNull(by.get(Path.VIRTFUN));
    Sample grpc = Objects.requireNonNull(by.get(Path.GRPC));
    Sample tcp = Objects.requireNonNull(by.get(Path.TCP));
    return new Row(
        cell.function(),
        cell.bytes(),
        virtfun.runMicros(),
        virtfun.p50Micros(),
        grpc.p50Micros(),
        tcp.p50Micros(),
        grpc.p50Micros() / virtfun.p50Micros(),
        tcp.p50Micros() / virtfun.p50Micros(),
        List.of(virtfun, grpc, tcp));
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        "Median time of a call from a virtual machine, in us (%s; %s)%n"
            .formatted(accelerator, network));
    text.append(
        FORMAT.formatted(
            "function", "input", "function ran", "virtfun", "gRPC", "TCP", "gRPC/vf", "TCP/vf"));
    for (Row row : rows) {
      text.append(
          FORMAT.formatted(
              row.function(),
              size(row.bytes()),
              micros(row.ran()),
              micros(row.virtfun()),
              micros(row.grpc()),
              micros(row.tcp()),
              ratio(row.grpcRatio()),
              ratio(row.tcpRatio())));
    }
    return text.toString();
  }

  private static String size(int bytes) {
    return bytes >= 1 << 20
        ? (bytes >> 20) + " MiB"
        : bytes >= 1 << 10 ? (bytes >> 10) + " KiB" : bytes + " B";
  }

  private static String micros(double micros) {
    return String.format(Locale.ROOT, "%.0f", micros);
  }

  private static String ratio(double ratio) {
    return String.format(Locale.ROOT, "%.1f", ratio);
  }
}
