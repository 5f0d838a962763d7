package dev.tlsmith.command;

import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.product.loading.PackLoader;
import dev.tlsmith.product.pack.PackException;
import dev.tlsmith.product.pack.PackFault;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints everything that is wrong with the packs of a folder, without starting the service. */
@Command(
    name = "check",
    description =
        "Prints everything that is wrong with the packs of a folder, with file and line, and makes"
            + " the bundles of their examples.",
    mixinStandardHelpOptions = true)
final class CheckPacks implements Callable<Integer> {

  /** How the folder of an example begins whose spec is refused. */
  private static final String REFUSED = "refused";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "A folder with one folder a product.")
  private Path folder;

  @SuppressWarnings("NullAway.Init") // picocli injects the fields before call
  CheckPacks() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<String> sound = new ArrayList<>();
    List<PackFault> faults = faults(folder(spec, folder), sound);
    faults.forEach(fault -> out.println(folder + "/" + fault));
    List<String> wrong = faults.stream().map(PackFault::pack).distinct().toList();
    sound.removeAll(wrong);
    out.printf(
        "%d sound%s, %d with %d faults%n",
        sound.size(),
        sound.isEmpty() ? "" : " (" + String.join(", ", sound) + ")",
        wrong.size(),
        faults.size());
    out.flush();
    return faults.isEmpty() ? 0 : 1;
  }

  /**
   * A folder that is one.
   *
   * @throws ParameterException naming what was given
   */
  static Path folder(CommandSpec command, Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new ParameterException(
          command.commandLine(),
          "there is no folder '%s'; name the one with packs".formatted(folder));
    }
    return folder;
  }

  private static List<PackFault> faults(Path folder, List<String> sound) throws IOException {
    try {
      List<PackFault> faults = PackLoader.check(folder, sound);
      return faults.isEmpty() ? examples(folder, sound) : faults;
    } catch (PackException e) {
      return e.faults();
    }
  }

  /** What is wrong with the examples of packs that are sound. */
  private static List<PackFault> examples(Path folder, List<String> sound) throws IOException {
    List<PackFault> faults = new ArrayList<>();
    try (PackService service = PackService.of(folder)) {
      for (String pack : sound) {
        Path examples = folder.resolve(pack).resolve("examples");
        if (Files.isDirectory(examples)) {
          try (DirectoryStream<Path> each =
              Files.newDirectoryStream(examples, Files::isDirectory)) {
            for (Path example : each) {
              faults.addAll(example(service, pack, example));
            }
          }
        }
      }
    }
    return faults;
  }

  private static List<PackFault> example(PackService service, String pack, Path example)
      throws IOException {
    String name = example.getFileName().toString();
    String file = "examples/" + name + "/spec.yaml";
    boolean refusedByName = name.startsWith(REFUSED);
    if (!Files.isReadable(example.resolve("spec.yaml"))) {
      return List.of(new PackFault(pack, file, 0, "is not there; write the spec of the example"));
    }
    try {
      service.bundle(example.resolve("spec.yaml"));
      String rule =
          "is accepted; an example whose folder begins with '%s' is refused".formatted(REFUSED);
      return refusedByName ? List.of(new PackFault(pack, file, 0, rule)) : List.of();
    } catch (InvalidSpecException e) {
      return refusedByName
          ? List.of()
          : e.faults().stream().map(fault -> new PackFault(pack, file, 0, detail(fault))).toList();
    }
  }

  private static String detail(Fault fault) {
    String at = fault.pointer().isEmpty() ? "" : fault.pointer() + ": ";
    String rule = "%s%s; an example that is to be refused stands in a folder '%s…'";
    return rule.formatted(at, fault.detail(), REFUSED);
  }
}
