package dev.sennit.ident.kernel;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.kernel.KernelAnswer.Owned;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Searches the network namespaces of all processes.
final class OtherNamespaces {
  private static final Path PROC = Path.of("/proc");
  private static final int MAX_NAMESPACES = 1000;

  /// One where the connection is.
  ///
  /// @param pid a process in it
  record Found(long pid, Owned owner) {}

  private final Map<String, Long> processes = new LinkedHashMap<>();
  private int unseen;

  /// Lists them, each by one of its processes.
  OtherNamespaces() throws IOException {
    String own = Files.readSymbolicLink(PROC.resolve("self/ns/net")).toString();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : all) {
        add(process, own);
      }
    }
  }

  private void add(Path process, String own) {
    try {
      String name = Files.readSymbolicLink(process.resolve("ns/net")).toString();
      if (!name.equals(own) && processes.size() < MAX_NAMESPACES) {
        processes.putIfAbsent(name, Long.valueOf(process.getFileName().toString()));
      }
    } catch (IOException e) {
      unseen += Files.exists(process) ? 1 : 0; // one that has ended is not missed
    }
  }

  /// How many processes and namespaces could not be looked at.
  int unseen() {
    return unseen;
  }

  /// The first one that has the connection.
  @Nullable Found find(IdentConnection connection) {
    for (long pid : processes.values()) {
      try (NetworkNamespace namespace = NetworkNamespace.ofProcess(pid);
          SockDiag diag = SockDiag.open(namespace)) {
        if (diag.find(connection) instanceof Owned owner) {
          return new Found(pid, owner);
        }
      } catch (IOException e) {
        unseen++;
      }
    }
    return null;
  }
}
