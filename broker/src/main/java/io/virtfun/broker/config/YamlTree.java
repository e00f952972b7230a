package io.virtfun.broker.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * One YAML document in which every value stands where it counts: no key twice, no alias, no second
 * document.
 *
 * <p><b>Errors:</b> {@link ConfigException} with the key's path or, where there is none, the line.
 */
final class YamlTree {
  private static final YAMLFactory FACTORY =
      YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final YAMLMapper MAPPER = new YAMLMapper(FACTORY);

  private YamlTree() {}

  static JsonNode parse(byte[] yaml) {
    try (YAMLParser parser = FACTORY.createParser(yaml)) {
      walk(parser);
      return MAPPER.readTree(yaml);
    } catch (IOException e) {
      // Nothing is read but the bytes at hand.
      throw new UncheckedIOException(e);
    }
  }

  private static void walk(YAMLParser parser) throws IOException {
    int documents = 0;
    try {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isNumeric()) {
          // Decoded on demand; one that cannot be is to fail here, where its place is known.
          parser.getNumberValue();
        }
        if (parser.isCurrentAlias()) {
          throw ConfigException.unexpected(
              path(parser), "*" + parser.getText(), "the value itself; aliases are not followed");
        }
        if (parser.getParsingContext().inRoot()) {
          documents++;
        }
      }
    } catch (JsonProcessingException e) {
      throw unreadable(parser, e);
    }
    if (documents != 1) {
      throw ConfigException.at("", documents + " documents (expected: one YAML document)");
    }
  }

  private static ConfigException unreadable(YAMLParser parser, JsonProcessingException e) {
    if (e.getOriginalMessage().startsWith("Duplicate field")) {
      return ConfigException.at(path(parser), "duplicate key (expected: once)");
    }
    JsonLocation location = Objects.requireNonNullElseGet(e.getLocation(), parser::currentLocation);
    // Indented lines quote the file; the message is to be one line.
    String problem =
        e.getOriginalMessage()
            .lines()
            .filter(line -> !line.startsWith(" "))
            .collect(Collectors.joining(", "));
    return ConfigException.unexpected(
        "line " + location.getLineNr() + ", column " + location.getColumnNr(), problem, "YAML");
  }

  /** The parser's place as the messages write it: {@code tenants[1].name}. */
  private static String path(YAMLParser parser) {
    JsonPointer pointer = parser.getParsingContext().pathAsPointer();
    String path = "";
    for (JsonPointer rest = pointer; !rest.matches(); rest = rest.tail()) {
      path =
          rest.mayMatchElement()
              ? path + "[" + rest.getMatchingIndex() + "]"
              : ConfigException.join(path, rest.getMatchingProperty());
    }
    return path;
  }
}
