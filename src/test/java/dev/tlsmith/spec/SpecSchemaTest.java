package dev.tlsmith.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds {@code schema/spec.schema.yaml} and the records together, both ways and at every depth. */
class SpecSchemaTest {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().registerSubtypes(CertificateSource.kinds()).build();
  private static final JsonNode DOCUMENT = new SpecSchema().schema().document();

  /** A value for each field that some object requires, and for one arm of each oneOf. */
  private static final Map<String, String> SAMPLES =
      Map.ofEntries(
          Map.entry("product", "'app'"),
          Map.entry("hosts", "['app.example.org']"),
          Map.entry("request", "'PEM'"),
          Map.entry("caCertificates", "'PEM'"),
          Map.entry("caPrivateKey", "'PEM'"),
          Map.entry("secretName", "'app-tls'"),
          Map.entry("name", "'app'"),
          Map.entry("key", "'password'"),
          Map.entry("email", "'ops@example.org'"),
          Map.entry("pkcs12", "'AAAA'"),
          Map.entry("issuer", "{name: 'ca'}"));

  /** Every object of the schema that is a record, and that record. */
  static Stream<Arguments> records() {
    Map<Class<?>, JsonNode> found = new LinkedHashMap<>();
    collect(TlsSpec.class, specWithList(), found);
    assertThat(found).containsKeys(Deployment.class, Subject.class, KeyStoreSettings.class);
    return found.entrySet().stream()
        .map(
            entry ->
                Arguments.argumentSet(
                    entry.getKey().getSimpleName(), entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest
  @MethodSource("records")
  void schemaAndRecordHaveTheSameFields(Class<?> type, JsonNode schema) {
    List<String> components = components(type).map(RecordComponent::getName).toList();
    assertThat(fields(schema)).containsExactlyInAnyOrderElementsOf(components);
    assertThat(schema.path("type").asText()).isEqualTo("object");
    assertThat(schema.path("additionalProperties"))
        .isEqualTo(MAPPER.getNodeFactory().booleanNode(false));
  }

  @ParameterizedTest
  @MethodSource("records")
  void whatTheSchemaRequiresHasNoDefaultAndWhatIsNotRequiredIsNullableOrHasOne(
      Class<?> type, JsonNode schema) throws Exception {
    Object minimal = bind(type, minimal(type, schema));
    for (RecordComponent component : components(type).toList()) {
      String name = component.getName();
      if (required(schema).contains(name)) {
        assertThat(isNullable(component)).as("%s is required, so not @Nullable", name).isFalse();
        assertThat(hasDefault(type, schema, component)).as("%s has a default", name).isFalse();
      } else if (!minimal(type, schema).has(name)) {
        Object value = component.getAccessor().invoke(minimal);
        assertThat(value == null)
            .as("%s is %s when it is absent", name, value)
            .isEqualTo(isNullable(component));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("records")
  void theDefaultsOfTheSchemaAreThoseOfTheRecord(Class<?> type, JsonNode schema) throws Exception {
    ObjectNode minimal = minimal(type, schema);
    Object byRecord = bind(type, minimal);
    for (RecordComponent component : components(type).toList()) {
      String name = component.getName();
      JsonNode published = property(schema, name).path("default");
      boolean absent = !minimal.has(name);
      if (!published.isMissingNode()) {
        assertThat(isNullable(component)).as("%s has a default and is @Nullable", name).isFalse();
        ObjectNode spelledOut = minimal.deepCopy().set(name, published);
        assertThat(bind(type, spelledOut)).as("default of %s", name).isEqualTo(byRecord);
      } else if (absent && !isNullable(component)) {
        Object value = component.getAccessor().invoke(byRecord);
        Object expected =
            name.equals("release") ? "app" : bind(component.getType(), MAPPER.createObjectNode());
        assertThat(value).as("%s, for which no default is published", name).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("records")
  void theTypesOfTheSchemaAreThoseOfTheRecord(Class<?> type, JsonNode schema) {
    for (RecordComponent component : components(type).toList()) {
      String name = component.getName();
      JsonNode property = property(schema, name);
      assertThat(wireType(component.getGenericType())).as(name).containsAll(typeOf(property));
      Class<?> choices = enumOf(component.getGenericType());
      if (choices != null) {
        JsonNode values = property.has("items") ? resolved(property.path("items")) : property;
        assertThat(texts(values.path("enum"))).as(name).isEqualTo(wireNames(choices));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("records")
  void secretsAreExactlyWhatIsWriteOnly(Class<?> type, JsonNode schema) {
    assertThat(
            components(type).filter(c -> c.getType() == Secret.class).map(RecordComponent::getName))
        .containsExactlyInAnyOrderElementsOf(
            fields(schema).stream()
                .filter(name -> property(schema, name).path("writeOnly").asBoolean())
                .toList());
  }

  @ParameterizedTest
  @MethodSource("records")
  void everyPropertyHasADescription(Class<?> type, JsonNode schema) {
    for (String name : fields(schema)) {
      assertThat(property(schema, name).path("description").asText())
          .as("description of %s in %s", name, type.getSimpleName())
          .matches("(?s)\\S.*\\S");
    }
  }

  @Test
  void thereAreSecretsAtAll() {
    List<String> pointers = new ArrayList<>();
    DOCUMENT.findParents("writeOnly").forEach(node -> pointers.add(node.path("type").asText()));
    assertThat(pointers).hasSizeGreaterThanOrEqualTo(4).containsOnly("string");
  }

  /** All but its release, since the spec has one at the top for all of them. */
  private static Stream<String> ofASingleDeployment() {
    return components(Deployment.class)
        .map(RecordComponent::getName)
        .filter(name -> !name.equals("release"));
  }

  @Test
  void theFieldsOfASingleDeploymentMayStandAtTheTop() {
    assertThat(fields(DOCUMENT))
        .containsAll(components(Deployment.class).map(RecordComponent::getName).toList());
    List<String> atTop = ofASingleDeployment().toList();
    for (String name : atTop) {
      assertThat(property(DOCUMENT, name))
          .isEqualTo(property(DOCUMENT.at("/$defs/Deployment"), name));
    }
    assertThat(fields(DOCUMENT.path("then"))).containsExactlyInAnyOrderElementsOf(atTop);
  }

  @Test
  void everyKindOfSourceHasItsRecordAndItsSchema() {
    JsonNode source = DOCUMENT.at("/$defs/CertificateSource");
    assertThat(texts(source.at("/properties/source/enum")))
        .containsExactlyElementsOf(kinds().keySet());
    for (Map.Entry<String, Class<?>> kind : kinds().entrySet()) {
      assertThat(kindSchema(kind.getKey()).at("/properties/source/const").asText())
          .isEqualTo(kind.getKey());
    }
    assertThat(kinds().values()).allMatch(CertificateSource.class::isAssignableFrom).hasSize(7);
  }

  @Test
  void theSchemaIsAValidSchemaOfThePublishedDialect() {
    assertThat(DOCUMENT.path("$schema").asText()).isEqualTo(SchemaId.V202012);
    var dialect =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(SchemaLocation.of(SchemaId.V202012));
    assertThat(dialect.validate(DOCUMENT)).isEmpty();
    ObjectNode broken = DOCUMENT.deepCopy();
    broken.put("type", "no such type");
    assertThat(dialect.validate(broken)).as("the check can fail").isNotEmpty();
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<String> references = DOCUMENT.findValuesAsText("$ref");
    assertThat(references)
        .hasSizeGreaterThan(20)
        .allSatisfy(
            reference ->
                assertThat(DOCUMENT.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse());
  }

  @Test
  void everyDefaultIsValidItself() {
    for (JsonNode node : DOCUMENT.findParents("default")) {
      ObjectNode alone = node.deepCopy();
      alone.set("$defs", DOCUMENT.path("$defs"));
      JsonSchema schema = new JsonSchema(alone);
      assertThat(schema.validate(node.path("default"))).as("%s", node).isEmpty();
    }
  }

  @Test
  void theMinimalSpecIsValid() throws Exception {
    ObjectNode single = (ObjectNode) json("{product: 'app', hosts: ['app.example.org']}");
    ObjectNode listed = MAPPER.createObjectNode();
    listed.putArray("deployments").add(single);
    assertThat(new SpecSchema().schema().validate(single)).isEmpty();
    assertThat(new SpecSchema().schema().validate(listed)).isEmpty();
  }

  private static void collect(Class<?> type, JsonNode schema, Map<Class<?>, JsonNode> found) {
    if (found.put(type, schema) != null) {
      return;
    }
    for (RecordComponent component : components(type).toList()) {
      JsonNode property = property(schema, component.getName());
      Class<?> raw = elementType(component.getGenericType());
      if (raw == CertificateSource.class) {
        kinds().forEach((id, kind) -> collect(kind, withoutSource(kindSchema(id)), found));
      } else if (raw.isRecord()) {
        collect(raw, property.has("items") ? resolved(property.path("items")) : property, found);
      }
    }
  }

  /** The schema's root in the form with a list, which is the one that the record has. */
  private static JsonNode specWithList() {
    ObjectNode root = DOCUMENT.deepCopy();
    ObjectNode properties = (ObjectNode) root.path("properties");
    ofASingleDeployment().forEach(properties::remove);
    root.putArray("required").add("deployments");
    return root;
  }

  private static JsonNode withoutSource(JsonNode kind) {
    ObjectNode schema = kind.deepCopy();
    ((ObjectNode) schema.path("properties")).remove("source");
    return schema;
  }

  private static Map<String, Class<?>> kinds() {
    Map<String, Class<?>> kinds = new LinkedHashMap<>();
    for (Class<?> kind : CertificateSource.kinds()) {
      kinds.put(kind.getAnnotation(JsonTypeName.class).value(), kind);
    }
    return kinds;
  }

  private static JsonNode kindSchema(String id) {
    for (JsonNode arm : DOCUMENT.at("/$defs/CertificateSource/allOf")) {
      if (arm.at("/if/properties/source/const").asText().equals(id)) {
        return resolved(arm.path("then"));
      }
    }
    return fail("the schema has no kind '%s'".formatted(id));
  }

  /** The least that satisfies the schema. */
  private static ObjectNode minimal(Class<?> type, JsonNode schema) throws JsonProcessingException {
    ObjectNode object = MAPPER.createObjectNode();
    Set<String> needed = new TreeSet<>(required(schema));
    schema.at("/oneOf/0/required").forEach(name -> needed.add(name.asText()));
    for (String name : needed) {
      if (name.equals("deployments")) {
        object.putArray(name).add(json("{product: 'app', hosts: ['app.example.org']}"));
      } else {
        object.set(name, json(Objects.requireNonNull(SAMPLES.get(name), name)));
      }
    }
    kinds().forEach((id, kind) -> source(object, kind == type, id));
    return object;
  }

  private static void source(ObjectNode object, boolean wanted, String id) {
    if (wanted) {
      object.put("source", id);
    }
  }

  private static boolean hasDefault(Class<?> type, JsonNode schema, RecordComponent component)
      throws Exception {
    ObjectNode without = minimal(type, schema);
    without.remove(component.getName());
    try {
      return component.getAccessor().invoke(bind(type, without)) != null;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private static Object bind(Class<?> type, JsonNode tree) throws JsonProcessingException {
    Class<?> base = CertificateSource.class.isAssignableFrom(type) ? CertificateSource.class : type;
    return MAPPER.treeToValue(tree, base);
  }

  private static JsonNode json(String text) throws JsonProcessingException {
    return JsonMapper.builder()
        .enable(com.fasterxml.jackson.core.json.JsonReadFeature.ALLOW_SINGLE_QUOTES)
        .enable(com.fasterxml.jackson.core.json.JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
        .build()
        .readTree(text);
  }

  private static Stream<RecordComponent> components(Class<?> type) {
    return Arrays.stream(type.getRecordComponents());
  }

  private static boolean isNullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static List<String> fields(JsonNode schema) {
    List<String> names = new ArrayList<>();
    schema.path("properties").fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<String> required(JsonNode schema) {
    return texts(schema.path("required"));
  }

  private static JsonNode property(JsonNode schema, String name) {
    return resolved(schema.path("properties").path(name));
  }

  /** What a reference leads to, with the keywords beside it laid over. */
  private static JsonNode resolved(JsonNode schema) {
    if (!schema.has("$ref")) {
      return schema;
    }
    ObjectNode beside = schema.deepCopy();
    String reference = beside.remove("$ref").asText().substring(1);
    ObjectNode target = resolved(DOCUMENT.at(reference)).deepCopy();
    target.setAll(beside);
    return target;
  }

  private static List<String> typeOf(JsonNode schema) {
    JsonNode type = schema.path("type");
    return type instanceof ArrayNode list ? texts(list) : List.of(type.asText());
  }

  private static Set<String> wireType(Type type) {
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == Map.class ? Set.of("object") : Set.of("array");
    }
    Class<?> raw = (Class<?>) type;
    if (raw == Integer.class) {
      return Set.of("integer");
    }
    if (raw == Boolean.class || raw == boolean.class) {
      return Set.of("boolean");
    }
    boolean object = raw.isRecord() || raw == CertificateSource.class;
    return object ? Set.of("object") : Set.of("string", "number");
  }

  private static @Nullable Class<?> enumOf(Type type) {
    Class<?> element = elementType(type);
    return element.isEnum() ? element : null;
  }

  private static Class<?> elementType(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      return (Class<?>) arguments[arguments.length - 1];
    }
    return (Class<?>) type;
  }

  private static List<String> wireNames(Class<?> choices) {
    return Arrays.stream(choices.getEnumConstants())
        .map(constant -> MAPPER.valueToTree(constant).asText())
        .toList();
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }
}
