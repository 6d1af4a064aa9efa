package dev.sennit.ident.registry;

import dev.sennit.ident.registry.RegistryMessage.Done;
import dev.sennit.ident.registry.RegistryMessage.Refused;
import dev.sennit.ident.registry.RegistryMessage.Request;
import dev.sennit.net.wire.WireWriter;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Writes replies of the control protocol.
///
/// ```
/// reply   = { entry LF } ( "OK" | "MORE" ) number LF | "ERROR" code text LF
/// entry   = "ENTRY" number uid seconds id ( "CONNECTION" local remote | "RESERVED" place )
/// ```
final class RegistryReplyWriter implements WireWriter<RegistryMessage> {
  private static final int MAX_MESSAGE_CHARACTERS = 500;

  @Override
  public void write(RegistryMessage message, ByteBuf out) {
    switch (message) {
      case Done(var number, var entries, var more) -> {
        for (Entry entry : entries) {
          line(line(entry), out);
        }
        line((more ? "MORE " : "OK ") + number, out);
      }
      case Refused(var code, var text) -> {
        String word = code.name().toLowerCase(Locale.ROOT);
        String clean = text.replaceAll("[^ -~]", "?");
        int end = Math.min(clean.length(), MAX_MESSAGE_CHARACTERS);
        line("ERROR " + word + " " + clean.substring(0, end), out);
      }
      case Request request -> throw new IllegalStateException("a server writes no " + request);
    }
  }

  private static String line(Entry entry) {
    String place =
        switch (entry.place()) {
          case Place.Exact(var connection) -> "CONNECTION " + RegistryText.write(connection);
          case Place.Next next -> "RESERVED " + RegistryText.write(next);
        };
    return "ENTRY "
        + entry.handle()
        + " "
        + entry.registrant().uid()
        + " "
        + entry.secondsLeft()
        + " "
        + RegistryText.write(entry.id())
        + " "
        + place;
  }

  private static void line(String text, ByteBuf out) {
    out.writeCharSequence(text, StandardCharsets.US_ASCII);
    out.writeByte('\n');
  }
}
