package dev.sennit.cli;

import dev.sennit.net.ProtocolException;
import dev.sennit.pb.wire.BananaLimits;
import dev.sennit.pb.wire.Item;
import dev.sennit.pb.wire.ItemReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sennit pb dump`: one direction of a connection that was written down, made readable.
@Command(
    name = "dump",
    description = {
      "Prints one direction of a connection that was written down.",
      "Another file of Banana will do. Each message is on a line, behind the place where it begins.",
      "Words of the vocabulary are bare, strings that are spelled out in quotes."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Exit code: 0 all is well, 65 something is no Banana, or not whole at the end; 66 no such",
      "file. What comes before is printed all the same."
    })
final class PbDumpCommand implements Callable<Integer> {
  private static final int CHUNK_BYTES = 1 << 16;
  private static final int MOST_BYTES = 256 * 1024 * 1024;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private JsonOption json = new JsonOption();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE",
      description = "What was written down; without it, or as -, standard input.")
  private @Nullable Path file;

  @Option(
      names = "--skip",
      paramLabel = "BYTES",
      description = "Begin so many bytes later (default: ${DEFAULT-VALUE}).")
  private long skip;

  private long offset;

  @Override
  public Integer call() {
    if (skip < 0) {
      throw new ParameterException(
          spec.commandLine(), "--skip: " + skip + " (expected: 0 or more)");
    }
    Output output = json.output();
    String name = file == null || isDash(file) ? "standard input" : file.toString();
    try (InputStream in = file == null || isDash(file) ? System.in : Files.newInputStream(file)) {
      in.skipNBytes(skip);
      offset = skip;
      return dump(in, name, output);
    } catch (IOException e) {
      output.fault("sennit: " + name + ": " + reason(e));
      return ExitCode.NOINPUT;
    }
  }

  private static boolean isDash(Path file) {
    return file.toString().equals("-");
  }

  /// What went wrong with a file, for a person.
  static String reason(IOException e) {
    return switch (e) {
      case java.nio.file.NoSuchFileException _ -> "no such file";
      case java.nio.file.AccessDeniedException _ -> "permission denied";
      case java.nio.charset.CharacterCodingException _ -> "no UTF-8";
      case java.io.EOFException _ -> "shorter than what is to be skipped";
      default -> String.valueOf(e.getMessage());
    };
  }

  private int dump(InputStream in, String name, Output output) {
    ItemReader reader = new ItemReader(BananaLimits.defaults().sizes(MOST_BYTES));
    ByteBuf buffer = Unpooled.buffer();
    byte[] chunk = new byte[CHUNK_BYTES];
    try {
      for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
        buffer.discardReadBytes().writeBytes(chunk, 0, length);
        for (Item item = reader.read(buffer); item != null; item = reader.read(buffer)) {
          tell(item, output);
        }
      }
      int left = buffer.readableBytes();
      return left == 0
          ? ExitCode.OK
          : wrong(name, offset, "an item of which only %d bytes are here".formatted(left), output);
    } catch (ProtocolException e) {
      return wrong(name, offset + reader.looked(), String.valueOf(e.getMessage()), output);
    } catch (IOException e) {
      throw new UncheckedIOException(name + ": " + e.getMessage(), e);
    } finally {
      buffer.release();
    }
  }

  private void tell(Item item, Output output) {
    String text = SExpression.of(item);
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("offset", offset);
    fields.put("length", item.length());
    fields.put("item", text);
    output.record("%8d  %s".formatted(offset, text), fields);
    offset += item.length();
  }

  private static int wrong(String name, long where, String what, Output output) {
    output.fault("sennit: %s: byte %d: %s".formatted(name, where, what));
    return ExitCode.DATAERR;
  }
}
