package dev.sennit.cli;

/// What a command tells the shell: the numbers of `sysexits.h`, and 1 for "not found" as `postmap`
/// and `grep` say it.
public final class ExitCode {
  /// Done.
  public static final int OK = 0;

  /// Done, and the answer is no: there is no such key.
  public static final int NOT_FOUND = 1;

  /// The command line is wrong.
  public static final int USAGE = 64;

  /// What was given to read is wrong.
  public static final int DATAERR = 65;

  /// A file to read is missing or may not be read.
  public static final int NOINPUT = 66;

  /// A server that is needed cannot be reached, or a part of this program is missing.
  public static final int UNAVAILABLE = 69;

  /// A fault in this program.
  public static final int SOFTWARE = 70;

  /// A file or socket cannot be made.
  public static final int CANTCREAT = 73;

  /// Reading or writing failed midway.
  public static final int IOERR = 74;

  /// Not now: the same may work later.
  public static final int TEMPFAIL = 75;

  /// The other side broke the protocol.
  public static final int PROTOCOL = 76;

  /// The other side does not let this user in.
  public static final int NOPERM = 77;

  /// The configuration is wrong.
  public static final int CONFIG = 78;

  private ExitCode() {}
}
