package dev.sennit.daemon;

import dev.sennit.daemon.config.IdentSettings;
import dev.sennit.ident.IdentClient;
import dev.sennit.ident.IdentClientOptions;
import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.IdentHandler;
import dev.sennit.ident.forward.Forwarder;
import dev.sennit.ident.forward.InsideLookup;
import dev.sennit.ident.forward.InsideLookup.Inside;
import dev.sennit.ident.forward.MasqReader;
import dev.sennit.ident.forward.MasqTable;
import dev.sennit.ident.handler.FixedIdentHandler;
import dev.sennit.ident.handler.IdStyle;
import dev.sennit.ident.handler.Nat;
import dev.sennit.ident.handler.PolicyIdentHandler;
import dev.sennit.ident.handler.Wording;
import dev.sennit.ident.kernel.Conntrack;
import dev.sennit.ident.kernel.KernelAnswer;
import dev.sennit.ident.kernel.KernelIdentHandler;
import dev.sennit.ident.kernel.NatAnswer;
import dev.sennit.ident.kernel.UnknownUid;
import dev.sennit.ident.policy.ConfigFile;
import dev.sennit.ident.policy.PolicyReader;
import dev.sennit.ident.policy.SystemNames;
import dev.sennit.ident.policy.SystemPolicy;
import dev.sennit.ident.policy.UserFiles;
import dev.sennit.ident.token.KeyFile;
import dev.sennit.ident.token.Pseudonyms;
import dev.sennit.ident.token.TokenKeys;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The `[ident]` section at work: all that an answer needs, opened as a whole or not at all.
///
/// A reload opens another one, which takes the machine and the registry over, so that nothing
/// registered is lost.
final class IdentAnswers implements AutoCloseable {
  private final IdentSettings settings;
  private final IdentMachine machine;
  private final Set<Long> trusted;
  private @Nullable IdentRegistration registration;
  private @Nullable Conntrack conntrack;
  private @Nullable IdentClient client;
  private volatile List<SocketAddress> own = List.of();
  private final IdentHandler handler;

  private IdentAnswers(IdentSettings settings, @Nullable IdentAnswers before) {
    this.settings = settings;
    this.machine = before == null ? IdentMachine.open() : before.machine;
    try {
      this.trusted = trusted();
      this.registration = registration(before);
      this.handler = handler();
    } catch (RuntimeException e) {
      close(before);
      throw e;
    }
  }

  /// Opens all of it.
  ///
  /// @param settings nothing if there is no such section
  /// @param before what was in force, whose registry is taken over if it is the same
  /// @return nothing if there is no such section
  /// @throws StartException if something that the section names cannot be used
  static @Nullable IdentAnswers open(
      Optional<IdentSettings> settings, @Nullable IdentAnswers before) {
    try {
      return settings.isEmpty() ? null : new IdentAnswers(settings.get(), before);
    } catch (IllegalArgumentException e) {
      throw new StartException(
          StartException.Kind.CONFIGURATION, "ident: " + Daemon.messageOf(e), e);
    }
  }

  /// Opens all of it but the registry's socket, and closes it again.
  ///
  /// @throws StartException if something that the section names cannot be used
  static void check(Optional<IdentSettings> settings) {
    IdentAnswers answers = open(settings.map(IdentSettings::withoutRegistry), null);
    if (answers == null) {
      return;
    }
    try (answers) {
      for (IdentSettings.Registry registry :
          settings.flatMap(IdentSettings::registry).stream().toList()) {
        IdentRegistration.uids(registry.trusted(), answers.machine.accounts());
      }
    } catch (IllegalArgumentException e) {
      throw new StartException(
          StartException.Kind.CONFIGURATION, "ident: " + Daemon.messageOf(e), e);
    }
  }

  /// What answers queries.
  IdentHandler answering() {
    return handler;
  }

  /// From now on these answers are given.
  ///
  /// @param addresses where this server listens: it never asks itself
  void inForce(List<SocketAddress> addresses) {
    own = addresses;
    if (registration != null) {
      registration.trust(trusted);
    }
  }

  private Set<Long> trusted() {
    List<String> users = settings.registry().map(IdentSettings.Registry::trusted).orElse(List.of());
    return IdentRegistration.uids(users, machine.accounts());
  }

  private @Nullable IdentRegistration registration(@Nullable IdentAnswers before) {
    IdentRegistration old = before == null ? null : before.registration;
    if (settings.registry().isEmpty()) {
      return null;
    }
    return old != null && old.fits(settings.registry().get())
        ? old
        : IdentRegistration.start(settings.registry().get().listen(), machine::exists);
  }

  private IdentHandler handler() {
    IdentSettings.Wording wording = settings.wording();
    if (wording.reply().isPresent()) {
      return new FixedIdentHandler(user(wording.opsys(), wording.reply().get()));
    }
    return isPlain() ? plain() : policy();
  }

  /// Whether owners are told by name, and that is all.
  private boolean isPlain() {
    IdentSettings.Wording wording = settings.wording();
    IdentSettings.Policy policy = settings.policy();
    return settings.registry().isEmpty()
        && policy.file().isEmpty()
        && !policy.userFiles()
        && !policy.noident()
        && !settings.nat().conntrack()
        && wording.id() == IdentSettings.Id.NAME
        && wording.failReply().isEmpty()
        && wording.charset().isEmpty()
        && wording.opsys().equals("UNIX")
        && wording.otherOpsys().equals("OTHER");
  }

