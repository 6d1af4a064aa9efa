package dev.sennit.interop.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// An SMTP session by hand, each reply in sight.
///
/// @see <a href="https://www.rfc-editor.org/rfc/rfc5321">RFC 5321</a>
public final class SmtpDialogue implements AutoCloseable {
  private static final int REPLY_LIMIT_MILLIS = 60_000;

  private final Socket socket;
  private final BufferedReader in;
  private final Writer out;

  /// Connects, reads the greeting and says EHLO.
  ///
  /// @param port on 127.0.0.1
  public SmtpDialogue(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(REPLY_LIMIT_MILLIS);
    in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    out = new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8);
    expect("220", reply());
    expect("250", say("EHLO client.test.invalid"));
  }

  /// Sends a command and returns the reply's last line.
  public String say(String command) throws IOException {
    out.write(command + "\r\n");
    out.flush();
    return reply();
  }

  /// Begins a mail; the reply is 250.
  public SmtpDialogue from(String sender) throws IOException {
    expect("250", say("MAIL FROM:<" + sender + ">"));
    return this;
  }

  /// Names a recipient and returns the reply.
  public String to(String recipient) throws IOException {
    return say("RCPT TO:<" + recipient + ">");
  }

  /// Forgets the mail begun.
  public void reset() throws IOException {
    expect("250", say("RSET"));
  }

  /// Sends the content and returns the reply after its final dot.
  public String content(String subject) throws IOException {
    expect("354", say("DATA"));
    return say("Subject: " + subject + "\r\n\r\nhello\r\n.");
  }

  private String reply() throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.length() < 4 || line.charAt(3) != '-') {
        return line;
      }
    }
    throw new IOException("reply: end of stream (expected: a line)");
  }

  private static void expect(String code, String reply) {
    if (!reply.startsWith(code)) {
      throw new AssertionError("reply: " + reply + " (expected: " + code + ")");
    }
  }

  @Override
  public void close() throws IOException {
    try (socket) {
      out.write("QUIT\r\n");
      out.flush();
    }
  }
}
