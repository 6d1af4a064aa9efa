package dev.sennit.ident.kernel;

/// What is said of an owner whose number has no name.
public enum UnknownUid {
  /// `NO-USER`: the RFC's word for an owner who cannot be told.
  NO_USER,
  /// The number, and `OTHER` for the operating system since it is no login name. As pidentd does.
  NUMBER
}
