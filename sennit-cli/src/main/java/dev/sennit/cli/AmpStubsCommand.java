package dev.sennit.cli;

import dev.sennit.amp.AmpCommand;
import dev.sennit.amp.schema.AmpSchema;
import dev.sennit.amp.schema.SchemaCommand;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import javax.lang.model.SourceVersion;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sennit amp stubs`: writes the commands of one side for the other side.
@Command(
    name = "stubs",
    description = "Writes commands as classes of Twisted, as records of Java, or as a schema.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "The commands come from a schema in JSON, or are the static fields of type AmpCommand of",
      "Java classes. The code goes to standard output.",
      "",
      "Exit code: 0 written, 65 the schema has mistakes or a class has no commands, 66 one of them",
      "is not there."
    })
final class AmpStubsCommand implements Callable<Integer> {
  /// What is written.
  enum Form {
    PYTHON,
    JAVA,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      paramLabel = "FORM",
      description = "What to write: ${COMPLETION-CANDIDATES}.")
  private Form form = Form.JSON;

  @Option(names = "--schema", paramLabel = "FILE", description = "Take the commands of a schema.")
  private @Nullable Path schema;

  @Option(
      names = "--class",
      paramLabel = "NAME",
      description = "Take the commands of a Java class; may be repeated.")
  private List<String> classes = List.of();

  @Option(
      names = "--class-path",
      paramLabel = "PATH",
      description = "Where the classes are: directories and jars, parted by colons.")
  private String classPath = "";

  @Option(
      names = "--name",
      paramLabel = "CLASS",
      description =
          "For java, the name of the class, with its package (default: ${DEFAULT-VALUE}).")
  private String name = "Commands";

  @Override
  public Integer call() throws IOException {
    if ((schema == null) == classes.isEmpty()) {
      throw misuse("commands: none (expected: either --schema or --class)");
    }
    if (!SourceVersion.isName(name)) {
      throw misuse("--name: " + name + " (expected: the name of a class)");
    }
    String text;
    try {
      text = write(schema != null ? AmpRequest.schema(schema) : ofClasses());
    } catch (AmpRequest.Unusable e) {
      return fail(e.exitCode(), String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      return fail(ExitCode.DATAERR, String.valueOf(e.getMessage()));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(text);
    out.flush();
    return ExitCode.OK;
  }

  private ParameterException misuse(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private int fail(int code, String message) {
    PrintWriter notes = spec.commandLine().getErr();
    notes.print("sennit: " + message + "\n");
    notes.flush();
    return code;
  }

  private String write(AmpSchema commands) {
    int dot = name.lastIndexOf('.');
    return switch (form) {
      case PYTHON -> PythonStubs.write(commands);
      case JAVA ->
          JavaStubs.write(commands, dot < 0 ? "" : name.substring(0, dot), name.substring(dot + 1));
      case JSON -> commands.toJson();
    };
  }

  private AmpSchema ofClasses() throws AmpRequest.Unusable, IOException {
    List<SchemaCommand> commands = new ArrayList<>();
    try (URLClassLoader loader = new URLClassLoader(urls(), getClass().getClassLoader())) {
      for (String one : classes) {
        int before = commands.size();
        for (Field field : Class.forName(one, true, loader).getDeclaredFields()) {
          if (Modifier.isStatic(field.getModifiers()) && field.getType() == AmpCommand.class) {
            field.setAccessible(true);
            commands.add(((AmpCommand<?, ?>) field.get(null)).schema());
          }
        }
        if (commands.size() == before) {
          throw new AmpRequest.Unusable(
              ExitCode.DATAERR, one + ": no commands (expected: static fields of type AmpCommand)");
        }
      }
    } catch (ClassNotFoundException e) {
      throw new AmpRequest.Unusable(
          ExitCode.NOINPUT, e.getMessage() + ": no such class (expected: one in --class-path)");
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new AmpRequest.Unusable(ExitCode.DATAERR, String.valueOf(rootOf(e)));
    }
    return new AmpSchema(commands);
  }

  private static Throwable rootOf(Throwable e) {
    return e.getCause() == null ? e : e.getCause();
  }

  private URL[] urls() throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      if (!entry.isEmpty()) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    return urls.toArray(URL[]::new);
  }
}
