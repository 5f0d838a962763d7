package dev.tlsmith.command;

import dev.tlsmith.bundle.Bundle;
import dev.tlsmith.material.BundleFile;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.product.pack.PackException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the bundle of a spec, as the service would hand it out, without starting the service. */
@Command(
    name = "render",
    description = "Writes the files of a spec's bundle, keys included, as the service makes them.",
    mixinStandardHelpOptions = true)
final class RenderPack implements Callable<Integer> {

  private static final FileAttribute<Set<PosixFilePermission>> OWNERS_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  @Spec private CommandSpec command;

  @Parameters(index = "0", paramLabel = "FOLDER", description = "A folder with packs.")
  private Path folder;

  @Parameters(index = "1", paramLabel = "SPEC", description = "A spec in YAML or JSON.")
  private Path spec;

  @Parameters(index = "2", paramLabel = "OUT", description = "A folder that is not there yet.")
  private Path out;

  @SuppressWarnings("NullAway.Init") // picocli injects the fields before call
  RenderPack() {}

  @Override
  public Integer call() throws IOException {
    if (Files.exists(out)) {
      throw new ParameterException(
          command.commandLine(), "'%s' is there already; name another folder".formatted(out));
    }
    if (!Files.isReadable(spec)) {
      throw new ParameterException(
          command.commandLine(), "'%s' cannot be read; name a file with a spec".formatted(spec));
    }
    PrintWriter printed = command.commandLine().getOut();
    try (PackService service = PackService.of(CheckPacks.folder(command, folder))) {
      write(service.bundle(spec), printed);
      return 0;
    } catch (InvalidSpecException e) {
      e.faults().forEach(fault -> printed.println(fault.pointer() + ": " + fault.detail()));
      return 1;
    } catch (PackException e) {
      e.faults().forEach(fault -> printed.println(folder + "/" + fault));
      return 1;
    } finally {
      printed.flush();
    }
  }

  private void write(Bundle bundle, PrintWriter printed) throws IOException {
    for (BundleFile file : bundle.files()) {
      Path path = out.resolve(file.path());
      Files.createDirectories(path.getParent());
      Files.createFile(path, OWNERS_ALONE); // a key is never anybody's to read, not for a moment
      Files.write(path, file.content());
      Files.setPosixFilePermissions(path, permissions(file.mode()));
      printed.println(path);
    }
  }

  /** Of a mode as {@code "0640"}. */
  private static Set<PosixFilePermission> permissions(String mode) {
    int bits = Integer.parseInt(mode, 8);
    PosixFilePermission[] all = PosixFilePermission.values(); // from the owner's read on
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < all.length; i++) {
      if ((bits & (0400 >> i)) != 0) {
        permissions.add(all[i]);
      }
    }
    return permissions;
  }
}
