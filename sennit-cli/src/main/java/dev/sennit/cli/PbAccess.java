package dev.sennit.cli;

import dev.sennit.net.Limits;
import dev.sennit.net.Target;
import dev.sennit.net.Timeouts;
import dev.sennit.net.Tls;
import dev.sennit.pb.PbClient;
import dev.sennit.pb.PbClientOptions;
import dev.sennit.pb.PbRemote;
import dev.sennit.pb.PbUrl;
import dev.sennit.pb.jelly.PbTypes;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What every `sennit pb` command with a connection needs: whose object, and how to get at it.
final class PbAccess {
  /// Where a password may be that should not be seen in the list of processes.
  static final String PASSWORD = "SENNIT_PASSWORD";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      paramLabel = "URL",
      description = {
        "pb://HOST[:PORT][/NAME] is the root, or the object of that name; pb://USER@HOST logs in.",
        "pbs:// is the same over TLS, pb+unix:///PATH over a UNIX socket."
      })
  private String url = "";

  @Option(names = "--json", description = "One JSON object a line instead of text.")
  private boolean json;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description =
          "For connecting, and for each answer; 0 waits for ever (default: ${DEFAULT-VALUE}).")
  private double timeout = 10;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = {
        "Its first line is the password of the URL's user; without it $" + PASSWORD,
        "is, and without that it is asked for."
      })
  private @Nullable Path passwordFile;

  @Option(names = "--anonymous", description = "Log in without a name.")
  private boolean anonymous;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "pbs: the certificates to trust, in PEM, instead of the system's.")
  private @Nullable Path authorities;

  /// An object that is there to be called, and its connection.
  ///
  /// @param client to be closed
  /// @param object what the URL means
  record Found(PbClient client, PbRemote object) implements AutoCloseable {
    @Override
    public void close() {
      client.close();
    }
  }

  /// Connects, and logs in where the URL says so.
  ///
  /// @param types what may come
  /// @throws dev.sennit.net.SennitException if there is no server, or it lets nobody in
  Found find(PbTypes types) {
    PbUrl where = parsed();
    if (anonymous && where.user() != null) {
      throw misuse("--anonymous: with a user in the URL (expected: one of them)", null);
    }
    String password = where.user() == null ? "" : password(where.user());
    Duration limit = limit();
    PbClientOptions options =
        PbClientOptions.of(target(where))
            .types(types)
            .limits(Limits.defaults())
            .timeouts(
                Timeouts.defaults()
                    .connect(limit.isZero() ? Duration.ofDays(1) : limit)
                    .answer(Duration.ZERO)
                    .request(limit)
                    .grace(Duration.ofMillis(100))); // nothing is left to say
    PbClient client = PbClient.connect(options);
    try {
      PbRemote named = client.resolve(where, password, null).join();
      PbRemote object = anonymous ? anonymousAvatar(named) : named;
      return new Found(client, object);
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private static PbRemote anonymousAvatar(PbRemote named) {
    return Objects.requireNonNull(
        named.call(PbRemote.class, "loginAnonymous", (Object) null).join());
  }

  /// The URL as it was given, for messages.
  String url() {
    return url;
  }

  private PbUrl parsed() {
    try {
      return PbUrl.parse(url);
    } catch (IllegalArgumentException e) {
      throw misuse(e.getMessage(), e);
    }
  }

  private Target target(PbUrl where) {
    if (authorities == null) {
      return where.target();
    }
    if (!(where.target() instanceof Target.Secure(Target inside, Tls _))) {
      throw misuse("--ca: without effect (expected: a URL that begins with pbs)", null);
    }
    checkReadable(authorities);
    return new Target.Secure(inside, Tls.client(authorities));
  }

  private void checkReadable(Path certificates) {
    boolean some;
    try (InputStream in = Files.newInputStream(certificates)) {
      some = !CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException("--ca: " + certificates + ": " + PbDumpCommand.reason(e), e);
    } catch (CertificateException e) {
      throw misuse("--ca: " + certificates + " (expected: certificates in PEM)", e);
    }
    if (!some) {
      throw misuse("--ca: " + certificates + ": none in it (expected: certificates in PEM)", null);
    }
  }

  private Duration limit() {
    if (!(timeout >= 0 && timeout < 1e6)) {
      throw misuse("timeout: " + timeout + " (expected: seconds, 0 or more)", null);
    }
    return timeout == 0 ? Duration.ZERO : Duration.ofMillis(Math.max(1, Math.round(timeout * 1e3)));
  }

  private String password(String user) {
    if (passwordFile != null) {
      return firstLine(passwordFile);
    }
    String known = System.getenv(PASSWORD);
    if (known != null) {
      return known;
    }
    Console console = Objects.requireNonNull(System.console()); // since Java 22
    char @Nullable [] typed =
        console.isTerminal()
            ? console.readPassword("Password of %s: ", PythonRepr.oneLine(user))
            : null;
    if (typed == null) {
      throw misuse(
          "password: none (expected: --password-file, or $" + PASSWORD + ", or a terminal)", null);
    }
    return new String(typed);
  }

  private static String firstLine(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      return lines.isEmpty() ? "" : lines.getFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "--password-file: " + file + ": " + PbDumpCommand.reason(e), e);
    }
  }

  ParameterException misuse(@Nullable String message, @Nullable Exception cause) {
    return new ParameterException(spec.commandLine(), String.valueOf(message), cause);
  }

  Output output() {
    return Output.of(
        spec.commandLine().getOut(),
        spec.commandLine().getErr(),
        json,
        Map.copyOf(System.getenv()),
        Progress.isTerminal());
  }
}
