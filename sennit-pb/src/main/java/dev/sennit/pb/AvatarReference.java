package dev.sennit.pb;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// What a user who has logged in calls. It logs out once: when it is given back, or the connection
/// is gone, even if that happens before the user has heard of it.
final class AvatarReference implements PbObject {
  private final PbAvatar avatar;
  private final AtomicBoolean out = new AtomicBoolean();
  private final Runnable forget;

  AvatarReference(PbAvatar avatar, PbConnection connection) {
    this.avatar = avatar;
    this.forget = connection.whenGone(this::logout);
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

  /// The user holds it no more. On the event loop.
  void givenBack(Answers answers) {
    forget.run();
    Thread.ofVirtual().name("sennit-pb-logout").start(() -> answers.runQuietly(this::logout));
  }
}
