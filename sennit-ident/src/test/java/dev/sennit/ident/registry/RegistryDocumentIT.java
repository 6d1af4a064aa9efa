package dev.sennit.ident.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.net.Listen;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The dialogue of `docs/ident-policy.md`, word for word.
@Timeout(30)
class RegistryDocumentIT {
  @TempDir Path folder;

  @Test
  void dialogue_ofTheDocument_isAsWritten() throws IOException {
    String document = Files.readString(Path.of("../docs/ident-policy.md"));
    Matcher dialogue = Pattern.compile("(?ms)^```registry\n(.*?)^```$").matcher(document);
    assertThat(dialogue.find()).isTrue();
    String uid = Files.getAttribute(folder, "unix:uid").toString();
    Path socket = folder.resolve("registry");
    try (var _ = RegistryServer.start(new IdentRegistry(), Set.of(), Listen.unix(socket));
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      BufferedReader replies =
          new BufferedReader(Channels.newReader(channel, StandardCharsets.US_ASCII));
      for (String line : dialogue.group(1).split("\n", -1)) {
        if (line.startsWith("> ")) {
          channel.write(
              ByteBuffer.wrap((line.substring(2) + "\n").getBytes(StandardCharsets.US_ASCII)));
        } else if (!line.isEmpty()) {
          assertThat("< " + replies.readLine()).isEqualTo(line.replace(" UID ", " " + uid + " "));
        }
      }
    }
  }
}
