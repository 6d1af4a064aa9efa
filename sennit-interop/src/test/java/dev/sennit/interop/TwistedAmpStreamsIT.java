package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.amp.AmpAs;
import dev.sennit.amp.AmpClient;
import dev.sennit.amp.AmpClientOptions;
import dev.sennit.amp.AmpCommand;
import dev.sennit.amp.AmpConnection;
import dev.sennit.amp.AmpLongString;
import dev.sennit.amp.AmpNothing;
import dev.sennit.amp.AmpRouter;
import dev.sennit.amp.AmpStreams;
import dev.sennit.interop.peer.TwistedAmp;
import dev.sennit.net.Target;
import dev.sennit.net.wire.Octets;
import java.io.OutputStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Values over 64 KiB, to and from a Twisted that knows no more than its own commands.
@Tag("peer")
@Timeout(120)
class TwistedAmpStreamsIT {
  record Mail(@AmpAs(AmpLongString.class) Octets body) {}

  record Fetch(long stream, long bytes) {}

  record Total(long total) {}

  record Opened(long stream) {}

  record Stored(long sum, long most) {}

  static final AmpCommand<Mail, Mail> REVERSE = AmpCommand.of("Reverse", Mail.class, Mail.class);
  static final AmpCommand<Fetch, Total> FETCH = AmpCommand.of("Fetch", Fetch.class, Total.class);
  static final AmpCommand<AmpNothing, Opened> STORE =
      AmpCommand.of("Store", AmpNothing.class, Opened.class);
  static final AmpCommand<AmpNothing, Stored> STORED =
      AmpCommand.of("Stored", AmpNothing.class, Stored.class);

  private interface Talk {
    void with(AmpConnection twisted, AmpStreams streams) throws Exception;
  }

  private static void atTwisted(Talk talk) throws Exception {
    AmpStreams streams = new AmpStreams();
    try (var twisted = TwistedAmp.server("twisted_amp_streams.py");
        var client =
            AmpClient.create(
                AmpClientOptions.of(Target.tcp("127.0.0.1", twisted.port()))
                    .router(streams.on(AmpRouter.of())))) {
      talk.with(client.connect(), streams);
    }
  }

  @Test
  void longString_overSeveralKeys_comesBack() throws Exception {
    atTwisted((twisted, _) -> {
      byte[] bytes = new byte[1_000_000];
      byte[] reversed = new byte[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (i / 251);
        reversed[bytes.length - 1 - i] = bytes[i];
      }
      assertThat(twisted.call(REVERSE, new Mail(Octets.of(bytes))))
          .isEqualTo(new Mail(Octets.of(reversed)));
      assertThat(twisted.call(REVERSE, new Mail(Octets.utf8("abc"))))
          .isEqualTo(new Mail(Octets.utf8("cba")));
    });
  }

  @Test
  void stream_fromTwisted_arrivesWholeHoweverSlowlyItIsRead() throws Exception {
    atTwisted((twisted, streams) -> {
      try (var reader = streams.read(twisted)) {
        var done = twisted.ask(FETCH, new Fetch(reader.number(), 4_000_000));
        byte[] all = reader.readAllBytes();
        assertThat(all).hasSize(4_000_000).containsOnly('x');
        assertThat(done.join()).isEqualTo(new Total(4_000_000));
      }
    });
  }

  @Test
  void stream_toTwisted_neverRunsAhead() throws Exception {
    atTwisted((twisted, streams) -> {
      byte[] piece = new byte[123_456];
      CRC32 sum = new CRC32();
      try (OutputStream out =
          streams.write(twisted, twisted.call(STORE, AmpNothing.NOTHING).stream())) {
        for (int i = 0; i < 80; i++) {
          out.write(piece);
          sum.update(piece);
        }
      }
      assertThat(twisted.call(STORED, AmpNothing.NOTHING))
          .isEqualTo(new Stored(sum.getValue(), 300_000));
    });
  }
}
