package dev.tlsmith.command;

import dev.tlsmith.product.loading.PackLoader;
import dev.tlsmith.product.pack.PackException;
import dev.tlsmith.product.pack.PackFault;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints everything that is wrong with the packs of a folder, without starting the service. */
@Command(
    name = "check",
    description = "Prints everything that is wrong with the packs of a folder, with file and line.",
    mixinStandardHelpOptions = true)
final class CheckPacks implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "A folder with one folder a product.")
  private Path folder;

  @SuppressWarnings("NullAway.Init") // picocli injects the fields before call
  CheckPacks() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<String> sound = new ArrayList<>();
    List<PackFault> faults;
    try {
      faults = PackLoader.check(folder, sound);
    } catch (PackException e) {
      faults = e.faults();
    }
    faults.forEach(fault -> out.println(folder.resolve(fault.toString())));
    long wrong = faults.stream().map(PackFault::pack).distinct().count();
    out.printf(
        "%d sound%s, %d with %d faults%n",
        sound.size(),
        sound.isEmpty() ? "" : " (" + String.join(", ", sound) + ")",
        wrong,
        faults.size());
    out.flush();
    return faults.isEmpty() ? 0 : 1;
  }
}
