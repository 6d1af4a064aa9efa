package dev.sennit.net.runtime;

import dev.sennit.net.Listen;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// The file of a UNIX socket, which must never be seen with another mode or owner than the wanted
/// ones.
///
/// The socket is bound inside a fresh directory that only this user can enter, given its mode and
/// owner there, and brought to its place in one step: by a link, which fails if another server was
/// faster, or over the stale socket that lies there.
final class UnixSocketFile {
  /// The kernel takes one more, the JDK does not.
  private static final int MOST_PATH_BYTES = 106;

  private static final int TYPE_BITS = 0170000;
  private static final int SOCKET_TYPE = 0140000;
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Listen.Unix wanted;
  private final Path hiding;
  private final Path bound;

  /// The stale socket to replace, or null if there was none.
  private final @Nullable Object stale;

  private Object key = new Object();

  private UnixSocketFile(Listen.Unix wanted, Path hiding, @Nullable Object stale) {
    this.wanted = wanted;
    this.hiding = hiding;
    this.bound = hiding.resolve("s");
    this.stale = stale;
  }

  /// Looks whether the place is free and makes the hiding place.
  ///
  /// @throws BindException if a server answers there, if something other than a socket is there, or
  ///   if the path is too long
  static UnixSocketFile prepare(Listen.Unix wanted) throws IOException {
    Path path = wanted.path();
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new BindException("it has no directory");
    }
    checkLength(path);
    @Nullable Object stale = keyOfStale(path);
    Path hiding = hidingPlace(parent);
    UnixSocketFile file = new UnixSocketFile(wanted, hiding, stale);
    try {
      checkLength(file.bound);
    } catch (BindException e) {
      file.abandon();
      throw e;
    }
    return file;
  }

  private static void checkLength(Path path) throws BindException {
    int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > MOST_PATH_BYTES) {
      throw new BindException(
          "path: "
              + path
              + " has "
              + length
              + " bytes (expected: "
              + MOST_PATH_BYTES
              + " at most)");
    }
  }

  private static @Nullable Object keyOfStale(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    if ((mode & TYPE_BITS) != SOCKET_TYPE) {
      throw new BindException("a file that is no socket is there already");
    }
    Object key = fileKey(path);
    if (answers(path)) {
      throw new BindException("another server answers there");
    }
    return key;
  }

  /// Whether the socket has a server. Does not wait: a server that is slow to accept is one.
  private static boolean answers(Path path) throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false);
      boolean _ = probe.connect(UnixDomainSocketAddress.of(path));
      return true;
    } catch (ConnectException | NoSuchFileException e) {
      String text = String.valueOf(e.getMessage());
      if (text.contains("refused") || text.contains("No such file")) {
        return false; // the file outlived its server
      }
      throw new BindException("whether another server answers there cannot be told: " + text);
    }
  }

  /// A directory with a name so short that the bound path is hardly longer than the wanted one.
  private static Path hidingPlace(Path parent) throws IOException {
    while (true) {
      String name = Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36), 36);
      try {
        return Files.createDirectory(parent.resolve("." + name), OWNER_ONLY);
      } catch (FileAlreadyExistsException e) {
        // another name, then
      }
    }
  }

  /// Where to bind.
  Path bindHere() {
    return bound;
  }

  /// Gives the bound socket its mode and owner, and brings it to its place.
  ///
  /// @throws BindException if another server has come there meanwhile, or there is no such owner
  void reveal() throws IOException {
    Files.setPosixFilePermissions(bound, permissions(wanted.mode()));
    UserPrincipalLookupService names = bound.getFileSystem().getUserPrincipalLookupService();
    PosixFileAttributeView view = Files.getFileAttributeView(bound, PosixFileAttributeView.class);
    @Nullable String group = wanted.group();
    if (group != null) {
      view.setGroup(known("group", group, names::lookupPrincipalByGroupName));
    }
    @Nullable String owner = wanted.owner();
    if (owner != null) {
      view.setOwner(known("owner", owner, names::lookupPrincipalByName));
    }
    key = fileKey(bound);
    takePlace();
    Files.deleteIfExists(bound);
    Files.deleteIfExists(hiding);
  }

  private interface LookUp<P> {
    P find(String name) throws IOException;
  }

  private static <P> P known(String what, String name, LookUp<P> names) throws IOException {
    try {
      return names.find(name);
    } catch (UserPrincipalNotFoundException e) {
      throw new BindException(what + ": " + name + " (expected: a name that this machine knows)");
    }
  }

  private void takePlace() throws IOException {
    Path path = wanted.path();
    synchronized (UnixSocketFile.class) {
      if (stale != null
          && Files.exists(path, LinkOption.NOFOLLOW_LINKS)
          && stale.equals(fileKey(path))) {
        Files.move(bound, path, StandardCopyOption.ATOMIC_MOVE);
        return;
      }
    }
    try {
      Files.createLink(path, bound);
    } catch (FileAlreadyExistsException e) {
      throw new BindException("another server has come there just now");
    }
  }

  /// Removes what is left after a failure.
  void abandon() throws IOException {
    Files.deleteIfExists(bound);
    Files.deleteIfExists(hiding);
  }

  /// Removes the socket file, unless another server has put its own there since.
  void remove() throws IOException {
    if (Files.exists(wanted.path(), LinkOption.NOFOLLOW_LINKS)
        && key.equals(fileKey(wanted.path()))) {
      Files.deleteIfExists(wanted.path());
    }
  }

  private static Object fileKey(Path path) throws IOException {
    return Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] fromTheLeft = PosixFilePermission.values();
    for (int bit = 0; bit < fromTheLeft.length; bit++) {
      if ((mode & (0400 >> bit)) != 0) {
        permissions.add(fromTheLeft[bit]);
      }
    }
    return permissions;
  }
}
