package io.virtfun.broker.process;

import io.virtfun.shm.linux.EventFd;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A guest that does all that it should not, from a seed. It keeps some of what it was given after
 * detaching, and goes on to write there and ring.
 *
 * <p>Arguments: address, seed, attacks. Prints {@code attacking} after the first, and at the end
 * {@code done ATTACKS}, how often it was refused, and how many mutations.
 */
final class HostileProgram {
  private static final int MUTATIONS = 5_000;
  private static final int RINGS = 20_000;
  private static final int RESETS = 500;
  private static final int CONNECTIONS = 40;
  private static final int MOST_KEPT = 6;
  private static final int KINDS = 9;
  private static final long PAGE_BYTES = 4096;

  private final String address;
  private final SplittableRandom random;
  private final Deque<RawGuest> kept = new ArrayDeque<>();
  private int refused;
  private long mutations;

  private HostileProgram(String address, long seed) {
    this.address = address;
    this.random = new SplittableRandom(seed);
  }

  public static void main(String[] arguments) throws Exception {
    HostileProgram program = new HostileProgram(arguments[0], Long.parseLong(arguments[1]));
    int attacks = Integer.parseInt(arguments[2]);
    for (int i = 0; i < attacks; i++) {
      program.attack(i % KINDS);
      if (i == 0) {
        System.out.println("attacking");
      }
    }
    System.out.println(
        "done %d refused %d mutations %d".formatted(attacks, program.refused, program.mutations));
    // With whatever is still open: the kernel detaches it.
    System.exit(0);
  }

  private void attack(int kind) throws IOException {
    if (kind == 0) {
      flood();
      return;
    }
    RawGuest guest = attach();
    attack(kind, guest, new HostileWriter(guest, random));
    for (RawGuest former : kept) {
      ring(former, 10);
      former.memory().asSlice(0, PAGE_BYTES).fill((byte) random.nextInt());
    }
  }

  /** Again and again: its own connections fill the tenant until the broker has seen them close. */
  private RawGuest attach() {
    while (true) {
      try {
        return new RawGuest(address);
      } catch (IOException e) {
        refused++;
      }
    }
  }

  private void attack(int kind, RawGuest guest, HostileWriter writer) throws IOException {
    switch (kind) {
      case 1 -> ring(guest, RINGS);
      case 2 -> storm(writer);
      case 3 -> fillDoorbells(guest, writer);
      case 4 -> punch(guest, writer);
      case 5 -> {
        // Leaves in the middle of its calls.
        writer.submitGood(200);
      }
      case 6 -> {
        write(writer);
        keep(guest);
        return;
      }
      default -> {
        write(writer);
        ring(guest, RINGS / 10);
        write(writer);
      }
    }
    guest.close();
  }

  private void write(HostileWriter writer) throws IOException {
    writer.write(MUTATIONS);
    mutations += MUTATIONS;
  }

  private void ring(RawGuest guest, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      EventFd.signal(guest.hostDoorbells().get(random.nextInt(2)));
    }
  }

  private static void storm(HostileWriter writer) throws IOException {
    for (int i = 0; i < RESETS; i++) {
      writer.askForReset();
      writer.write(4);
    }
  }

  /** The host must ring doorbells that cannot be written to without waiting. */
  private static void fillDoorbells(RawGuest guest, HostileWriter writer) throws IOException {
    guest.ownDoorbells().forEach(HostileCalls::fill);
    writer.submitGood(50);
    guest.hostDoorbells().forEach(HostileCalls::rob);
    writer.submitGood(50);
  }

  private void punch(RawGuest guest, HostileWriter writer) throws IOException {
    long pages = guest.memory().byteSize() / PAGE_BYTES;
    for (int i = 0; i < 100; i++) {
      HostileCalls.tearOut(guest.regionFile(), random.nextLong(pages) * PAGE_BYTES, PAGE_BYTES);
      writer.write(20);
      mutations += 20;
    }
  }

  /** Detaches, but gives nothing back. */
  private void keep(RawGuest guest) {
    guest.detach();
    kept.add(guest);
    if (kept.size() > MOST_KEPT) {
      kept.remove().close();
    }
  }

  /** Connects again and again: some never read, some send, some end their sending side. */
  private void flood() throws IOException {
    Path path = Path.of(address.substring("unix:".length()));
    List<SocketChannel> clients = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
      clients.add(client);
      client.connect(UnixDomainSocketAddress.of(path));
      switch (random.nextInt(4)) {
        case 0 -> send(client);
        case 1 -> client.shutdownOutput();
        case 2 -> client.close();
        default -> {
          // Never reads.
        }
      }
    }
    for (SocketChannel client : clients) {
      client.close();
    }
  }

  private static void send(SocketChannel client) {
    try {
      client.write(ByteBuffer.wrap("garbage".getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      // The broker has refused it by now.
    }
  }
}
