package dev.sennit.maps.keys;

import dev.sennit.net.wire.Octets;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/* Mail addresses as Postfix's mail_addr_find(3) takes them apart. All texts here are bytes seen as
 * Latin-1, so that nothing depends on an encoding: each character that matters is ASCII. */
final class MailAddress {
  private MailAddress() {}

  static String latin(Octets bytes) {
    return new String(bytes.toBytes(), StandardCharsets.ISO_8859_1);
  }

  static Octets octets(String latin) {
    return Octets.giveUp(latin.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// The address without the quotes and backslashes of its local part; what follows the last `@`
  /// outside quotes stays as it is.
  static String unquoted(String address) {
    if (address.indexOf('"') < 0 && address.indexOf('\\') < 0) {
      return address;
    }
    StringBuilder bare = new StringBuilder(address.length());
    boolean quoted = false;
    int bareAt = -1;
    int sourceAt = 0;
    for (int i = 0; i < address.length(); i++) {
      char c = address.charAt(i);
      if (c == '"') {
        quoted = !quoted;
        continue;
      }
      if (c == '@' && !quoted) {
        bareAt = bare.length();
        sourceAt = i;
      } else if (c == '\\') {
        if (++i == address.length()) {
          break;
        }
        c = address.charAt(i);
      }
      bare.append(c);
    }
    return bareAt < 0 ? bare.toString() : bare.substring(0, bareAt) + address.substring(sourceAt);
  }

  /// The bare address with its local part quoted, if it needs that.
  static String quoted(String address) {
    int at = address.lastIndexOf('@');
    int end = at < 0 ? address.length() : at;
    return quotedLocal(address.substring(0, end)) + address.substring(end);
  }

  /// The local part in quotes, if it needs them.
  static String quotedLocal(String local) {
    if (isDotString(local)) {
      return local;
    }
    StringBuilder text = new StringBuilder(local.length() + 4).append('"');
    for (int i = 0; i < local.length(); i++) {
      char c = local.charAt(i);
      if (c == '"' || c == '\\' || c == '\r') {
        text.append('\\');
      }
      text.append(c);
    }
    return text.append('"').toString();
  }

  private static boolean isDotString(String local) {
    if (local.isEmpty() || local.startsWith(".") || local.endsWith(".") || local.contains("..")) {
      return false;
    }
    for (int i = 0; i < local.length(); i++) {
      char c = local.charAt(i);
      if (c <= ' ' || c == 0x7f || "()<>@,;:\\\"[]".indexOf(c) >= 0) {
        return false;
      }
    }
    return true;
  }

  /// The bare address without its extension, or the same object where it has none.
  static String stripped(String address, WalkSettings settings) {
    int at = address.lastIndexOf('@');
    String local = at < 0 ? address : address.substring(0, at);
    int cut = extensionIn(local, settings);
    return cut < 0 ? address : address.substring(0, cut) + address.substring(local.length());
  }

  /* Never cut: the names that mail systems use themselves, owner-x and x-request where the hyphen
   * is a delimiter, and a delimiter with nothing in front of it. */
  private static int extensionIn(String local, WalkSettings settings) {
    String folded = local.toLowerCase(Locale.ROOT);
    switch (folded) {
      case "postmaster", "mailer-daemon", "double-bounce" -> {
        return -1;
      }
      default -> {}
    }
    if (settings.isDelimiter('-')
        && (folded.startsWith("owner-")
            || (folded.endsWith("-request") && folded.length() > "-request".length()))) {
      return -1;
    }
    for (int i = 0; i < local.length(); i++) {
      if (settings.isDelimiter(local.charAt(i))) {
        return i == 0 ? -1 : i;
      }
    }
    return -1;
  }
}
