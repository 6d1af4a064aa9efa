package dev.sennit.daemon.config;

import dev.sennit.net.Listen;
import dev.sennit.pb.PbPasswordFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the `[pb]` section: where Perspective Broker is spoken, and with whom.
final class PbReader {
  static final Set<String> KEYS =
      Set.of(
          "listen",
          "any-address",
          "users",
          "users-file",
          "anonymous",
          "references",
          "string-bytes",
          "message-bytes");

  private static final int MOST_REFERENCES = 1_000_000;
  private static final int MOST_BYTES = 64 * 1024 * 1024;

  private final Path directory;
  private final Addresses addresses;

  /// @param directory where relative names of files start
  PbReader(Path directory, Addresses addresses) {
    this.directory = directory;
    this.addresses = addresses;
  }

  List<PbListener> readAll(Section top) {
    Section pb = top.section("pb", KEYS);
    if (pb == null) {
      return List.of();
    }
    boolean anyAddress = pb.flag("any-address", false);
    List<Listen> listen = addresses.readAll(pb, anyAddress, "any-address = true");
    PbSettings settings = new PbSettings(users(pb), pb.flag("anonymous", false), sizes(pb));
    return listen.stream().map(where -> new PbListener(where, settings)).toList();
  }

  private static PbSettings.Sizes sizes(Section pb) {
    PbSettings.Sizes usual = PbSettings.Sizes.DEFAULT;
    int stringBytes = pb.integer("string-bytes", 1024, MOST_BYTES, usual.stringBytes());
    int messageBytes = pb.integer("message-bytes", 1024, MOST_BYTES, usual.messageBytes());
    if (messageBytes < stringBytes) {
      pb.fault(
          pb.has("message-bytes") ? "message-bytes" : "string-bytes",
          messageBytes
              + " bytes of a message, "
              + stringBytes
              + " of a string in it (expected: message-bytes that are not fewer)");
    }
    return new PbSettings.Sizes(
        pb.integer("references", 1, MOST_REFERENCES, usual.references()),
        stringBytes,
        messageBytes);
  }

  private PbUsers users(Section pb) {
    Map<String, String> passwords = pb.stringMap("users");
    if (passwords.keySet().stream().anyMatch(name -> name.isEmpty() || name.indexOf(':') >= 0)
        || passwords.containsValue("")) {
      pb.fault("users", "an empty name or password, or a colon in a name (expected: neither)");
    }
    return PbUsers.of(passwords, ofFile(pb));
  }

  private @Nullable PbPasswordFile ofFile(Section pb) {
    Optional<Path> file = NamedFiles.secret(pb, "users-file", directory);
    if (file.isEmpty() || !Files.isReadable(file.get()) || !Files.isRegularFile(file.get())) {
      return null; // which is reported already
    }
    try {
      return PbPasswordFile.of(file.get());
    } catch (IllegalArgumentException e) {
      pb.fault("users-file", Shown.oneLine(String.valueOf(e.getMessage())));
    } catch (UncheckedIOException e) {
      pb.fault(
          "users-file",
          Shown.oneLine(file.get() + ": " + e.getCause()) + " (expected: text in UTF-8)");
    }
    return null;
  }
}
