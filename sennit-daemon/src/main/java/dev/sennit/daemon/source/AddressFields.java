package dev.sennit.daemon.source;

import java.util.List;
import java.util.stream.Stream;

/// A key or a value as Postfix's templates see it, cut at the last `@`.
///
/// @param whole the text
/// @param user what is left of the `@`; all of it where there is none
/// @param domain what is right of the `@`; empty where there is none
/// @param labels the domain's parts between dots, without empty ones
record AddressFields(String whole, String user, String domain, List<String> labels) {

  static AddressFields of(String text) {
    int at = text.lastIndexOf('@');
    if (at < 0) {
      return new AddressFields(text, text, "", List.of());
    }
    String domain = text.substring(at + 1);
    return new AddressFields(
        text,
        text.substring(0, at),
        domain,
        Stream.of(domain.split("\\.")).filter(label -> !label.isEmpty()).toList());
  }

  /// The label counted from the right: 1 is `com` in `example.com`.
  String label(int number) {
    return labels.get(labels.size() - number);
  }

  /// What a template asks of a key or a value.
  ///
  /// @param user the user must not be empty
  /// @param domain there must be a domain
  /// @param labels so many labels there must be in the domain
  record Needs(boolean user, boolean domain, int labels) {
    /// Nothing.
    static final Needs NONE = new Needs(false, false, 0);

    /// What fields out of these letters, and the digits if `digits`, need.
    static Needs of(List<TemplatePart> parts, char user, char domain, boolean digits) {
      Needs needs = NONE;
      for (TemplatePart part : parts) {
        if (part instanceof TemplatePart.Field field) {
          int labels = digits ? field.labels() : 0;
          needs =
              needs.and(
                  new Needs(
                      field.letter() == user, field.letter() == domain || labels > 0, labels));
        }
      }
      return needs;
    }

    Needs and(Needs other) {
      return new Needs(user || other.user, domain || other.domain, Math.max(labels, other.labels));
    }

    boolean metBy(AddressFields fields) {
      return !fields.whole.isEmpty()
          && !(user && fields.user.isEmpty())
          && !(domain && fields.domain.isEmpty())
          && fields.labels.size() >= labels;
    }
  }
}
