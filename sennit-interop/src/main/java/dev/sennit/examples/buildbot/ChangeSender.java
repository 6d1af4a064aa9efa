package dev.sennit.examples.buildbot;

import dev.sennit.net.Target;
import dev.sennit.pb.PbClient;
import dev.sennit.pb.PbClientOptions;
import dev.sennit.pb.PbRemote;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells a Buildbot master that something was changed, as `buildbot sendchange` does.
public final class ChangeSender {
  private ChangeSender() {}

  /// Tells of one change.
  ///
  /// @param user of the master's `PBChangeSource`: `change`, unless the master says otherwise
  /// @param change `who`, `files` (a list), `comments`, and perhaps `branch`, `revision`,
  ///   `project`, `repository`, `category`, `when`, `revlink`, `properties`
  /// @throws java.util.concurrent.CompletionException if the master refuses the login or the change
  public static void send(
      Target master, String user, String password, Map<String, ? extends @Nullable Object> change) {
    Map<String, @Nullable Object> whole = new HashMap<>(change);
    whole.putIfAbsent("src", null);
    whole.putIfAbsent("properties", Map.of());
    try (PbClient client = PbClient.connect(PbClientOptions.of(master))) {
      PbRemote avatar = client.login(user, password, null).join();
      avatar.call("addChange", whole).join();
    }
  }

  /// A change that names its author, its files, and what was done.
  public static Map<String, Object> change(String who, String comments, String... files) {
    return Map.of("who", who, "comments", comments, "files", List.of(files));
  }
}
