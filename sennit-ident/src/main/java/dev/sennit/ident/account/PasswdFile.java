package dev.sennit.ident.account;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The users in a file of the form of `/etc/passwd`, without any other source that the system may
/// have.
///
///     file = *( name ":" password ":" uid ":" gid ":" comment ":" home ":" shell LF )
///
/// Of two lines for one name or number the first counts. Lines of any other form, and those of
/// `compat` that begin with `+` or `-`, are passed over. The file is read again when it has changed,
/// which is looked for once a second; a file that is too large is refused.
///
/// @see <a href="https://man7.org/linux/man-pages/man5/passwd.5.html">passwd(5)</a>
public final class PasswdFile implements Accounts {
  /// The largest file that is read, in bytes.
  public static final int MAX_BYTES = 16 * 1024 * 1024;

  private static final long GLANCE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int FIELDS = 7;

  private record Version(FileTime modified, long size, @Nullable Object key) {}

  private record Content(
      Version version, long checkedNanos, Map<Long, Account> byUid, Map<String, Account> byName) {
    Content checkedAt(long nanos) {
      return new Content(version, nanos, byUid, byName);
    }
  }

  private final Path file;
  private final LinkOption[] links;
  private final LongSupplier nanoClock;
  private volatile @Nullable Content content;

  PasswdFile(Path file, LongSupplier nanoClock, LinkOption... links) {
    this.file = file;
    this.nanoClock = nanoClock;
    this.links = links;
  }

  /// The users of this system that are in its file.
  public static PasswdFile system() {
    return of(Path.of("/etc/passwd"));
  }

  /// The users in a file. It is read when the first question comes.
  public static PasswdFile of(Path file) {
    return new PasswdFile(file, System::nanoTime);
  }

  /// The users of another file system, such as `/proc/PID/root` of a container. Its `etc` and
  /// `etc/passwd` must not be symbolic links, since these would lead into our own file system.
  ///
  /// @throws IOException if one is
  public static PasswdFile inRoot(Path root) throws IOException {
    Path etc = root.resolve("etc");
    if (Files.isSymbolicLink(etc)) {
      throw new IOException(etc + ": a symbolic link (expected: a directory)");
    }
    return new PasswdFile(etc.resolve("passwd"), System::nanoTime, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public Optional<Account> byUid(long uid) throws IOException {
    return Optional.ofNullable(content().byUid().get(uid));
  }

  @Override
  public Optional<Account> byName(String name) throws IOException {
    return Optional.ofNullable(content().byName().get(name));
  }

  private Content content() throws IOException {
    long now = nanoClock.getAsLong();
    Content last = content;
    if (last != null && now - last.checkedNanos() < GLANCE_NANOS) {
      return last;
    }
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class, links);
    Version version =
        new Version(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    Content next =
        last != null && Objects.equals(last.version(), version)
            ? last.checkedAt(now)
            : read(attributes, version, now);
    content = next;
    return next;
  }

  private Content read(BasicFileAttributes attributes, Version version, long now)
      throws IOException {
    if (!attributes.isRegularFile()) {
      throw new IOException(file + ": not a file (expected: a regular file)");
    }
    Map<Long, Account> byUid = new HashMap<>();
    Map<String, Account> byName = new HashMap<>();
    try (InputStream in = open();
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        parse(line)
            .ifPresent(account -> {
              byUid.putIfAbsent(account.uid(), account);
              byName.putIfAbsent(account.name(), account);
            });
      }
    }
    return new Content(version, now, Map.copyOf(byUid), Map.copyOf(byName));
  }

  private InputStream open() throws IOException {
    InputStream in =
        links.length == 0
            ? Files.newInputStream(file)
            : Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    return new AtMost(in, MAX_BYTES, file.toString());
  }

  /// Reads one line.
  static Optional<Account> parse(String line) {
    String[] fields = line.split(":", -1);
    if (fields.length != FIELDS || fields[0].isEmpty() || "+-#".indexOf(line.charAt(0)) >= 0) {
      return Optional.empty();
    }
    long uid = number(fields[2]);
    long gid = number(fields[3]);
    return uid < 0 || gid < 0
        ? Optional.empty()
        : Optional.of(new Account(fields[0], uid, gid, fields[5], fields[6]));
  }

  /// A decimal number, or -1 for anything else.
  private static long number(String text) {
    if (text.isEmpty() || text.length() > 10) {
      return -1;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return -1;
      }
    }
    long value = Long.parseLong(text);
    return value <= Account.MAX_NUMBER ? value : -1;
  }
}
