package dev.sennit.pb;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// What a user who has logged in calls. It logs out once: when it is given back, or the connection
/// is gone, even if that happens before the user has heard of it.
final class AvatarReference implements PbObject {
  private final PbAvatar avatar;
  private final boolean untilGone;
  private final AtomicBoolean out = new AtomicBoolean();
  private final Runnable forget;

  private AvatarReference(PbAvatar avatar, PbConnection connection, boolean untilGone) {
    this.avatar = avatar;
    this.untilGone = untilGone;
    this.forget = connection.whenGone(this::logout);
  }

  static AvatarReference untilGivenBack(PbAvatar avatar, PbConnection connection) {
    return new AvatarReference(avatar, connection, false);
  }

  /// As perspectives of 2004, which give-backs do not end.
  static AvatarReference untilGone(PbAvatar avatar, PbConnection connection) {
    return new AvatarReference(avatar, connection, true);
  }

  PbObject perspective() {
    return avatar.object();
  }

  @Override
  public @Nullable Object called(PbCall call) throws Exception {
    try {
      return avatar.object().called(call.as(avatar.object()));
    } catch (PbException e) {
      throw e.asMissing(call.method(), "perspective_", avatar.object());
    }
  }

  @Override
  public String toString() {
    return "avatar " + avatar.object();
  }

  private void logout() {
    if (out.compareAndSet(false, true)) {
      avatar.logout().run();
    }
  }

  /// The user holds it no more, or was never sent it. On any thread.
  void givenBack(Answers answers) {
    if (!untilGone) {
      forget.run();
      Thread.ofVirtual().name("sennit-pb-logout").start(() -> answers.runQuietly(this::logout));
    }
  }
}
