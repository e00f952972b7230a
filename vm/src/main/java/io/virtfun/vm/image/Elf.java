package io.virtfun.vm.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A 64-bit little-endian ELF file for x86-64, read by its section headers.
 *
 * <p><b>Source:</b> System V ABI, generic part, chapters 4 and 5; AMD64 supplement.
 */
final class Elf {
  private static final int MAGIC = 0x464c457f;
  private static final int CLASS_64_LITTLE_ENDIAN = 0x0102;
  private static final int MACHINE_X86_64 = 62;
  private static final int HEADER_BYTES = 64;
  private static final int SECTION_HEADER_BYTES = 64;
  private static final int TYPE_DYNAMIC = 6;
  private static final int TYPE_NOTE = 7;
  private static final int TYPE_NO_BITS = 8;
  private static final long TAG_NEEDED = 1;
  private static final int DYNAMIC_ENTRY_BYTES = 16;

  private final ByteBuffer file;
  private final List<Section> sections;

  private record Section(String name, int type, int offset, int size, int link) {}

  private Elf(ByteBuffer file) {
    this.file = file;
    this.sections = readSections();
  }

  /** Empty where the bytes are something else, or the file of another machine. */
  static Optional<Elf> of(ByteBuffer bytes) {
    ByteBuffer file = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (file.limit() < HEADER_BYTES
        || file.getInt(0) != MAGIC
        || file.getShort(4) != CLASS_64_LITTLE_ENDIAN
        || file.getShort(18) != MACHINE_X86_64) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Elf(file));
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private List<Section> readSections() {
    int table = Math.toIntExact(file.getLong(40));
    int count = Short.toUnsignedInt(file.getShort(60));
    int namesAt = sectionHeader(table, Short.toUnsignedInt(file.getShort(62)));
    int names = count == 0 ? 0 : Math.toIntExact(file.getLong(namesAt + 24));
    List<Section> read = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int header = sectionHeader(table, i);
      read.add(
          new Section(
              text(names + file.getInt(header)),
              file.getInt(header + 4),
              Math.toIntExact(file.getLong(header + 24)),
              Math.toIntExact(file.getLong(header + 32)),
              file.getInt(header + 40)));
    }
    return read;
  }

  private static int sectionHeader(int table, int index) {
    return table + index * SECTION_HEADER_BYTES;
  }

  private String text(int offset) {
    int end = offset;
    while (file.get(end) != 0) {
      end++;
    }
    return text(offset, end - offset);
  }

  private String text(int offset, int length) {
    byte[] bytes = new byte[length];
    file.get(offset, bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** The dynamic loader that the program names. */
  Optional<String> interpreter() {
    return sections.stream()
        .filter(section -> section.name().equals(".interp"))
        .findFirst()
        .map(section -> text(section.offset()));
  }

  /** The names of the libraries that the file needs. */
  List<String> needed() {
    List<String> names = new ArrayList<>();
    for (Section section : sections) {
      if (section.type() == TYPE_DYNAMIC) {
        int strings = sections.get(section.link()).offset();
        int end = section.offset() + section.size();
        for (int at = section.offset(); at < end; at += DYNAMIC_ENTRY_BYTES) {
          if (file.getLong(at) == TAG_NEEDED) {
            names.add(text(strings + Math.toIntExact(file.getLong(at + 8))));
          }
        }
      }
    }
    return names;
  }

  /** The zero-terminated strings of a section; none where there is no such section. */
  List<String> strings(String name) {
    List<String> strings = new ArrayList<>();
    for (Section section : sections) {
      if (section.name().equals(name) && section.type() != TYPE_NO_BITS) {
        for (String string : text(section.offset(), section.size()).split("\0", -1)) {
          if (!string.isEmpty()) {
            strings.add(string);
          }
        }
      }
    }
    return strings;
  }

  /** Whether a note of this owner and type is there. */
  boolean hasNote(String owner, int type) {
    for (Section section : sections) {
      if (section.type() == TYPE_NOTE) {
        int end = section.offset() + section.size();
        for (int at = section.offset(); at + 12 <= end; ) {
          int nameBytes = file.getInt(at);
          if (file.getInt(at + 8) == type
              && nameBytes == owner.length() + 1
              && text(at + 12).equals(owner)) {
            return true;
          }
          at += 12 + padded(nameBytes) + padded(file.getInt(at + 4));
        }
      }
    }
    return false;
  }

  private static int padded(int size) {
    return (size + 3) & ~3;
  }
}
