package dev.tlsmith.rendering;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import com.hubspot.jinjava.loader.ResourceLocator;
import com.hubspot.jinjava.loader.ResourceNotFoundException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Templates that may include each other, and nothing else; each sees {@link Partials} by their
 * names. Immutable and safe for concurrent use.
 *
 * <p>Models are maps of text, numbers, booleans, lists and maps, without {@code null}.
 */
public final class TemplateSet {

  private static final long OUTPUT_LIMIT = 4L << 20;
  private static final Pattern EXPRESSION =
      Pattern.compile("\\{\\{((?:'[^']*'|\"[^\"]*\"|[^'\"])*?)}}");
  private static final Pattern LAST_FILTER =
      Pattern.compile("\\|\\s*([a-z]+)\\s*(\\([^()]*\\))?\\s*$");

  private static final Pattern RANGE = Pattern.compile("\\brange\\s*\\(");

  private final Map<String, String> sources;
  private final ExpressionPlaces places;
  private final Partials partials;
  private final Jinjava jinjava;
  private final Context library;

  /**
   * A set.
   *
   * @param sources text by name, e.g. {@code "helm/values-tls.yaml.j2"}
   * @throws TemplateException if a value reaches the output without a filter for where it lands
   */
  public TemplateSet(Map<String, String> sources) {
    this.sources = new TreeMap<>(sources);
    this.places = new ExpressionPlaces(this.sources);
    this.partials = new Partials(sources.keySet());
    this.jinjava = new Engine();
    this.jinjava.setResourceLocator(locator());
    this.library = new UnrecordedContext(null, Map.of());
    this.library.setDynamicVariableResolver(TemplateSet::undefined);
    this.library.registerTag(new PartialImport());
    this.library.registerTag(new MacroDefinition());
    for (OutputEncoding filter : OutputEncoding.values()) {
      library.registerFilter(filter);
    }
    for (ConfigurationFilter filter : ConfigurationFilter.values()) {
      library.registerFilter(filter);
    }
    this.sources.forEach(TemplateSet::lint);
  }

  /** Whether there is a template of that name. */
  public boolean contains(String name) {
    return sources.containsKey(name);
  }

  /** The names of all templates. */
  public Set<String> names() {
    return sources.keySet();
  }

  /**
   * Parses a template.
   *
   * @throws TemplateException if it does not parse
   */
  public void parse(String name) {
    with(Map.of()).parse(name, source(name));
  }

  /**
   * The templates with a model.
   *
   * @param model what they may use; the names in it cannot be changed later
   */
  public Rendering with(Map<String, Object> model) {
    return new Rendering(this::source, places, partials, jinjava, library, model);
  }

  /**
   * The text of a template.
   *
   * @throws TemplateException if there is none of that name
   */
  public String source(String name) {
    String source = sources.get(name);
    if (source == null) {
      throw new TemplateException(name, 0, "no such template; there are: " + sources.keySet());
    }
    return partials.into(name, source);
  }

  /** Without functions: templates call their own macros, and all that they know is the model. */
  private static final class Engine extends Jinjava {

    private static final Context WITHOUT_FUNCTIONS =
        new UnrecordedContext(null, Map.of()) {
          @Override
          public Collection<ELFunctionDefinition> getAllFunctions() {
            return List.of();
          }
        };

    Engine() {
      super(config());
    }

    /** Every interpreter takes the functions of this one, and nothing else of it. */
    @Override
    public Context getGlobalContext() {
      return WITHOUT_FUNCTIONS;
    }
  }

  private static JinjavaConfig config() {
    return JinjavaConfig.newBuilder()
        .withNestedInterpretationEnabled(false)
        .withFailOnUnknownTokens(true)
        .withTrimBlocks(true)
        .withKeepTrailingNewline(true)
        .withMaxRenderDepth(10)
        .withMaxOutputSize(OUTPUT_LIMIT)
        .withMaxStringLength(OUTPUT_LIMIT)
        .withMaxListSize(10_000)
        .withMaxMapSize(10_000)
        .withReadOnlyResolver(true)
        .withEnableFilterChainOptimization(true)
        .withInterperterFactory(new ParsedTemplates())
        .withEnableRecursiveMacroCalls(false)
        .build();
  }

  private static Object undefined(String name) {
    throw new IllegalStateException("'%s' is not defined".formatted(name));
  }

  private ResourceLocator locator() {
    return new ResourceLocator() {
      @Override
      public String getString(String name, Charset encoding, JinjavaInterpreter interpreter)
          throws ResourceNotFoundException {
        String source = sources.get(name);
        if (source == null) {
          throw new ResourceNotFoundException("there is no template '%s'".formatted(name));
        }
        return partials.into(name, source);
      }
    };
  }

  /**
   * Refuses a text in which a value reaches the output without a filter for where it lands.
   *
   * @param name of the text, for the message
   * @throws TemplateException naming the line
   */
  public static void lint(String name, String source) {
    for (TemplateException fault : faults(name, source)) {
      throw fault;
    }
  }

  /**
   * Everything for which {@link #lint} refuses a text.
   *
   * @param name of the text, for the messages
   */
  public static List<TemplateException> faults(String name, String text) {
    String source = RawText.blanked(text);
    List<TemplateException> faults = new ArrayList<>();
    Matcher expressions = EXPRESSION.matcher(source);
    while (expressions.find()) {
      Matcher filter = LAST_FILTER.matcher(expressions.group(1));
      if (!filter.find() || !OutputEncoding.names().contains(filter.group(1))) {
        String rule = "must end in a filter for where it lands, one of %s";
        List<String> filters = OutputEncoding.names().stream().sorted().toList();
        faults.add(refused(name, source, expressions, rule.formatted(filters)));
      }
    }
    Matcher ranges = RANGE.matcher(source);
    while (ranges.find()) {
      faults.add(
          refused(
              name,
              source,
              ranges,
              "is not allowed: the engine cuts a long range silently; loop over a list"));
    }
    return faults;
  }

  private static TemplateException refused(String name, String source, Matcher found, String rule) {
    String detail = "'%s' %s".formatted(found.group().strip(), rule);
    return new TemplateException(name, ExpressionPlaces.line(source, found.start()), detail);
  }
}
