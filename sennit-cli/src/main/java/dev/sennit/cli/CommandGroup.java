package dev.sennit.cli;

import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// A command of which others are part.
///
/// Not picocli's `subcommands`: it reads all of them by reflection at each start, which takes
/// longer than most commands do.
interface CommandGroup {
  /// The classes of its parts, as help lists them.
  List<Class<?>> parts();

  /// A command line that knows the parts which the arguments name; all of them where they name
  /// none.
  ///
  /// @param arguments what it will be asked to execute; without any it can execute everything
  static CommandLine commandLine(CommandGroup group, String... arguments) {
    CommandLine line = new CommandLine(group);
    String word = arguments.length > 0 ? arguments[0] : "";
    List<Class<?>> named =
        group.parts().stream()
            .filter(part -> part.getAnnotation(Command.class).name().equals(word))
            .toList();
    for (Class<?> part : named.isEmpty() ? group.parts() : named) {
      Object command = made(part);
      line.addSubcommand(
          command instanceof CommandGroup inner
              ? commandLine(inner, named.isEmpty() ? new String[0] : rest(arguments))
              : new CommandLine(command));
    }
    return line;
  }

  private static String[] rest(String[] arguments) {
    return Arrays.copyOfRange(arguments, 1, arguments.length);
  }

  private static Object made(Class<?> part) {
    try {
      return CommandLine.defaultFactory().create(part);
    } catch (Exception e) {
      throw new IllegalStateException(part + ": cannot be made", e);
    }
  }
}
