package dev.tlsmith.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Checks product packs, shows what they render, and begins new ones. */
@Command(
    name = "packs",
    description = "Checks product packs, shows what they render, and begins new ones.",
    subcommands = {CheckPacks.class, NewPack.class, RenderPack.class},
    mixinStandardHelpOptions = true)
public final class PackCommand implements Runnable {

  @Spec private CommandSpec spec;

  /** One without a subcommand; picocli sets what it was called with. */
  @SuppressWarnings("NullAway.Init") // picocli injects the field before run
  PackCommand() {}

  /**
   * The entry point.
   *
   * @param args e.g. {@code check /etc/tlsmith/packs}; {@code --help} lists them
   */
  public static void main(String[] args) {
    // Of the whole process, so not where a command is called in another one.
    System.setProperty("logger.levels.ROOT", "ERROR");
    System.setProperty("logger.levels.dev.tlsmith.audit", "OFF");
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new PackCommand());
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: check, render or new");
  }
}
