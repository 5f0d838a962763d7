package dev.tlsmith.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.SpecVersionDetector;
import com.networknt.schema.resource.DisallowSchemaLoader;
import dev.tlsmith.spec.LinearPattern;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the product's own chart says of values in its {@code values.schema.json}. Nothing that it
 * refers to is fetched.
 */
final class ValuesSchema {

  private final JsonSchema schema;

  private ValuesSchema(JsonSchema schema) {
    this.schema = schema;
  }

  /**
   * Reads a schema, draft-07 if it names no other.
   *
   * @throws IllegalArgumentException if it is none that can be read here
   */
  static ValuesSchema of(String text) {
    try {
      JsonNode document = ChartTexts.JSON.readTree(text);
      VersionFlag version =
          SpecVersionDetector.detectOptionalVersion(document, false).orElse(VersionFlag.V7);
      JsonSchemaFactory factory =
          JsonSchemaFactory.getInstance(
              version,
              builder ->
                  builder.schemaLoaders(
                      loaders ->
                          loaders.values(all -> all.add(DisallowSchemaLoader.getInstance()))));
      SchemaValidatorsConfig config =
          SchemaValidatorsConfig.builder()
              .pathType(PathType.JSON_POINTER)
              .regularExpressionFactory(LinearPattern::new)
              .build();
      JsonSchema schema = factory.getSchema(document, config);
      schema.initializeValidators();
      return new ValuesSchema(schema);
    } catch (JsonProcessingException | JsonSchemaException e) {
      throw new IllegalArgumentException("the schema cannot be read", e);
    }
  }

  /**
   * What some values break that the chart's own do not.
   *
   * @param own the chart's {@code values.yaml}
   * @param ours laid over it, as Helm does; missing if there are none
   * @return pointers and rules
   */
  Set<String> broken(Map<String, Object> own, JsonNode ours) {
    Set<String> broken = new TreeSet<>(faults(merged(own, content(ours))));
    broken.removeAll(faults(own));
    return broken;
  }

  private static Map<String, Object> content(JsonNode values) {
    return values.isObject()
        ? ChartTexts.JSON.convertValue(values, new TypeReference<Map<String, Object>>() {})
        : Map.of();
  }

  private Set<String> faults(Map<String, Object> values) {
    Set<String> faults = new TreeSet<>();
    schema
        .validate(ChartTexts.JSON.valueToTree(values))
        .forEach(fault -> faults.add(fault.getInstanceLocation() + ": " + fault.getType()));
    return faults;
  }

  /** As Helm merges values: mappings key by key, null takes a key away, anything else replaces. */
  private static Map<String, Object> merged(Map<String, Object> own, Map<String, Object> ours) {
    Map<String, Object> merged = new LinkedHashMap<>(own);
    ours.forEach(
        (key, value) -> {
          if (value == null) {
            merged.remove(key);
          } else if (value instanceof Map<?, ?> map && merged.get(key) instanceof Map<?, ?> below) {
            merged.put(key, merged(typed(below), typed(map)));
          } else {
            merged.put(key, value);
          }
        });
    return merged;
  }

  private static Map<String, Object> typed(Map<?, ?> map) {
    Map<String, Object> typed = new LinkedHashMap<>();
    map.forEach((key, value) -> typed.put(String.valueOf(key), value));
    return typed;
  }
}
