package dev.sennit.ident.policy;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.account.Account;
import dev.sennit.ident.policy.Statement.Replies;
import dev.sennit.net.session.Complaints;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// What users say in their home directories.
///
/// | file | says |
/// |---|---|
/// | `~/.config/oidentd.conf`, or if that cannot be used `~/.oidentd.conf` | the user's policy |
/// | `~/.noident` | where it is looked for: hide me |
/// | `~/.ident` | where it is looked for: lines, one of which is told |
///
/// A file must be a regular one, no symbolic link, of the user's own, and of at most
/// [PolicyReader#MAX_USER_BYTES]. What was read is kept until the file changes (its inode, size and
/// times), for at most 10,000 files. Nothing here asks for the name of a host.
///
/// May be asked on any thread; blocks for as long as the file system does.
public final class UserFiles {
  private static final Complaints COMPLAINTS = new Complaints("dev.sennit.ident.policy");
  private static final int MAX_KEPT = 10_000;
  private static final List<String> POLICIES = List.of(".config/oidentd.conf", ".oidentd.conf");

  private record Kept(OwnedFile.Stamp stamp, long uid, @Nullable Object value) {}

  private final Names names;
  private final boolean policies;
  private final boolean noident;
  private final boolean ident;
  private final Map<Path, Kept> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Kept> eldest) {
          return size() > MAX_KEPT;
        }
      };

  /// Looks for policies only.
  ///
  /// @param names what the names of services stand for
  public UserFiles(Names names) {
    this(names, false, false);
  }

  /// @param names what the names of services stand for
  /// @param noident whether to look for `.noident`
  /// @param ident whether to look for `.ident`, where the policy says nothing
  public UserFiles(Names names, boolean noident, boolean ident) {
    this(names, true, noident, ident);
  }

  private UserFiles(Names names, boolean policies, boolean noident, boolean ident) {
    this.names = names;
    this.policies = policies;
    this.noident = noident;
    this.ident = ident;
  }

  /// Looks for `.noident` and nothing else.
  ///
  /// @param names what the names of services stand for
  public static UserFiles onlyNoident(Names names) {
    return new UserFiles(names, false, true, false);
  }

  /// Whether files of users can be opened safely: on Linux, with native access. If not, no user has
  /// any.
  public static boolean isPossible() {
    return OwnedFile.isPossible();
  }

  /// What the user's policy says; [UserPolicy#NONE] without one that can be used.
  public UserPolicy policy(Account owner) {
    if (!policies) {
      return UserPolicy.NONE;
    }
    for (String name : POLICIES) {
      if (file(owner, name, this::policy) instanceof UserPolicy policy) {
        return policy;
      }
    }
    return UserPolicy.NONE;
  }

  private @Nullable Object policy(Path path, byte[] bytes) {
    Reading<UserPolicy> reading = PolicyReader.user(bytes, names);
    reading.faults().forEach(fault -> COMPLAINTS.warn(path + ": " + fault, null));
    UserPolicy policy = reading.value();
    return policy == null ? UserPolicy.NONE : policy;
  }

  /// Whether `.noident` is looked for and the user has one, of whatever kind and content.
  ///
  /// @see <a href="https://manpages.debian.org/pidentd">pidentd's `result:noident`</a>
  public boolean hides(Account owner) {
    Path path = noident ? path(owner, ".noident") : null;
    return path != null && Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /// What the user wants for the connection, or null: what their policy says, else what their
  /// `.ident` says, if that is looked for.
  public @Nullable Statement wish(Account owner, IdentConnection connection) {
    Statement wish = policy(owner).wish(connection);
    return wish == null && ident ? identReplies(owner) : wish;
  }

  /// The lines of the user's `.ident`: what ident2 tells, one of them at random. Empty lines and
  /// those that no reply can carry do not count, nor do any past the twentieth.
  @Nullable Replies identReplies(Account owner) {
    return file(owner, ".ident", UserFiles::lines) instanceof Replies replies ? replies : null;
  }

  private static @Nullable Object lines(Path path, byte[] bytes) {
    List<Octets> texts = new ArrayList<>();
    for (String line : new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1)) {
      Octets text = Octets.giveUp(line.strip().getBytes(StandardCharsets.ISO_8859_1));
      if (texts.size() < Replies.MAX_USER && Replies.fits(text)) {
        texts.add(text);
      }
    }
    return texts.isEmpty() ? null : new Replies(texts);
  }

  private static @Nullable Path path(Account owner, String name) {
    if (!owner.home().startsWith("/")) {
      return null;
    }
    try {
      return Path.of(owner.home(), name);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private @Nullable Object file(
      Account owner, String name, BiFunction<Path, byte[], @Nullable Object> reader) {
    Path path = path(owner, name);
    OwnedFile.Stamp stamp = path == null ? null : OwnedFile.stamp(path);
    if (path == null || stamp == null || !isPossible()) {
      return null;
    }
    synchronized (kept) {
      Kept known = kept.get(path);
      if (known != null && known.stamp().equals(stamp) && known.uid() == owner.uid()) {
        return known.value();
      }
    }
    try {
      OwnedFile.Content content = OwnedFile.read(path, owner.uid(), PolicyReader.MAX_USER_BYTES);
      Object value = reader.apply(path, content.bytes().toBytes());
      synchronized (kept) {
        kept.put(path, new Kept(content.stamp(), owner.uid(), value));
      }
      return value;
    } catch (IOException e) {
      COMPLAINTS.warn("not used for " + owner.name() + ": " + e.getMessage(), null);
      return null;
    }
  }
}
