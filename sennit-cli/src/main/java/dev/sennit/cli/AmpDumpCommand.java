package dev.sennit.cli;

import dev.sennit.amp.schema.AmpSchema;
import dev.sennit.cli.AmpBoxes.Shown;
import dev.sennit.cli.capture.CaptureException;
import dev.sennit.cli.capture.Flow;
import dev.sennit.cli.capture.PacketReader;
import dev.sennit.cli.capture.TcpStreams;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sennit amp dump`: shows the boxes of a captured stream.
@Command(
    name = "dump",
    description = "Shows the boxes of a captured stream, one on a line with its offset.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "FILE holds the bytes of one direction, or packets (pcap, pcapng) with any number of TCP",
      "connections: those that do not speak AMP end with a remark. Boxes are shown as they come, so",
      "that `tcpdump -w - -U port 8749 | sennit amp dump` goes along.",
      "",
      "Exit code: 0 all was read, 65 something was no AMP; its offset is told, 66 FILE cannot be",
      "read."
    })
final class AmpDumpCommand implements Callable<Integer> {
  private static final int PIECE_BYTES = 65_536;

  @Mixin private JsonOption json = new JsonOption();

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "What was captured; - or nothing reads standard input.")
  private String file = "-";

  @Option(
      names = "--schema",
      paramLabel = "FILE",
      description = "The types of arguments and answers, in JSON.")
  private @Nullable Path schema;

  @Override
  public Integer call() {
    Output output = json.output();
    AmpBoxes boxes;
    try {
      AmpSchema types = schema == null ? null : AmpRequest.schema(schema);
      boxes = new AmpBoxes(types);
    } catch (AmpRequest.Unusable e) {
      output.fault("sennit: " + e.getMessage());
      return e.exitCode();
    }
    String name = file.equals("-") ? "standard input" : file;
    try (InputStream in =
        new BufferedInputStream(
            file.equals("-") ? System.in : Files.newInputStream(Path.of(file)), PIECE_BYTES)) {
      byte[] magic = in.readNBytes(PacketReader.MAGIC_BYTES);
      return PacketReader.isCapture(magic)
          ? packets(new PacketReader(in, magic), boxes, output, name)
          : bytes(in, magic, boxes, output, name);
    } catch (CaptureException e) {
      output.fault("sennit: " + name + ": " + e.getMessage());
      return ExitCode.DATAERR;
    } catch (NoSuchFileException e) {
      output.fault("sennit: " + name + ": no such file");
    } catch (IOException e) {
      output.fault("sennit: " + name + ": " + e.getMessage());
    }
    return ExitCode.NOINPUT;
  }

  private static int bytes(InputStream in, byte[] begun, AmpBoxes boxes, Output output, String name)
      throws IOException {
    AmpStream stream =
        new AmpStream((box, offset) -> tell(boxes.show(box, "", ""), null, offset, output));
    stream.feed(begun, begun.length);
    byte[] piece = new byte[PIECE_BYTES];
    for (int count = in.read(piece); count >= 0 && !stream.isOver(); count = in.read(piece)) {
      stream.feed(piece, count);
    }
    return finish(stream, name, output);
  }

  private static int finish(AmpStream stream, String name, Output output) {
    String fault = stream.fault();
    String remark = stream.remark();
    if (fault != null) {
      output.fault("sennit: " + name + ": " + fault);
      return ExitCode.DATAERR;
    }
    if (remark != null) {
      output.note("sennit: " + name + ": " + remark);
    }
    return ExitCode.OK;
  }

  private static int packets(PacketReader reader, AmpBoxes boxes, Output output, String name)
      throws IOException {
    Map<Flow, AmpStream> streams = new LinkedHashMap<>();
    Map<Flow, String> gaps = new LinkedHashMap<>();
    int code = ExitCode.OK;
    CaptureException damage = null;
    try {
      TcpStreams.read(
          reader,
          new TcpStreams.Listener() {
            @Override
            public void received(Flow flow, byte[] bytes) {
              streams.computeIfAbsent(flow, _ -> stream(flow)).feed(bytes, bytes.length);
            }

            @Override
            public void missing(Flow flow) {
              gaps.put(flow, "packets are missing");
            }

            private AmpStream stream(Flow flow) {
              String way = flow.toString();
              String back = flow.reversed().toString();
              return new AmpStream(
                  (box, offset) -> tell(boxes.show(box, way, back), flow, offset, output));
            }
          });
    } catch (CaptureException e) {
      damage = e;
    }
    for (Map.Entry<Flow, AmpStream> one : streams.entrySet()) {
      code = Math.max(code, finish(one.getValue(), name + ": " + one.getKey(), output));
    }
    for (Map.Entry<Flow, String> gap : gaps.entrySet()) {
      output.fault("sennit: " + name + ": " + gap.getKey() + ": " + gap.getValue());
      code = ExitCode.DATAERR;
    }
    if (damage != null) {
      throw damage;
    }
    return code;
  }

  private static void tell(Shown box, @Nullable Flow flow, long offset, Output output) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (flow != null) {
      fields.put("from", flow.from());
      fields.put("to", flow.to());
    }
    fields.put("offset", offset);
    fields.putAll(box.fields());
    output.record(
        (flow == null ? "" : flow + "  ") + "%6d  ".formatted(offset) + box.text(), fields);
  }
}
