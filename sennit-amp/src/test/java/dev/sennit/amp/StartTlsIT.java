package dev.sennit.amp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sennit.amp.Commands.Sum;
import dev.sennit.amp.Commands.Total;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Listen;
import dev.sennit.net.Reply;
import dev.sennit.net.StartTls;
import dev.sennit.testkit.RawPeer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StartTlsIT {
  @TempDir static Path files;

  private static final AmpRouter SUMS =
      AmpRouter.of().on(Commands.SUM, (sum, _) -> new Total(sum.a() + sum.b()));

  @BeforeAll
  static void makeCertificates() throws Exception {
    for (String name : new String[] {"ours", "other"}) {
      openssl(
          "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=%s -keyout %s.key -out %s.pem"
              .formatted(name, name, name));
    }
    openssl("pkcs12 -export -passout pass:word -inkey ours.key -in ours.pem -out ours.p12");
  }

  private static void openssl(String arguments) throws Exception {
    Process process =
        new ProcessBuilder(("openssl " + arguments).split(" "))
            .directory(files.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static StartTls certified(String name) {
    return StartTls.unverified()
        .certificate(files.resolve(name + ".pem"), files.resolve(name + ".key"))
        .authorities(files.resolve(name + ".pem"));
  }

  @Test
  void startTls_withoutCertificates_callsGoOn() {
    try (var sides = TwoSides.of(SUMS.onStartTls(StartTls.unverified()))) {
      Reply<Total> before = sides.connection.ask(Commands.SUM, new Sum(1, 1));
      Reply<AmpNothing> tls = sides.connection.startTls(StartTls.unverified());
      Reply<Total> behind = sides.connection.ask(Commands.SUM, new Sum(1, 2));
      assertThat(before.join()).isEqualTo(new Total(2));
      assertThat(tls.join()).isEqualTo(AmpNothing.NOTHING);
      assertThat(behind.join()).isEqualTo(new Total(3));
      assertThat(sides.connection.peerCertificate())
          .hasValueSatisfying(certificate -> {
            assertThat(certificate.getSubjectX500Principal().getName())
                .isEqualTo("CN=TEMPORARY CERTIFICATE");
            assertThat(certificate.getVersion()).isEqualTo(1);
          });
      assertThat(sides.connection.ownCertificate()).isEmpty();
    }
  }

  @Test
  void startTls_sameCertificateOnBothSides_bothSeeIt() throws Exception {
    try (var sides = TwoSides.of(SUMS.onStartTls(certified("ours")))) {
      assertThat(sides.connection.startTls(certified("ours")).join()).isEqualTo(AmpNothing.NOTHING);
      assertThat(sides.connection.call(Commands.SUM, new Sum(1, 2))).isEqualTo(new Total(3));
      assertThat(sides.connection.peerCertificate())
          .isPresent()
          .isEqualTo(sides.connection.ownCertificate());
    }
  }

  @Test
  void startTls_anonymousClient_mayVerifyTheServer() {
    StartTls known =
        StartTls.unverified().certificate(files.resolve("ours.pem"), files.resolve("ours.key"));
    StartTls trusting = StartTls.unverified().authorities(files.resolve("ours.pem"));
    try (var sides = TwoSides.of(SUMS.onStartTls(known))) {
      assertThat(sides.connection.startTls(trusting).join()).isEqualTo(AmpNothing.NOTHING);
      assertThat(sides.connection.call(Commands.SUM, new Sum(1, 2))).isEqualTo(new Total(3));
      assertThat(sides.connection.peerCertificate())
          .hasValueSatisfying(certificate ->
              assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=ours"));
      assertThat(sides.connection.ownCertificate()).isEmpty();
    }
  }

  @Test
  void startTls_pkcs12_isUsed() {
    StartTls fromStore =
        StartTls.unverified()
            .pkcs12(files.resolve("ours.p12"), "word".toCharArray())
            .authorities(files.resolve("ours.pem"));
    try (var sides = TwoSides.of(SUMS.onStartTls(fromStore))) {
      assertThat(sides.connection.startTls(fromStore).join()).isEqualTo(AmpNothing.NOTHING);
      assertThat(sides.connection.call(Commands.SUM, new Sum(1, 2))).isEqualTo(new Total(3));
    }
  }

  @Test
  void startTls_serverIsNotTrusted_nextCallFails() {
    StartTls trusting = StartTls.unverified().authorities(files.resolve("other.pem"));
    try (var sides = TwoSides.of(SUMS.onStartTls(certified("ours")))) {
      var _ = sides.connection.startTls(trusting).exceptionally(_ -> AmpNothing.NOTHING).join();
      assertThat(TwoSides.failure(sides.connection.ask(Commands.SUM, new Sum(1, 2))))
          .isInstanceOf(ConnectionLostException.class);
    }
  }

  @Test
  void startTls_clientIsNotTrusted_nextCallFails() {
    StartTls anonymous = StartTls.unverified();
    try (var sides = TwoSides.of(SUMS.onStartTls(certified("ours")))) {
      var _ = sides.connection.startTls(anonymous).exceptionally(_ -> AmpNothing.NOTHING).join();
      assertThat(TwoSides.failure(sides.connection.ask(Commands.SUM, new Sum(1, 2))))
          .isInstanceOf(ConnectionLostException.class);
    }
  }

  @Test
  void startTls_serverAsks_worksToo() {
    AmpRouter secures =
        SUMS.on(Commands.NOOP, (nothing, client) -> client.startTls(StartTls.unverified()).join());
    try (var sides = TwoSides.of(secures, AmpRouter.of().onStartTls(StartTls.unverified()))) {
      assertThat(sides.connection.call(Commands.NOOP, AmpNothing.NOTHING))
          .isEqualTo(AmpNothing.NOTHING);
      assertThat(sides.connection.call(Commands.SUM, new Sum(1, 2))).isEqualTo(new Total(3));
      assertThat(sides.connection.peerCertificate()).isPresent();
    }
  }

  @Test
  void startTls_switchedOff_isRefusedAndGoesOnInClear() {
    try (var sides = TwoSides.of(SUMS)) {
      Reply<AmpNothing> tls = sides.connection.startTls(StartTls.unverified());
      Reply<Total> behind = sides.connection.ask(Commands.SUM, new Sum(1, 2));
      assertThat(TwoSides.failure(tls)).hasMessageContaining("TLS not available");
      assertThat(behind.join()).isEqualTo(new Total(3));
    }
  }

  @Test
  void startTls_handlerRefusesAsDeclared_goesOnInClearUntilItAgrees() {
    AmpCommand<AmpNothing, AmpNothing> secure =
        AmpCommand.of("Secure", AmpNothing.class, AmpNothing.class)
            .error(IllegalStateException.class, "NOT_NOW", IllegalStateException::new);
    AtomicInteger asked = new AtomicInteger();
    AmpRouter hesitant =
        SUMS.onStartTls(
            secure,
            StartTls.unverified(),
            (nothing, _) -> {
              if (asked.incrementAndGet() == 1) {
                throw new IllegalStateException("busy");
              }
              return nothing;
            });
    try (var sides = TwoSides.of(hesitant)) {
      StartTls how = StartTls.unverified();
      Reply<AmpNothing> first = sides.connection.startTls(secure, AmpNothing.NOTHING, how);
      Reply<Total> behind = sides.connection.ask(Commands.SUM, new Sum(1, 2));
      assertThat(TwoSides.failure(first))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("busy");
      assertThat(behind.join()).isEqualTo(new Total(3));
      assertThat(sides.connection.peerCertificate()).isEmpty();
      assertThat(sides.connection.startTls(secure, AmpNothing.NOTHING, how).join())
          .isEqualTo(AmpNothing.NOTHING);
      assertThat(sides.connection.call(Commands.SUM, new Sum(2, 2))).isEqualTo(new Total(4));
      assertThat(sides.connection.peerCertificate()).isPresent();
    }
  }

  @Test
  void startTls_commandNobodyKnows_goesOnInClear() {
    AmpCommand<AmpNothing, AmpNothing> secure =
        AmpCommand.of("NoSuch", AmpNothing.class, AmpNothing.class);
    try (var sides = TwoSides.of(SUMS)) {
      assertThat(
              TwoSides.failure(
                  sides.connection.startTls(secure, AmpNothing.NOTHING, StartTls.unverified())))
          .isInstanceOf(UnhandledCommandException.class);
      assertThat(sides.connection.call(Commands.SUM, new Sum(1, 2))).isEqualTo(new Total(3));
    }
  }

  @Test
  void startTls_twice_isRefusedBeforeSending() {
    try (var sides = TwoSides.of(SUMS.onStartTls(StartTls.unverified()))) {
      var _ = sides.connection.startTls(StartTls.unverified()).join();
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> sides.connection.startTls(StartTls.unverified()))
          .withMessageContaining("only one TLS");
      assertThat(sides.connection.call(Commands.SUM, new Sum(1, 2))).isEqualTo(new Total(3));
    }
  }

  @Test
  void startTls_askedAgainByThePeer_isRefusedWithoutASecondLayer() {
    try (var sides = TwoSides.of(SUMS.onStartTls(StartTls.unverified()))) {
      var _ = sides.connection.startTls(StartTls.unverified()).join();
      assertThat(TwoSides.failure(sides.connection.askRaw("StartTLS", AmpBox.EMPTY)))
          .hasMessageContaining("TLS is on already");
      assertThat(sides.connection.call(Commands.SUM, new Sum(1, 2))).isEqualTo(new Total(3));
    }
  }

  private static void raw(AmpRouter router, java.util.function.Consumer<RawPeer> script) {
    var options = AmpServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0));
    try (var server = AmpServer.start(options, router);
        var peer = RawPeer.connect(TwoSides.port(server)).within(Duration.ofSeconds(20))) {
      script.accept(peer);
    }
  }

  @Test
  void injectedPlaintext_behindTheRequest_isNeverRun() {
    AtomicInteger runs = new AtomicInteger();
    AmpRouter counting =
        AmpRouter.of()
            .on(
                Commands.SUM,
                (sum, _) -> {
                  runs.incrementAndGet();
                  return new Total(sum.a() + sum.b());
                })
            .onStartTls(StartTls.unverified());
    byte[] request = AmpBox.of("_ask", "1", "_command", "StartTLS").toOctets().toBytes();
    byte[] answer = AmpBox.of("_answer", "1").toOctets().toBytes();
    raw(
        counting,
        peer -> {
          peer.send(Vectors.joined(request, Vectors.SUM)).expect(answer);
          byte[] rest = peer.read(4096);
          assertThat(new String(rest, StandardCharsets.ISO_8859_1)).doesNotContain("total");
        });
    assertThat(runs).hasValue(0);
  }

  @Test
  void request_behindARefusedStartTls_isAnswered() {
    byte[] request = AmpBox.of("_ask", "9", "_command", "StartTLS").toOctets().toBytes();
    byte[] refusal =
        AmpBox.of(
                "_error",
                "9",
                "_error_code",
                "TLS_ERROR",
                "_error_description",
                "TLS not available")
            .toOctets()
            .toBytes();
    raw(
        SUMS,
        peer ->
            peer.send(Vectors.joined(request, Vectors.SUM)).expect(refusal).expect(Vectors.TOTAL));
  }

  @Test
  void startTls_oneWay_doesNothing() {
    byte[] request = AmpBox.of("_command", "StartTLS").toOctets().toBytes();
    raw(
        SUMS.onStartTls(StartTls.unverified()),
        peer -> peer.send(Vectors.joined(request, Vectors.SUM)).expect(Vectors.TOTAL));
  }

  @Test
  void files_thatAreNone_areNamed() throws Exception {
    Path junk = Files.writeString(files.resolve("junk.pem"), "junk");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> StartTls.unverified().authorities(junk))
        .withMessageContaining("junk.pem");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> StartTls.unverified().certificate(junk, junk))
        .withMessageContaining("junk.pem");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> StartTls.unverified().pkcs12(junk, new char[0]))
        .withMessageContaining("junk.pem");
  }
}
