package io.virtfun.vm.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class KernelModulesTest {
  @TempDir private Path folder;

  @BeforeEach
  void makeModules() throws IOException {
    Files.createDirectories(folder.resolve("kernel"));
    Files.writeString(folder.resolve("modules.builtin"), "kernel/drivers/iommu/iova.ko\n");
    put("vfio-pci.ko", module("vfio-pci-core,vfio"));
    put("vfio-pci-core.ko", module("vfio,irqbypass,iova"));
    put("vfio.ko", module(""));
    put("irqbypass.ko", module(""));
  }

  private void put(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve("kernel").resolve(name), bytes);
  }

  /** An ELF file with nothing but a section of module information. */
  private static byte[] module(String dependencies) {
    byte[] info =
        ("license=GPL\0depends=" + dependencies + "\0").getBytes(StandardCharsets.US_ASCII);
    byte[] names = "\0.modinfo\0.shstrtab\0".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer file =
        ByteBuffer.allocate(64 + info.length + names.length + 3 * 64)
            .order(ByteOrder.LITTLE_ENDIAN);
    int table = 64 + info.length + names.length;
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
    file.putShort(18, (short) 62).putLong(40, table);
    file.putShort(60, (short) 3).putShort(62, (short) 2);
    file.put(64, info).put(64 + info.length, names);
    section(file, table + 64, 1, 64, info.length);
    section(file, table + 128, 10, 64 + info.length, names.length);
    return file.array();
  }

  private static void section(ByteBuffer file, int at, int name, int offset, int size) {
    file.putInt(at, name).putInt(at + 4, 1).putLong(at + 24, offset).putLong(at + 32, size);
  }

  private List<String> order(String... wanted) throws IOException {
    return List.copyOf(KernelModules.in(folder).inOrder(List.of(wanted)).keySet());
  }

  @Test
  void shouldPutWhatAModuleNeedsBeforeIt() throws IOException {
    assertEquals(List.of("vfio", "irqbypass", "vfio_pci_core", "vfio_pci"), order("vfio_pci"));
  }

  @Test
  void shouldLeaveOutWhatIsBuiltIn() throws IOException {
    assertEquals(List.of("vfio"), order("iova", "vfio"));
  }

  @Test
  void shouldUnpackCompressedModules() throws IOException {
    byte[] plain = module("vfio");
    try (OutputStream out =
        new XZOutputStream(
            Files.newOutputStream(folder.resolve("kernel/packed.ko.xz")), new LZMA2Options())) {
      out.write(plain);
    }

    assertEquals(List.of("vfio", "packed"), order("packed"));
  }

  @Test
  void shouldNameTheModuleThatIsNotThere() {
    ImageException refused = assertThrows(ImageException.class, () -> order("virtio_net"));

    assertTrue(refused.getMessage().contains("virtio_net"), refused.getMessage());
  }
}