  private IdentHandler plain() {
    KernelIdentHandler plain = new KernelIdentHandler(this::owner, machine.accounts());
    return settings.wording().numberForUnnamed() ? plain.unknownUid(UnknownUid.NUMBER) : plain;
  }

  private IdentHandler policy() {
    PolicyIdentHandler policy =
        PolicyIdentHandler.of(this::uid, machine.accounts())
            .wording(wording())
            .style(style())
            .nat(nat());
    SystemNames names = new SystemNames(machine.accounts());
    Optional<Path> file = settings.policy().file();
    if (file.isPresent()) {
      policy =
          policy.policy(
              ConfigFile.open(
                  file.get(),
                  PolicyReader.MAX_SYSTEM_BYTES,
                  bytes -> PolicyReader.system(bytes, names),
                  SystemPolicy.REAL_NAMES));
    }
    if (settings.policy().userFiles()) {
      policy = policy.files(new UserFiles(names, settings.policy().noident(), true));
    } else if (settings.policy().noident()) {
      policy = policy.files(UserFiles.onlyNoident(names));
    }
    if (registration != null && settings.registry().isPresent()) {
      policy = policy.registry(registration.registry(), settings.registry().get().hold());
    }
    return policy.forwarder(forwarder());
  }

  /// A proxy asks for another machine, whose address the query does not tell.
  private KernelAnswer owner(IdentConnection connection) {
    return settings.nat().proxies().contains(connection.remote().getAddress())
        ? machine.kernel().findByPorts(connection.local().getPort(), connection.remote().getPort())
        : machine.kernel().find(connection);
  }

  private OptionalLong uid(IdentConnection connection) throws IOException {
    return switch (owner(connection)) {
      case KernelAnswer.Owned owned -> OptionalLong.of(owned.uid());
      case KernelAnswer.Unowned _ -> OptionalLong.empty();
      case KernelAnswer.Failed(var problem) -> throw new IOException(problem);
    };
  }

  private Wording wording() {
    IdentSettings.Wording wording = settings.wording();
    return Wording.defaults()
        .opsys(wording.opsys())
        .otherOpsys(wording.otherOpsys())
        .charset(wording.charset().orElse(null))
        .numberForUnnamed(wording.numberForUnnamed())
        .failReply(wording.failReply().map(id -> user(wording.opsys(), id)).orElse(null));
  }

  private UserId user(String opsys, String id) {
    return new UserId(opsys, settings.wording().charset().orElse(null), Octets.utf8(id));
  }

  private IdStyle style() {
    return switch (settings.wording().id()) {
      case NAME -> IdStyle.Real.NAME;
      case NUMBER -> IdStyle.Numeric.UID;
      case TOKEN -> new IdStyle.Token(TokenKeys.of(keys().toArray(new byte[0][])));
      case PSEUDONYM ->
          new IdStyle.Pseudonym(new Pseudonyms(keys().getLast(), Pseudonyms.DEFAULT_LENGTH));
    };
  }

  private List<byte[]> keys() {
    Path file = settings.wording().keys().orElseThrow();
    try {
      return KeyFile.read(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": " + Daemon.messageOf(e), e);
    }
  }

  private Nat nat() {
    IdentSettings.Nat nat = settings.nat();
    Optional<Path> table = nat.table();
    if (table.isEmpty() && !nat.conntrack()) {
      return Nat.NONE;
    }
    return new Nat(
        nat.conntrack() ? inside() : InsideLookup.NONE,
        table.isEmpty()
            ? () -> MasqTable.EMPTY
            : ConfigFile.open(
                table.get(),
                MasqReader.MAX_BYTES,
                bytes -> MasqReader.read(bytes, new SystemNames(machine.accounts())),
                MasqTable.EMPTY),
        nat.forwardPort(),
        false);
  }

  private InsideLookup inside() {
    try {
      Conntrack opened = Conntrack.open();
      conntrack = opened;
      return connection ->
          switch (opened.find(connection)) {
            case NatAnswer.Translated(var real) ->
                Optional.of(
                    isHere(real)
                        ? new Inside.Local(real)
                        : new Inside.Host(real.local().getAddress(), real.query()));
            case NatAnswer.Untranslated() -> Optional.empty();
            case NatAnswer.Failed(var problem) -> throw new IOException(problem);
          };
    } catch (IOException e) {
      throw new IllegalArgumentException(Daemon.messageOf(e), e);
    }
  }

  private static boolean isHere(IdentConnection real) throws SocketException {
    return real.local().getAddress().isLoopbackAddress()
        || NetworkInterface.getByInetAddress(real.local().getAddress()) != null;
  }

  private Forwarder forwarder() {
    IdentClient asking =
        IdentClient.create(IdentClientOptions.defaults().total(settings.nat().forwardTimeout()));
    client = asking;
    return new Forwarder(
        IdentForward.through(asking),
        settings.nat().forwardTimeout(),
        target -> Forwarder.listeningOn(own).test(target));
  }

  /// Gives everything up that the next one has not taken over.
  @SuppressWarnings("ReferenceEquality") // the very thing that was taken over, not one like it
  void close(@Nullable IdentAnswers next) {
    if (registration != null && (next == null || next.registration != registration)) {
      registration.close();
    }
    if (client != null) {
      client.close();
    }
    if (conntrack != null) {
      conntrack.close();
    }
    if (next == null || next.machine != machine) {
      machine.close();
    }
  }

  @Override
  public void close() {
    close(null);
  }
}
