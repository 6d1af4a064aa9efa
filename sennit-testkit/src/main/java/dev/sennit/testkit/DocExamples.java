package dev.sennit.testkit;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// The examples of a document, so that a test can compile and run them.
///
///     for (DocExamples.Example example : DocExamples.in(Path.of("README.md"))) {
///       example.run(code -> code.replace("4242", String.valueOf(port)), "dev.sennit.maps.*");
///     }
///
/// An example is what stands between a line ` ```java ` and the next ` ``` `, in a Markdown file or in
/// the `///` comments of a Java file. It is the body of a method that may throw anything; lines that
/// begin with `import` go to the top.
public final class DocExamples {
  private static final String CLASS = "Example";

  private DocExamples() {}

  /// One example.
  ///
  /// @param place file and line of its first line, for messages
  /// @param code as it stands in the document
  public record Example(String place, String code) {

    /// Compiles and runs it as it stands.
    ///
    /// @param imports what the document leaves out, for example `java.util.*`
    /// @throws AssertionError if it does not compile, or throws
    public void run(String... imports) {
      run(UnaryOperator.identity(), imports);
    }

    /// Compiles and runs it, on the class path of the test.
    ///
    /// @param change applied to the code first: for ports and file names
    /// @param imports what the document leaves out
    /// @throws AssertionError if it does not compile, or throws
    public void run(UnaryOperator<String> change, String... imports) {
      try {
        Path classes = Files.createTempDirectory("example");
        try {
          compile(source(change.apply(code), imports), classes);
          invoke(classes);
        } finally {
          delete(classes);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void compile(String source, Path classes) {
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      StringWriter complaints = new StringWriter();
      var file =
          new SimpleJavaFileObject(
              URI.create("string:///" + CLASS + ".java"), SimpleJavaFileObject.Kind.SOURCE) {
            @Override
            public String getCharContent(boolean ignoreErrors) {
              return source;
            }
          };
      List<String> options =
          List.of(
              "-proc:none",
              "-d",
              classes.toString(),
              "-classpath",
              System.getProperty("java.class.path"));
      if (!compiler.getTask(complaints, null, null, options, null, List.of(file)).call()) {
        throw new AssertionError(place + ": does not compile\n" + complaints + source);
      }
    }

    private void invoke(Path classes) throws IOException {
      URL[] path = {classes.toUri().toURL()};
      try (var loader = new URLClassLoader(path, Thread.currentThread().getContextClassLoader())) {
        var method = loader.loadClass(CLASS).getDeclaredMethod("run");
        method.setAccessible(true);
        method.invoke(null);
      } catch (InvocationTargetException e) {
        throw new AssertionError(place + ": " + e.getCause(), e.getCause());
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(place, e);
      }
    }
  }

  /// The examples of a Markdown or Java file, in order.
  ///
  /// @throws AssertionError if there are none, or the last one has no end
  public static List<Example> in(Path file) {
    try {
      return in(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Example> in(String name, String text) {
    List<Example> examples = new ArrayList<>();
    StringBuilder code = new StringBuilder();
    int begin = 0;
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replaceFirst("^\\s*/// ?", "");
      if (begin == 0 && line.strip().equals("```java")) {
        begin = i + 2;
      } else if (begin > 0 && line.strip().equals("```")) {
        examples.add(new Example(name + ":" + begin, code.toString()));
        code.setLength(0);
        begin = 0;
      } else if (begin > 0) {
        code.append(line).append('\n');
      }
    }
    if (examples.isEmpty() || begin > 0) {
      throw new AssertionError(
          name + ": " + examples.size() + " examples (expected: one or more, each with an end)");
    }
    return examples;
  }

  private static String source(String code, String... imports) {
    StringBuilder source = new StringBuilder();
    for (String name : imports) {
      source.append("import ").append(name).append(";\n");
    }
    code.lines()
        .filter(line -> line.startsWith("import "))
        .forEach(line -> source.append(line).append('\n'));
    source.append("final class " + CLASS + " {\n  static void run() throws Exception {\n");
    code.lines()
        .filter(line -> !line.startsWith("import "))
        .forEach(line -> source.append("    ").append(line).append('\n'));
    return source.append("  }\n}\n").toString();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
