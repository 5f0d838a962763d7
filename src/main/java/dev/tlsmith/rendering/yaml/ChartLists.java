package dev.tlsmith.rendering.yaml;

import java.util.List;

/**
 * How a chart puts lists together that stand apart; places are JSON pointers in which a segment may
 * be {@code *}.
 *
 * @param shared lists that become one
 * @param variables where variables stand that a program reads after its configuration
 * @param configuration where that configuration stands
 */
public record ChartLists(
    List<SharedList> shared, List<String> variables, List<String> configuration) {

  /** Of a chart that puts none together. */
  static final ChartLists NONE = new ChartLists(List.of(), List.of(), List.of());

  /**
   * Lists that a chart renders as one.
   *
   * @param shared where the one for all pods stands
   * @param each where those of single pods stand
   */
  public record SharedList(String shared, List<String> each) {}
}
