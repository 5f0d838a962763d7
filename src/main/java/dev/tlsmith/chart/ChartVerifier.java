package dev.tlsmith.chart;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.product.helm.HelmChart;
import dev.tlsmith.proof.ChartProof;
import dev.tlsmith.proof.ChartProof.Schema;
import dev.tlsmith.proof.SecretFinder;
import dev.tlsmith.proof.SecretFinder.Finding;
import dev.tlsmith.rendering.Syntax;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.SpecPointer;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Shows that a chart is one before it is handed out: what Helm's loader demands, that the lock
 * fits, that each guard lets the chart's own values pass, and that no file holds a secret. What
 * fails is our own fault, unless the caller's values brought it.
 */
@Singleton
final class ChartVerifier {

  /** {@code pkg/chart/loader/archive} of Helm 3.21: of all files together, and of each. */
  static final int MOST_BYTES = 100 << 20;

  static final int LARGEST_FILE = 5 << 20;

  /** {@code pkg/lint/rules/chartfile.go}: what a chart may be called. */
  private static final String NAME = "[a-z0-9]([a-z0-9-]*[a-z0-9])?";

  private static final String DESCRIPTION = "Chart.yaml";
  private static final String LOCK = "Chart.lock";

  /** Helm's to parse. */
  private static final String TEMPLATES = "templates/";

  /** Files whose content is judged, for which they are parsed. */
  private static final Set<String> PARSED =
      Set.of(DESCRIPTION, LOCK, GeneratedChart.VALUES, GeneratedChart.FACTS);

  /** A chart before it was looked at. */
  record Draft(
      String name,
      String release,
      String version,
      ChartDependency dependency,
      @Nullable HelmChart vendored,
      SortedMap<String, String> texts,
      ReleaseValues values,
      ChartRequest request) {}

  /**
   * The chart, shown to be right.
   *
   * @throws IllegalStateException if it is not: a fault of ours
   * @throws InvalidSpecException 422, if the caller's own values bring a secret into it
   */
  GeneratedChart verify(Draft draft) {
    SortedMap<String, byte[]> files = GeneratedChart.bytes(draft.texts());
    loads(draft, files);
    int guards = guards(draft);
    holdsNoSecret(draft, files);
    HelmChart vendored = draft.vendored();
    if (vendored != null) {
      holdsNoSecret(vendored, draft.request());
      files.put(vendored.path(), vendored.archive());
    }
    ChartDependency dependency = draft.dependency();
    ChartProof proof =
        new ChartProof(
            draft.name(),
            draft.version(),
            dependency.name() + " " + dependency.version(),
            dependency.digest(),
            vendored == null ? null : vendored.sha256(),
            vendored == null ? Schema.NOT_VENDORED : schema(draft, vendored),
            guards,
            files.size());
    return new GeneratedChart(
        draft.name(),
        draft.release(),
        draft.version(),
        files,
        draft.values().confidential(),
        proof);
  }

