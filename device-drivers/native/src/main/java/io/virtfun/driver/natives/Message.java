package io.virtfun.driver.natives;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What device and runner say to each other, over pipes. */
sealed interface Message {
  /** The first number a runner sends. */
  int MAGIC = 0x5646_4E31;

  /** Longest reason of a runner that could not load its library. */
  int MAX_REASON_BYTES = 512;

  /**
   * A call for a runner; payload and arguments lie in the memory.
   *
   * @param sequence comes back with the answer
   * @param function index in the table
   */
  record Request(long sequence, int function, long inputBytes, long capacityBytes, int alignment)
      implements Message {
    void writeTo(DataOutputStream out) throws IOException {
      out.writeLong(sequence);
      out.writeInt(function);
      out.writeLong(inputBytes);
      out.writeLong(capacityBytes);
      out.writeInt(alignment);
      out.flush();
    }

    static Request readFrom(DataInputStream in) throws IOException {
      return new Request(in.readLong(), in.readInt(), in.readLong(), in.readLong(), in.readInt());
    }
  }

  /**
   * How a call ended in a runner.
   *
   * @param code what the function returned
   * @param writtenBytes what it said it wrote
   */
  record Reply(long sequence, int code, long writtenBytes) implements Message {
    static final int OK = 0;
    static final int OUTPUT_TOO_SMALL = 1;
    static final int BAD_DATA = 2;
    static final int CANCELLED = 3;

    void writeTo(DataOutputStream out) throws IOException {
      out.writeLong(sequence);
      out.writeInt(code);
      out.writeLong(writtenBytes);
      out.flush();
    }

    static Reply readFrom(DataInputStream in) throws IOException {
      return new Reply(in.readLong(), in.readInt(), in.readLong());
    }
  }

  /** A runner's first message: the library's table, or why there is none. */
  final class Hello implements Message {
    private final boolean loaded;
    private final byte[] content;

    private Hello(boolean loaded, byte[] content) {
      this.loaded = loaded;
      this.content = content;
    }

    static Hello loaded(byte[] table) {
      return new Hello(true, table);
    }

    static Hello refused(String reason) {
      byte[] text = reason.getBytes(StandardCharsets.UTF_8);
      return new Hello(false, Arrays.copyOf(text, Math.min(MAX_REASON_BYTES, text.length)));
    }

    void writeTo(DataOutputStream out) throws IOException {
      out.writeInt(MAGIC);
      out.writeBoolean(loaded);
      out.writeInt(content.length);
      out.write(content);
      out.flush();
    }

    /** <b>Errors:</b> {@link IOException} where it is not what a runner says. */
    static Hello readFrom(DataInputStream in) throws IOException {
      int magic = in.readInt();
      boolean loaded = in.readBoolean();
      int length = in.readInt();
      int most = loaded ? TableLayout.MAX_BYTES : MAX_REASON_BYTES;
      if (magic != MAGIC || length < 0 || length > most) {
        throw new IOException("garbage from the library's process");
      }
      return new Hello(loaded, in.readNBytes(length));
    }

    boolean isLoaded() {
      return loaded;
    }

    /** The library's table. <b>Ownership:</b> the caller's. */
    byte[] table() {
      return content;
    }

    /** The reason, in one line. */
    String reason() {
      return new String(content, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}+", " ").strip();
    }
  }
}
