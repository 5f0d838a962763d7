package dev.tlsmith.rendering;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.tag.MacroTag;
import com.hubspot.jinjava.tree.TagNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;

/**
 * The tag that defines a macro. The engine's own takes the head of a macro apart each time it comes
 * by, and a partial is little else than macros; this one does it once. Only heads of packs come
 * here, so there is an end to them.
 */
final class MacroDefinition extends MacroTag {

  private static final long serialVersionUID = 1;

  private final transient Map<String, Optional<Head>> heads = new ConcurrentHashMap<>();

  /** What stands before and within the parentheses. */
  private record Head(String name, String parameters) {}

  @Override
  public String interpret(TagNode tag, JinjavaInterpreter interpreter) {
    Head head = heads.computeIfAbsent(tag.getHelpers(), MacroDefinition::head).orElse(null);
    if (head == null) {
      return super.interpret(tag, interpreter);
    }
    LinkedHashMap<String, Object> parameters = new LinkedHashMap<>();
    populateArgNames(tag.getLineNumber(), interpreter, head.parameters(), parameters);
    interpreter
        .getContext()
        .addGlobalMacro(constructMacroFunction(tag, interpreter, head.name(), parameters));
    return "";
  }

  /** Empty for what only the engine knows, or refuses: {@code a.b()}, and what is no head. */
  private static Optional<Head> head(String text) {
    Matcher matcher = MACRO_PATTERN.matcher(text);
    return CHILD_MACRO_PATTERN.matcher(text).find() || !matcher.find()
        ? Optional.empty()
        : Optional.of(new Head(matcher.group(1), matcher.group(2)));
  }
}
