package dev.sennit.pb;

/// What an object is, for whoever looks for leaks.
final class Kinds {
  private Kinds() {}

  /// The name of the class of the object behind what peers hold.
  static String of(Object object) {
    return switch (object) {
      case AvatarReference avatar -> of(avatar.perspective());
      case ViewPoint view -> view.object().getClass().getName();
      case PbServed served -> served.served().getClass().getName();
      default -> object.getClass().getName();
    };
  }
}
