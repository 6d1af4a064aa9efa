package dev.sennit.maps.keys;

import java.util.Set;

/// An address taken apart once, bare of quotes; bytes seen as Latin-1.
///
/// @param full the whole address
/// @param stripped the address without its extension; equal to `full` where it has none
/// @param at index of the last `@` in `full`; -1 where there is none, or no user in front of it
record AddressParts(String full, String stripped, int at) {

  /// Takes the key apart, and adds what every walk over addresses asks first: all of it, then
  /// without the extension, each quoted and bare.
  static AddressParts of(String key, WalkSettings settings, Set<String> keys) {
    String full = MailAddress.unquoted(key);
    int at = full.lastIndexOf('@');
    if (at <= 0) {
      return new AddressParts(full, full, -1);
    }
    String stripped = MailAddress.stripped(full, settings);
    addBothForms(MailAddress.quoted(full), full, keys);
    addBothForms(MailAddress.quoted(stripped), stripped, keys);
    return new AddressParts(full, stripped, at);
  }

  String domain() {
    return full.substring(at + 1);
  }

  /// Adds the user alone, with and without the extension.
  void addLocal(Set<String> keys) {
    addLocal("", keys);
  }

  /// Adds the user and an `@`, with and without the extension.
  void addLocalWithAt(Set<String> keys) {
    addLocal("@", keys);
  }

  private void addLocal(String end, Set<String> keys) {
    for (String address : new String[] {full, stripped}) {
      String local = address.substring(0, address.lastIndexOf('@'));
      addBothForms(MailAddress.quotedLocal(local) + end, local + end, keys);
    }
  }

  private static void addBothForms(String quoted, String bare, Set<String> keys) {
    keys.add(quoted);
    keys.add(bare);
  }
}
