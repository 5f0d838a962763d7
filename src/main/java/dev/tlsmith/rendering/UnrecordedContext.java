package dev.tlsmith.rendering;

import com.hubspot.jinjava.interpret.Context;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A scope that does not record what was resolved in it. The engine hands such records up to the
 * root; without them the root is only read, so all requests share one.
 */
class UnrecordedContext extends Context {

  UnrecordedContext(@Nullable Context parent, Map<String, Object> names) {
    super(parent, names);
  }

  @Override
  public void addResolvedExpression(String expression) {}

  @Override
  public void addResolvedValue(String value) {}

  @Override
  public void addResolvedFunction(String function) {}
}
