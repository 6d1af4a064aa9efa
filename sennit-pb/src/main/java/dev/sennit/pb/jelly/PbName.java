package dev.sennit.pb.jelly;

import org.jspecify.annotations.Nullable;

/// The name of something in Python that has no meaning here. It comes only if its module is allowed
/// ([PbTypes#modules]); Twisted on Python 3 can read these but not write them, except classes.
public sealed interface PbName {

  /// The dotted name.
  String name();

  /// A class.
  ///
  /// @param name `module.Class`
  record OfClass(String name) implements PbName {}

  /// A module.
  ///
  /// @param name the dotted name
  record OfModule(String name) implements PbName {}

  /// A function.
  ///
  /// @param name `module.function`
  record OfFunction(String name) implements PbName {}

  /// A method of an object.
  ///
  /// @param name its own name, without dots
  /// @param self the object, or null for a method that is bound to none
  /// @param type the class that it belongs to
  record OfMethod(String name, @Nullable Object self, OfClass type) implements PbName {}
}
