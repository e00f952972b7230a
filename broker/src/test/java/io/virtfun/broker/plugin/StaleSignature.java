package io.virtfun.broker.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertPath;
import java.security.cert.CertificateFactory;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;

/**
 * Makes jars such as come of packing signed ones together: with the signature of one of them, and a
 * manifest that is not its own.
 */
final class StaleSignature {
  private static final String PASSWORD = "password";
  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  private StaleSignature() {}

  /** Such a jar with what another one has. */
  static void put(Path jar, Path into, Path work) throws Exception {
    Path signed = work.resolve("signed.jar");
    KeyStore keys = keys(work.resolve("keys.p12"));
    CertPath chain =
        CertificateFactory.getInstance("X.509")
            .generateCertPath(List.of(keys.getCertificate("mykey")));
    PrivateKey key = (PrivateKey) keys.getKey("mykey", PASSWORD.toCharArray());
    try (ZipFile plain = new ZipFile(jar.toFile());
        OutputStream out = Files.newOutputStream(signed)) {
      new JarSigner.Builder(key, chain).build().sign(plain, out);
    }
    try (ZipFile of = new ZipFile(signed.toFile());
        JarOutputStream out = new JarOutputStream(Files.newOutputStream(into))) {
      for (ZipEntry entry : Collections.list(of.entries())) {
        out.putNextEntry(new ZipEntry(entry.getName()));
        out.write(content(of, entry));
        out.closeEntry();
      }
    }
  }

  private static byte[] content(ZipFile of, ZipEntry entry) throws IOException {
    if (entry.getName().equals(MANIFEST)) {
      return "Manifest-Version: 1.0\nPacked-By: test\n\n".getBytes(StandardCharsets.UTF_8);
    }
    try (InputStream in = of.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  private static KeyStore keys(Path file) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-dname",
                "CN=test",
                "-keyalg",
                "EC",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(file.resolveSibling("keytool.log").toFile())
            .start();
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool ended with " + keytool.exitValue() + " (expected: 0)");
    }
    return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
  }
}
