package dev.sennit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DocExamplesTest {
  @Test
  void in_markdownAndComments_areTheFencesOfJava() {
    String text =
        """
        # Title
        ```java
        int a = 1;
        ```
        ```sh
        ls
        ```
        /// ```java
        /// if (true) {
        ///   return;
        /// }
        /// ```
        """;
    assertThat(DocExamples.in("x.md", text))
        .containsExactly(
            new DocExamples.Example("x.md:3", "int a = 1;\n"),
            new DocExamples.Example("x.md:9", "if (true) {\n  return;\n}\n"));
  }

  @Test
  void in_noneOrUnfinished_fails() {
    assertThatThrownBy(() -> DocExamples.in("x.md", "text"))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("x.md: 0 examples");
    assertThatThrownBy(() -> DocExamples.in("x.md", "```java\n"))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void run_example_isRunWithItsImportsAndChanges() {
    System.clearProperty("sennit.example");
    new DocExamples.Example(
            "x.md:1",
            """
            import java.util.function.Supplier;
            Supplier<List<String>> value = () -> List.of("old");
            System.setProperty("sennit.example", value.get().getFirst());
            """)
        .run(code -> code.replace("old", "new"), "java.util.*");
    assertThat(System.clearProperty("sennit.example")).isEqualTo("new");
  }

  @Test
  void run_exampleThatIsWrong_namesItsPlace() {
    assertThatThrownBy(() -> new DocExamples.Example("x.md:7", "int a = b;").run())
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("x.md:7: does not compile")
        .hasMessageContaining("symbol");
    assertThatThrownBy(
            () -> new DocExamples.Example("x.md:7", "throw new Exception(\"no\");").run())
        .isInstanceOf(AssertionError.class)
        .hasMessage("x.md:7: java.lang.Exception: no");
  }
}
