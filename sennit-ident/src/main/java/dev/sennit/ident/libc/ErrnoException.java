package dev.sennit.ident.libc;

import java.io.IOException;

/// A function of the C library that failed.
public final class ErrnoException extends IOException {
  /// Not permitted.
  public static final int EPERM = 1;

  /// Not there.
  public static final int ENOENT = 2;

  /// No such process.
  public static final int ESRCH = 3;

  /// Interrupted by a signal.
  public static final int EINTR = 4;

  /// No such descriptor.
  public static final int EBADF = 9;

  /// Nothing there yet.
  public static final int EAGAIN = 11;

  /// Not allowed.
  public static final int EACCES = 13;

  /// A result is too large for its buffer.
  public static final int ERANGE = 34;

  private static final long serialVersionUID = 1;

  private final int number;

  /// @param what the function and what it was asked for
  /// @param number the error's number
  public ErrnoException(String what, int number) {
    super(what + ": " + name(number));
    this.number = number;
  }

  /// The error's number, as in `errno.h`.
  public int number() {
    return number;
  }

  /// Whether the system forbids it, as opposed to being unable to.
  public boolean isDenied() {
    return number == EPERM || number == EACCES;
  }

  /// The error in words, for those that are met here.
  public static String name(int number) {
    return switch (number) {
      case EPERM -> "EPERM, operation not permitted";
      case ENOENT -> "ENOENT, no such file or entry";
      case ESRCH -> "ESRCH, no such process";
      case EINTR -> "EINTR, interrupted";
      case 5 -> "EIO, input or output error";
      case EBADF -> "EBADF, no such descriptor";
      case EAGAIN -> "EAGAIN, nothing there";
      case 12 -> "ENOMEM, no memory";
      case EACCES -> "EACCES, permission denied";
      case 22 -> "EINVAL, invalid argument";
      case 23 -> "ENFILE, too many open files in the system";
      case 24 -> "EMFILE, too many open files";
      case ERANGE -> "ERANGE, result too large";
      case 38 -> "ENOSYS, no such function in the kernel";
      case 93 -> "EPROTONOSUPPORT, protocol not supported";
      case 95 -> "EOPNOTSUPP, operation not supported";
      case 97 -> "EAFNOSUPPORT, address family not supported";
      case 105 -> "ENOBUFS, no buffer space";
      case 111 -> "ECONNREFUSED, connection refused";
      default -> "errno " + number;
    };
  }
}
