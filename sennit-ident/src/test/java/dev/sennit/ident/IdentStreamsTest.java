package dev.sennit.ident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class IdentStreamsTest {
  private static final InetSocketAddress LOCAL =
      new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 113);
  private static final InetSocketAddress REMOTE =
      new InetSocketAddress(InetAddress.ofLiteral("192.0.2.9"), 50_000);

  private final List<IdentConnection> asked = new ArrayList<>();

  private String answer(IdentServerOptions options, String queries) throws Exception {
    return answer(options, new ByteArrayInputStream(queries.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private String answer(IdentServerOptions options, InputStream queries) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    IdentStreams.serve(
        options,
        (connection, _) -> {
          asked.add(connection);
          return switch (connection.local().getPort()) {
            case 1 -> UserId.unix("alice");
            case 2 -> Fault.HIDDEN_USER;
            case 3 -> throw new IllegalStateException("on purpose");
            case 4 -> {
              new CountDownLatch(1).await(); // no answer, ever
              yield Fault.NO_USER;
            }
            default -> Fault.NO_USER;
          };
        },
        LOCAL,
        REMOTE,
        queries,
        out);
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void serve_queriesAtOnce_repliesInOrder() throws Exception {
    String replies =
        answer(IdentServerOptions.defaults(), "1,7\r\n2,7\r\n3,7\r\n0,7\r\n 5 , 8 \n1,9");
    assertThat(replies)
        .isEqualTo(
            """
            1,7:USERID:UNIX:alice
            2,7:ERROR:HIDDEN-USER
            3,7:ERROR:UNKNOWN-ERROR
            0,7:ERROR:INVALID-PORT
            5,8:ERROR:NO-USER
            1,9:USERID:UNIX:alice
            """
                .replace("\n", "\r\n"));
    assertThat(asked.getFirst())
        .isEqualTo(
            new IdentConnection(
                new InetSocketAddress(LOCAL.getAddress(), 1),
                new InetSocketAddress(REMOTE.getAddress(), 7)));
  }

  @Test
  void serve_junkAfterAQuery_answersTheQueryAndEnds() throws Exception {
    assertThat(answer(IdentServerOptions.defaults(), "1,7\r\njunk\r\n1,8\r\n"))
        .isEqualTo("1,7:USERID:UNIX:alice\r\n");
    assertThat(answer(IdentServerOptions.defaults().answerJunk(true), "junk\r\n1,8\r\n"))
        .isEqualTo("0,0:ERROR:UNKNOWN-ERROR\r\n");
  }

  @Test
  void serve_noLineEndWithin1000Bytes_ends() throws Exception {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return '1';
          }
        };
    assertThat(answer(IdentServerOptions.defaults(), endless)).isEmpty();
  }

  @Test
  void serve_asManyQueriesAsAllowed_ends() throws Exception {
    assertThat(answer(IdentServerOptions.defaults().queries(1), "1,7\r\n1,8\r\n"))
        .isEqualTo("1,7:USERID:UNIX:alice\r\n");
  }

  @Test
  void serve_slowHandler_isUnknownError() throws Exception {
    IdentServerOptions options = IdentServerOptions.defaults();
    options = options.timeouts(options.timeouts().answer(Duration.ofMillis(30)));
    assertThat(answer(options, "4,7\r\n4,8\r\n"))
        .isEqualTo("4,7:ERROR:UNKNOWN-ERROR\r\n4,8:ERROR:UNKNOWN-ERROR\r\n");
  }

  @Test
  void serve_noFirstQueryInTime_ends() throws Exception {
    try (PipedOutputStream silent = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(silent)) {
      assertThat(answer(IdentServerOptions.defaults().firstQuery(Duration.ofMillis(30)), in))
          .isEmpty();
    }
  }

  @Test
  void serve_replyThatCannotBeWritten_isThrown() {
    OutputStream gone =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    assertThatThrownBy(() ->
            IdentStreams.serve(
                IdentServerOptions.defaults(),
                (_, _) -> Fault.NO_USER,
                LOCAL,
                REMOTE,
                new ByteArrayInputStream("1,7\r\n".getBytes(StandardCharsets.US_ASCII)),
                gone))
        .isInstanceOf(IOException.class)
        .hasMessage("Broken pipe");
  }
}
