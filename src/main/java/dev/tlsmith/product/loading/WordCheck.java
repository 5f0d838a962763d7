package dev.tlsmith.product.loading;

import dev.tlsmith.product.pack.NearestName;
import dev.tlsmith.rendering.TemplateException;
import dev.tlsmith.rendering.TemplateSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names and words that a pack has for its page, held to those that the page asks for. */
final class WordCheck {

  /** Where a pack has them. */
  static final String WORDS = "document/own.j2";

  private static final String DEFAULTS = "document/defaults.j2";
  private static final Pattern TAG = Pattern.compile("(?s)\\{[{%].*?[%}]}");
  private static final Pattern MADE = Pattern.compile("\\{%\\s*(?:set|macro)\\s+([A-Za-z_]\\w*)");
  private static final Pattern NAME = Pattern.compile("(?<![\\w.'])[A-Za-z_]\\w*");

  private WordCheck() {}

  /** One fault for each name or macro that nothing on a page asks for. */
  static List<TemplateException> faults(TemplateSet templates) {
    List<TemplateException> faults = new ArrayList<>();
    if (!templates.contains(WORDS) || !templates.contains(DEFAULTS)) {
      return faults;
    }
    String words = templates.source(WORDS);
    Set<String> asked = asked(templates);
    Matcher made = MADE.matcher(words);
    while (made.find()) {
      if (!asked.contains(made.group(1))) {
        Set<String> known = new TreeSet<>();
        MADE.matcher(templates.source(DEFAULTS)).results().forEach(one -> known.add(one.group(1)));
        int line =
            1 + (int) words.substring(0, made.start()).chars().filter(c -> c == '\n').count();
        String rule = "no page asks for '%s'; %s";
        faults.add(
            new TemplateException(
                WORDS,
                line,
                rule.formatted(made.group(1), NearestName.advice(made.group(1), known))));
      }
    }
    return faults;
  }

  private static Set<String> asked(TemplateSet templates) {
    Set<String> asked = new TreeSet<>();
    for (String name : templates.names()) {
      Matcher tags = TAG.matcher(name.contains("document/") ? templates.source(name) : "");
      while (tags.find()) {
        String rest = MADE.matcher(tags.group()).replaceFirst("");
        NAME.matcher(rest).results().forEach(one -> asked.add(one.group()));
      }
    }
    return asked;
  }
}
