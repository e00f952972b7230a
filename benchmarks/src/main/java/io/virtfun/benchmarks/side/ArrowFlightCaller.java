package io.virtfun.benchmarks.side;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** One exchange for all calls: a batch of one row there, and the same back. */
final class ArrowFlightCaller extends BlockingCaller {
  private static final String COLUMN = "bytes";

  private final VectorSchemaRoot root;
  private final FlightClient.ExchangeReaderWriter exchange;

  ArrowFlightCaller(FlightClient client, BufferAllocator allocator, byte[] input) {
    VarBinaryVector bytes = new VarBinaryVector(COLUMN, allocator);
    bytes.allocateNew(input.length, 1);
    bytes.setSafe(0, input);
    bytes.setValueCount(1);
    root = new VectorSchemaRoot(List.of(bytes.getField()), List.of(bytes), 1);
    exchange = client.doExchange(FlightDescriptor.path("echo"));
    exchange.getWriter().setUseZeroCopy(true);
    exchange.getWriter().start(root);
  }

  @Override
  void send(int calls) {
    for (int i = 0; i < calls; i++) {
      exchange.getWriter().putNext();
    }
  }

  @Override
  int receive() throws IOException {
    if (!exchange.getReader().next()) {
      throw new EOFException("the server has ended the exchange");
    }
    return 1;
  }

  @Override
  byte[] output() {
    return ((VarBinaryVector) exchange.getReader().getRoot().getVector(0)).get(0);
  }

  /** Its event loops take whatever is sent. */
  @Override
  boolean holds(int inFlight) {
    return true;
  }

  @Override
  public void close() throws IOException {
    exchange.getWriter().completed();
    try {
      while (exchange.getReader().next()) {
        // Nothing is outstanding; this waits for the end.
      }
      exchange.close();
    } catch (Exception e) {
      throw new IOException("cannot end an exchange: " + e.getMessage(), e);
    } finally {
      root.close();
    }
  }
}