  private static void loads(Draft draft, SortedMap<String, byte[]> files) {
    require(draft.name().matches(NAME), "a chart cannot be called '%s'", draft.name());
    long total = 0;
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      require(file.getValue().length <= LARGEST_FILE, "'%s' is too large", file.getKey());
      total += file.getValue().length;
    }
    require(total <= MOST_BYTES, "'%s' is too large", draft.name());
    for (Map.Entry<String, String> text : draft.texts().entrySet()) {
      String path = text.getKey();
      if (!path.startsWith(TEMPLATES) && !PARSED.contains(path)) {
        OptionalInt line = Syntax.of(path).fault(text.getValue());
        require(line.isEmpty(), "'%s' of a chart does not parse", path);
      }
    }
    JsonNode chart = tree(draft, DESCRIPTION);
    require(chart.path("apiVersion").asText().equals("v2"), "'%s' is no chart", draft.name());
    require(chart.path("name").asText().equals(draft.name()), "'%s' has two names", draft.name());
    JsonNode asked = chart.path("dependencies");
    JsonNode lock = tree(draft, LOCK);
    JsonNode locked = lock.path("dependencies");
    require(asked.size() == 1 && locked.size() == 1, "'%s' has another lock", draft.name());
    String digest =
        new ChartDependency(
                locked.at("/0/name").asText(),
                asked.at("/0/version").asText(),
                asked.at("/0/repository").asText())
            .digest();
    require(
        lock.path("digest").asText().equals(digest), "the lock of '%s' does not fit", draft.name());
  }

  private static int guards(Draft draft) {
    JsonNode values =
        draft.values().file().orOf(draft.texts().getOrDefault(GeneratedChart.VALUES, "")).tree();
    List<RequiredValue> required = draft.values().required();
    for (RequiredValue one : required) {
      require(one.isIn(values), "the guard for '%s' would always fail", one.path().toString());
    }
    require(
        tree(draft, GeneratedChart.FACTS).path("required").size() == required.size(),
        "'%s' lacks guards",
        draft.name());
    return required.size();
  }

  private static void holdsNoSecret(Draft draft, SortedMap<String, byte[]> files) {
    Secret password = draft.request().password();
    if (password != null) {
      SecretFinder chosen = new SecretFinder(List.of(password));
      files.forEach(
          (path, content) ->
              chosen
                  .find(path, content)
                  .filter(Finding::password)
                  .ifPresent(ChartVerifier::refuseChosen));
    }
    SecretFinder finder = new SecretFinder(draft.request().passwords());
    if (draft.values().confidential()) {
      finder
          .find(GeneratedChart.VALUES, files.getOrDefault(GeneratedChart.VALUES, new byte[0]))
          .ifPresent(ChartVerifier::refuse);
    }
    finder.requireNone(files);
  }

  /** By itself, since what is found there is no fault of ours. */
  private static void holdsNoSecret(HelmChart vendored, ChartRequest request) {
    Set<Secret> passwords = new HashSet<>(request.passwords());
    if (request.password() != null) {
      passwords.add(request.password());
    }
    new SecretFinder(passwords)
        .find(vendored.path(), vendored.archive())
        .ifPresent(
            finding -> {
              boolean callers =
                  request.deployments().stream()
                      .anyMatch(one -> one.deployment().existing().helmChart() != null);
              require(callers, "the operator's chart holds a secret: %s", finding.toString());
              String detail =
                  "a chart is no place for secrets, and the product's chart that was given has one:"
                      + " %s; take it out, or leave that chart out to have it fetched";
              String pointer =
                  request.deployments().size() == 1
                      ? SpecPointer.deployment(0) + "/existing/helmChart"
                      : SpecPointer.DEPLOYMENTS;
              throw InvalidSpecException.unprocessable(
                  pointer, "secret-in-chart", detail.formatted(finding));
            });
  }

  /** Whether the values are such as the product's own chart says, its own ones aside. */
  private static Schema schema(Draft draft, HelmChart vendored) {
    if (vendored.schema().isBlank()) {
      return Schema.NONE;
    }
    ValuesSchema schema;
    try {
      schema = ValuesSchema.of(vendored.schema());
    } catch (IllegalArgumentException e) {
      return Schema.UNREAD;
    }
    Set<String> broken =
        schema.broken(
            vendored.values(), draft.values().file().tree().path(draft.dependency().name()));
    if (!broken.isEmpty() && draft.values().confidential()) {
      String detail =
          "with lists of your own values the chart '%s' %s gets values that its schema refuses: %s;"
              + " mend yours, or give the chart that they are for";
      throw InvalidSpecException.unprocessable(
          SpecPointer.DEPLOYMENTS,
          "values-against-schema",
          detail.formatted(vendored.name(), vendored.version(), String.join(", ", broken)));
    }
    require(broken.isEmpty(), "our values break the schema of the chart: %s", broken.toString());
    return Schema.VALID;
  }

  private static void refuseChosen(Finding finding) {
    String detail =
        "a chart holds no password, and this one is a word that stands in its '%s' anyway; choose"
            + " another, or leave it out to have one made";
    throw InvalidSpecException.unprocessable(
        "/keyStore/password", "password-in-chart", detail.formatted(finding.path()));
  }

  private static void refuse(Finding finding) {
    String detail =
        "a chart is no place for secrets, and lists of your values bring one along: %s; put it into"
            + " a Secret, and refer to that in your values";
    throw InvalidSpecException.unprocessable(
        SpecPointer.DEPLOYMENTS, "secret-in-values", detail.formatted(finding));
  }

  private static JsonNode tree(Draft draft, String file) {
    return ChartTexts.tree(file, draft.texts().getOrDefault(file, ""));
  }

  private static void require(boolean holds, String fault, String subject) {
    if (!holds) {
      throw new IllegalStateException(fault.formatted(subject));
    }
  }
}
