package dev.sennit.interop.peer;

import dev.sennit.net.wire.Octets;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Postfix's own query program, with a configuration of its own so that the machine's does not
/// matter.
///
/// | status | meaning                                                          |
/// |--------|------------------------------------------------------------------|
/// | 0      | found; in bulk: at least one key found                           |
/// | 1      | not found, with nothing on stderr; or an error, with `fatal:` there |
///
/// @see <a href="https://www.postfix.org/postmap.1.html">postmap(1)</a>
public final class Postmap implements AutoCloseable {
  private final Scratch scratch = new Scratch();

  /// Makes the configuration.
  public Postmap() {
    scratch.write(
        "main.cf",
        """
        compatibility_level = 3.6
        shlib_directory = /usr/lib/postfix
        meta_directory = /etc/postfix
        """);
  }

  /// Asks for one key, as an argument of the program.
  public Finished query(String table, Octets key, String... flags) throws InterruptedException {
    var command = command(flags);
    command.add("-q");
    command.add(key.utf8());
    command.add(table);
    return Program.run(Octets.EMPTY, isPlain(key) ? command : throughShell(table, key, flags));
  }

  /// Asks for one key that is text.
  public Finished query(String table, String key, String... flags) throws InterruptedException {
    return query(table, Octets.utf8(key), flags);
  }

  /// Asks for many keys over one connection, one on each line of standard input.
  public Finished bulk(String table, List<Octets> keys, String... flags)
      throws InterruptedException {
    return Program.run(lines(keys), bulkCommand(table, flags));
  }

  /// Starts a bulk query whose keys come later, through [Child#write].
  public Child startBulk(String table) {
    return Child.start("postmap", bulkCommand(table).toArray(String[]::new));
  }

  /// The keys as `postmap -q -` wants them.
  public static Octets lines(List<Octets> keys) {
    var input = new ByteArrayOutputStream();
    for (Octets key : keys) {
      input.writeBytes(key.toBytes());
      input.write('\n');
    }
    return Octets.giveUp(input.toByteArray());
  }

  private List<String> bulkCommand(String table, String... flags) {
    var command = command(flags);
    command.addAll(List.of("-q", "-", table));
    return command;
  }

  private List<String> command(String... flags) {
    var command = new ArrayList<>(List.of("postmap", "-c", scratch.path().toString()));
    command.addAll(List.of(flags));
    return command;
  }

  /// The Java launcher cannot pass any byte as an argument; a shell can, from its escaped form.
  private List<String> throughShell(String table, Octets key, String... flags) {
    var script = new StringBuilder("exec \"$@\" -q $'");
    for (byte b : key.toBytes()) {
      script.append("\\x").append(HexFormat.of().toHexDigits(b));
    }
    script.append("' ").append(table);
    var command = new ArrayList<>(List.of("bash", "-c", script.toString(), "postmap"));
    command.addAll(command(flags));
    return command;
  }

  private static boolean isPlain(Octets key) {
    for (byte b : key.toBytes()) {
      if (b < 0x20 || b == 0x7f) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    scratch.close();
  }
}
