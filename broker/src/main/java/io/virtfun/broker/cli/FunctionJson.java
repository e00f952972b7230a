package io.virtfun.broker.cli;

import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The catalogue as JSON shows it. */
final class FunctionJson {
  private FunctionJson() {}

  static Map<String, Object> of(List<FunctionSpec> functions, List<String> devices) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("functions", functions.stream().map(FunctionJson::of).toList());
    json.put("devices", devices);
    return json;
  }

  private static Map<String, Object> of(FunctionSpec function) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", function.name());
    json.put("version", function.version());
    json.put("summary", function.summary());
    json.put("idempotent", function.idempotent());
    json.put("alignmentBytes", function.alignmentBytes());
    json.put("input", Sizes.of(function, function.input()));
    json.put("output", Sizes.of(function, function.output()));
    json.put("parameters", function.parameters().stream().map(FunctionJson::of).toList());
    return json;
  }

  private static Map<String, Object> of(Parameter parameter) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", parameter.name());
    json.put("type", parameter.type().name().toLowerCase(java.util.Locale.ROOT));
    switch (parameter) {
      case Parameter.Whole whole -> {
        json.put("min", whole.min());
        json.put("max", whole.max());
        json.put("powerOfTwo", whole.powerOfTwo());
      }
      case Parameter.Real real -> {
        json.put("min", real.min());
        json.put("max", real.max());
      }
      case Parameter.Bytes bytes -> json.put("sizeBytes", bytes.sizeBytes());
    }
    defaultOf(parameter).ifPresent(value -> json.put("default", value));
    return json;
  }

  static Optional<Number> defaultOf(Parameter parameter) {
    return switch (parameter) {
      case Parameter.Whole whole ->
          whole.defaultValue().isPresent()
              ? Optional.of(whole.defaultValue().getAsLong())
              : Optional.empty();
      case Parameter.Real real ->
          real.defaultValue().isPresent()
              ? Optional.of(real.defaultValue().getAsDouble())
              : Optional.empty();
      case Parameter.Bytes _ -> Optional.empty();
    };
  }
}
