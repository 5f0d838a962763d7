package dev.tlsmith.bundle.tool;

import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tool that applies the files of a target: what it reads from its standard input, and the
 * commands by which it is called where a bundle was unpacked.
 */
public interface TargetTool {

  /**
   * Refuses deployments that one stream cannot hold.
   *
   * @throws InvalidSpecException 422, saying what to ask for instead
   */
  default void requireStreamable(List<ResolvedDeployment> deployments) {}

  /**
   * The files of the target as one document or stream.
   *
   * @param texts in the order of their deployments
   */
  String stream(List<String> texts);

  /**
   * The commands that apply deployments, in their order; none where nothing is made for the target.
   *
   * @param deployments in the order of their spec
   */
  List<String> commands(String namespace, List<ResolvedDeployment> deployments);

  /** The arguments that name files, each after {@code -f}. */
  static String flags(Stream<String> files) {
    return files.map(" -f "::concat).collect(Collectors.joining());
  }
}
