package org.example.driver;

import io.virtfun.driver.kit.DriverContract;
import io.virtfun.driver.kit.Sample;
import io.virtfun.driver.spi.DriverProvider;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

class ExampleDriverTest extends DriverContract {
  @Override
  protected DriverProvider provider() {
    return new ExampleDriverProvider();
  }

  @Override
  protected List<Sample> samples() {
    return List.of(
        sample("", "00000001"),
        sample("abc", "024d0127"),
        sample("Wikipedia", "11e60398"),
        sample(new byte[3 << 20], "02d00001"));
  }

  private static Sample sample(String text, String sum) {
    return sample(text.getBytes(StandardCharsets.US_ASCII), sum);
  }

  private static Sample sample(byte[] input, String sum) {
    return Sample.of("adler32", Map.of(), input, HexFormat.of().parseHex(sum));
  }
}
