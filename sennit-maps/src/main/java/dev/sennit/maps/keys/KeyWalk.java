package dev.sennit.maps.keys;

import dev.sennit.net.wire.Octets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Which parts of a key Postfix asks of a table of its own, such as `hash:` or `sqlite:`, and in
/// which order; the first that is found wins.
///
/// With delimiter `+` and local domain `example.com`:
///
/// | walk             | key                    | keys asked                                        |
/// |------------------|------------------------|---------------------------------------------------|
/// | `NONE`           | anything               | the key                                           |
/// | `ADDRESS`        | `u+e@example.com`      | the key, `u@example.com`, `u+e`, `u`, `@example.com` |
/// |                  | `u+e@sub.test`         | the key, `u@sub.test`, `@sub.test`                |
/// | `ACCESS_ADDRESS` | `u+e@sub.test`         | the key, `u@sub.test`, `sub.test`, `test`, `u+e@`, `u@` |
/// | `TRANSPORT`      | `u+e@sub.test`         | the key, `u@sub.test`, `sub.test`, `.test`        |
/// | `DOMAIN`         | `mail.sub.test`        | the key, `sub.test`, `test`                       |
/// | `CLIENT`         | a host name            | as `DOMAIN`                                       |
/// |                  | `192.0.2.9`            | the key, `192.0.2`, `192.0`, `192`                |
/// |                  | `2001:db8::1:9`        | the key, `2001:db8::1`, `2001:db8:`, `2001:db8`, `2001` |
///
/// A local part that needs quotes is asked quoted first, then bare, in each place. The key as it
/// came is always the first of the list: a server can ask it before it makes the list. A key that
/// is no address, such as `*`, `<>`, `""` or `@sub.test`, is asked alone. An empty key is never
/// asked. The user ends at the last `@`.
///
/// Where Postfix has settings for it, these are their defaults: parents of a domain are asked
/// without a dot for access tables and with a dot for transports
/// (`parent_domain_matches_subdomains`).
///
/// A domain, name or address over [#MAX_DOMAIN_BYTES] has no parents: the names system knows none
/// so long, and a key of nothing but dots would cost memory and questions without measure.
///
/// Pure, and safe to call from any thread. Folds no case; see [CaseFold].
///
/// @see <a href="https://www.postfix.org/access.5.html">access(5)</a>
/// @see <a href="https://www.postfix.org/transport.5.html">transport(5)</a>
/// @see <a href="https://www.postfix.org/virtual.5.html">virtual(5)</a>
public enum KeyWalk {
  /// The key alone.
  NONE {
    @Override
    void collect(String key, WalkSettings settings, Set<String> keys) {}
  },

  /// Tables of addresses: `virtual_alias_maps`, `canonical_maps`, `relocated_maps`,
  /// `local_recipient_maps`, `virtual_mailbox_maps` and their like.
  ADDRESS {
    @Override
    void collect(String key, WalkSettings settings, Set<String> keys) {
      AddressParts parts = AddressParts.of(key, settings, keys);
      if (parts.at() >= 0) {
        if (settings.isLocal(parts.domain())) {
          parts.addLocal(keys);
        }
        keys.add("@" + parts.domain());
      }
    }
  },

  /// Tables of `check_sender_access` and `check_recipient_access`.
  ACCESS_ADDRESS {
    @Override
    void collect(String key, WalkSettings settings, Set<String> keys) {
      AddressParts parts = AddressParts.of(key, settings, keys);
      if (parts.at() >= 0) {
        addParents(parts.domain(), keys);
        parts.addLocalWithAt(keys);
      }
    }
  },

  /// `transport_maps`. Postfix asks for `*` by itself.
  TRANSPORT {
    @Override
    void collect(String key, WalkSettings settings, Set<String> keys) {
      AddressParts parts = AddressParts.of(key, settings, keys);
      if (parts.at() >= 0) {
        String domain = parts.domain();
        keys.add(domain);
        for (int dot = domain.indexOf('.', 1);
            dot >= 0 && domain.length() <= MAX_DOMAIN_BYTES;
            dot = domain.indexOf('.', dot + 1)) {
          keys.add(domain.substring(dot));
        }
      }
    }
  },

  /// Names of hosts and domains: `check_helo_access`, `relay_domains`.
  DOMAIN {
    @Override
    void collect(String key, WalkSettings settings, Set<String> keys) {
      if (key.length() <= MAX_DOMAIN_BYTES && !isAddress(key)) {
        addParents(key, keys);
      }
    }
  },

  /// Names and addresses of clients: `check_client_access`. Postfix asks for the name first, then
  /// for the address, each by itself.
  CLIENT {
    @Override
    void collect(String key, WalkSettings settings, Set<String> keys) {
      if (key.length() > MAX_DOMAIN_BYTES) {
        return;
      }
      if (!isAddress(key)) {
        addParents(key, keys);
        return;
      }
      char delimiter = key.indexOf(':') >= 0 ? ':' : '.';
      for (int cut = key.lastIndexOf(delimiter);
          cut >= 0;
          cut = key.lastIndexOf(delimiter, cut - 1)) {
        keys.add(key.substring(0, cut));
      }
    }
  };

  /// The longest domain that is taken apart.
  ///
  /// @see <a href="https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4">RFC 1035, section
  ///   2.3.4</a>
  public static final int MAX_DOMAIN_BYTES = 255;

  private static final Pattern IP_ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

  /// The keys to ask, in order, without repetitions.
  ///
  /// @param key the whole key, folded if the table folds
  /// @param settings delimiters and local domains
  /// @return an immutable list that starts with the key; empty for the empty key
  public List<Octets> keys(Octets key, WalkSettings settings) {
    if (key.isEmpty()) {
      return List.of();
    }
    if (this == NONE) {
      return List.of(key);
    }
    String whole = MailAddress.latin(key);
    Set<String> keys = new LinkedHashSet<>();
    keys.add(whole);
    collect(whole, settings, keys);
    keys.remove("");
    return keys.size() == 1
        ? List.of(key)
        : keys.stream().map(part -> part.equals(whole) ? key : MailAddress.octets(part)).toList();
  }

  abstract void collect(String key, WalkSettings settings, Set<String> keys);

  private static boolean isAddress(String key) {
    return IP_ADDRESS.matcher(key).matches();
  }

  /* A dot at the very start of what is left does not end a label; one at the very end leaves
   * nothing, and nothing is not asked. Both as Postfix has it. */
  private static void addParents(String domain, Set<String> keys) {
    if (domain.length() > MAX_DOMAIN_BYTES) {
      keys.add(domain);
      return;
    }
    String name = domain;
    while (!name.isEmpty()) {
      keys.add(name);
      int dot = name.indexOf('.', 1);
      name = dot < 0 ? "" : name.substring(dot + 1);
    }
  }
}
