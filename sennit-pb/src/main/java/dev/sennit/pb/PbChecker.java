package dev.sennit.pb;

/// Says whether users are who they say. In Twisted: a credentials checker.
@FunctionalInterface
public interface PbChecker {

  /// Whether the response is right for that user. Runs on a virtual thread and may block.
  ///
  /// @throws Exception if it cannot say: the login fails, and it is logged
  boolean accepts(PbCredentials credentials) throws Exception;
}
