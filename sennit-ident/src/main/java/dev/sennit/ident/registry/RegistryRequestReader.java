package dev.sennit.ident.registry;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.registry.RegistryMessage.Add;
import dev.sennit.ident.registry.RegistryMessage.Bad;
import dev.sennit.ident.registry.RegistryMessage.Remove;
import dev.sennit.ident.registry.RegistryMessage.Request;
import dev.sennit.ident.registry.RegistryMessage.Show;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.WireReader;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Reads requests of the control protocol. A line ends in LF; a CR before it does not count.
///
/// ```
/// request  = "REGISTER" local remote id ttl | "RESERVE" place id ttl | "REMOVE" number
///          | "LIST" [ number ]
/// local    = remote = ADDRESS ":" PORT
/// place    = "local:" PORT | remote-part | "local:" PORT "," remote-part
/// remote-part = ADDRESS [ ":" PORT ] | "*:" PORT
/// id       = printable ASCII; a blank, "%" and any other byte as "%HH"
/// ttl      = seconds
/// ```
final class RegistryRequestReader implements WireReader<Request> {
  /// The most bytes of a line, its LF included: an id of 512 bytes, each as `%HH`, and the rest.
  static final int MAX_LINE_BYTES = 2_048;

  private int scanned;

  @Override
  public @Nullable Request read(ByteBuf in) {
    int begin = in.readerIndex();
    int end = in.indexOf(begin + scanned, in.writerIndex(), (byte) '\n');
    int length = end < 0 ? in.readableBytes() : end - begin;
    if (length >= MAX_LINE_BYTES) {
      throw new ProtocolException(
          "request: longer than " + MAX_LINE_BYTES + " bytes (expected: a shorter line)");
    }
    scanned = end < 0 ? length : 0;
    if (end < 0) {
      return null;
    }
    String line = in.toString(begin, length, StandardCharsets.ISO_8859_1);
    in.readerIndex(end + 1);
    return request(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
  }

  private static Request request(String line) {
    if (!line.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      return new Bad("request: bytes that are not printable ASCII (expected: %HH)");
    }
    String[] words = line.split(" ", -1);
    try {
      return switch (words[0]) {
        case "REGISTER" -> {
          count(words, 5, "REGISTER local remote id ttl");
          yield new Add(
              new Place.Exact(
                  new IdentConnection(RegistryText.end(words[1]), RegistryText.end(words[2]))),
              RegistryText.id(words[3]),
              ttl(words[4]));
        }
        case "RESERVE" -> {
          count(words, 4, "RESERVE place id ttl");
          yield new Add(RegistryText.place(words[1]), RegistryText.id(words[2]), ttl(words[3]));
        }
        case "REMOVE" -> {
          count(words, 2, "REMOVE number");
          yield new Remove(number("number", words[1]));
        }
        case "LIST" -> {
          count(words, words.length == 1 ? 1 : 2, "LIST or LIST number");
          yield new Show(words.length == 1 ? 0 : number("number", words[1]));
        }
        default -> new Bad("request: " + words[0] + " (expected: REGISTER, RESERVE, REMOVE, LIST)");
      };
    } catch (IllegalArgumentException e) {
      return new Bad(String.valueOf(e.getMessage()));
    }
  }

  private static void count(String[] words, int expected, String form) {
    if (words.length != expected) {
      throw new IllegalArgumentException(
          "words: " + words.length + " (expected: " + form + ", one space between them)");
    }
  }

  private static Duration ttl(String word) {
    return Duration.ofSeconds(number("ttl", word));
  }

  private static long number(String name, String word) {
    if (!word.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException(name + ": " + word + " (expected: a number)");
    }
    return Long.parseLong(word);
  }
}
