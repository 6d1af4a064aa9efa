package dev.sennit.net.runtime;

import dev.sennit.net.Listen;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.EnumSet;
import java.util.Set;

/// The file of a UNIX socket, which must never be seen with another mode or owner than the wanted
/// ones.
///
/// The socket is bound inside a fresh directory that only this user can enter, given its mode and
/// owner there, and moved to its place in one step, over whatever stale socket lies there.
final class UnixSocketFile {
  private final Listen.Unix wanted;
  private final Path hiding;
  private final Path bound;
  private Object key = new Object();

  private UnixSocketFile(Listen.Unix wanted, Path hiding) {
    this.wanted = wanted;
    this.hiding = hiding;
    this.bound = hiding.resolve("s");
  }

  /// Looks whether the place is free and makes the hiding place.
  ///
  /// @throws BindException if a server answers there, or if something other than a socket is there
  static UnixSocketFile prepare(Listen.Unix wanted) throws IOException {
    Path path = wanted.path();
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      if (!Files.readAttributes(
              path, java.nio.file.attribute.BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isOther()) {
        throw new BindException("a file that is no socket is there already");
      }
      if (answers(path)) {
        throw new BindException("another server answers there");
      }
    }
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new BindException("it has no directory");
    }
    return new UnixSocketFile(
        wanted,
        Files.createTempDirectory(
            parent,
            ".s",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
  }

  private static boolean answers(Path path) {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return probe.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      return false; // refused: the file outlived its server
    }
  }

  /// Where to bind.
  Path bindHere() {
    return bound;
  }

  /// Gives the bound socket its mode and owner, and moves it to its place.
  void reveal() throws IOException {
    Files.setPosixFilePermissions(bound, permissions(wanted.mode()));
    UserPrincipalLookupService names = bound.getFileSystem().getUserPrincipalLookupService();
    PosixFileAttributeView view = Files.getFileAttributeView(bound, PosixFileAttributeView.class);
    if (wanted.group() != null) {
      view.setGroup(names.lookupPrincipalByGroupName(wanted.group()));
    }
    if (wanted.owner() != null) {
      view.setOwner(names.lookupPrincipalByName(wanted.owner()));
    }
    key = fileKey(bound);
    Files.move(bound, wanted.path(), StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(hiding);
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
