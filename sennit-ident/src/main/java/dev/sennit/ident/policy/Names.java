package dev.sennit.ident.policy;

import java.net.InetAddress;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What the names in a file stand for. Asked while the file is read, never by a query; may block.
public interface Names {

  /// The user's number.
  OptionalLong uid(String user);

  /// The TCP port of a service.
  OptionalInt port(String service);

  /// The addresses of a host; none if it is not known.
  List<InetAddress> addresses(String host);

  /// Knows no names: only what is written as a number can be read.
  Names NUMBERS =
      new Names() {
        @Override
        public OptionalLong uid(String user) {
          return OptionalLong.empty();
        }

        @Override
        public OptionalInt port(String service) {
          return OptionalInt.empty();
        }

        @Override
        public List<InetAddress> addresses(String host) {
          return List.of();
        }
      };
}
