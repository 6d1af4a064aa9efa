package dev.sennit.cli.capture;

import java.io.IOException;

/// A file that is no capture, or is damaged; the message names the offset.
public final class CaptureException extends IOException {
  private static final long serialVersionUID = 1L;

  CaptureException(long offset, String message) {
    super("offset " + offset + ": " + message);
  }
}
