package io.virtfun.broker.plugin;

import io.virtfun.driver.spi.DriverProvider;
import java.util.List;

/**
 * What a plug-in sees beside itself and the JDK: what drivers are built against.
 *
 * <p>Not the broker, nor the libraries it uses: those may be of other versions than the plug-in's
 * own. <b>Thread:</b> any.
 */
final class DriverInterface extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private static final List<String> PACKAGES =
      List.of("io.virtfun.driver.spi.", "io.virtfun.functions.", "org.jspecify.annotations.");

  DriverInterface() {
    super("driver interface", ClassLoader.getPlatformClassLoader());
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (PACKAGES.stream().anyMatch(name::startsWith)) {
      return DriverProvider.class.getClassLoader().loadClass(name);
    }
    throw new ClassNotFoundException(name);
  }
}
