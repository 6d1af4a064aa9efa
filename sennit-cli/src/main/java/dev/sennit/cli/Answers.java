package dev.sennit.cli;

import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply;
import dev.sennit.maps.wire.PutReply;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes the outcome of each key, and sums them up as one exit code: the gravest kind of failure,
/// else whether anything was found. Values go to standard output byte for byte; what is no value
/// goes to standard error.
final class Answers {
  private final OutputStream data;
  private final Output output;
  private final boolean withKeys;
  private boolean any;
  private int failure = ExitCode.OK;

  /// @param withKeys whether each value stands behind its key and a tab, as `postmap -q -` writes
  ///   it
  Answers(OutputStream data, Output output, boolean withKeys) {
    this.data = data;
    this.output = output;
    this.withKeys = withKeys;
  }

  void looked(Octets key, GetReply reply) {
    switch (reply) {
      case MapsReply.Found(Octets value) -> {
        any = true;
        found(key, value);
      }
      case MapsReply.NotFound() -> outcome(key, "not found", "");
      case MapsReply.TryLater(String reason) -> failed(key, ExitCode.TEMPFAIL, "try later", reason);
      case MapsReply.Broken(String reason) ->
          failed(key, ExitCode.UNAVAILABLE, "permanent error", reason);
    }
  }

  void changed(Octets key, PutReply reply) {
    switch (reply) {
      case MapsReply.Stored() -> {
        any = true;
        outcome(key, "stored", "");
      }
      case MapsReply.Refused(String reason) -> failed(key, ExitCode.NOT_FOUND, "refused", reason);
      case MapsReply.TryLater(String reason) -> failed(key, ExitCode.TEMPFAIL, "try later", reason);
    }
  }

  /// Tells that there is no answer.
  ///
  /// @return whether to go on with the next key: a server that cannot be reached stays so
  boolean failed(Octets key, RuntimeException cause) {
    int code =
        switch (cause) {
          case ConnectionLostException _, RequestTimeoutException _ -> ExitCode.TEMPFAIL;
          case ProtocolException _ -> ExitCode.PROTOCOL;
          default -> throw cause;
        };
    failed(key, code, "no answer", String.valueOf(cause.getMessage()));
    return code == ExitCode.PROTOCOL;
  }

  private void found(Octets key, Octets value) {
    if (output.json()) {
      Map<String, Object> fields = fields(key, "found");
      fields.put("value", value.utf8());
      if (value.strictUtf8().isEmpty()) {
        fields.put("valueHex", hex(value));
      }
      write(Octets.utf8(Json.object(fields)));
    } else if (withKeys) {
      write(key, Octets.of((byte) '\t'), value);
    } else {
      write(value);
    }
  }

  private void failed(Octets key, int code, String outcome, String reason) {
    failure = Math.max(failure, code);
    outcome(key, outcome, reason);
    if (!output.json()) {
      String text = reason.isEmpty() ? outcome : outcome + ": " + printable(reason);
      output.fault("sennit: " + key.forLog() + ": " + text);
    }
  }

  private void outcome(Octets key, String outcome, String reason) {
    if (output.json()) {
      Map<String, Object> fields = fields(key, outcome);
      if (!reason.isEmpty()) {
        fields.put("reason", reason);
      }
      write(Octets.utf8(Json.object(fields)));
    }
  }

  private static Map<String, Object> fields(Octets key, String outcome) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("key", key.utf8());
    if (key.strictUtf8().isEmpty()) {
      fields.put("keyHex", hex(key));
    }
    fields.put("outcome", outcome);
    return fields;
  }

  private static String hex(Octets bytes) {
    return HexFormat.of().formatHex(bytes.toBytes());
  }

  private static String printable(String text) {
    return Octets.giveUp(text.getBytes(StandardCharsets.UTF_8)).forLog();
  }

  private void write(Octets... parts) {
    try {
      for (Octets part : parts) {
        data.write(part.toBytes());
      }
      data.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException("standard output: " + e.getMessage(), e);
    }
  }

  /// Whether a key had no answer, or one that says nothing about it.
  boolean isFailed() {
    return failure != ExitCode.OK;
  }

  /// Writes out what is held back.
  void flush() {
    try {
      data.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("standard output: " + e.getMessage(), e);
    }
  }

  /// Writes out what is held back.
  ///
  /// @return the exit code of all
  int finish() {
    flush();
    return failure != ExitCode.OK ? failure : any ? ExitCode.OK : ExitCode.NOT_FOUND;
  }
}
