package dev.sennit.pb.session;

import dev.sennit.pb.jelly.PbTypes;
import dev.sennit.pb.wire.BananaCursor;
import dev.sennit.pb.wire.BananaCursor.Kind;
import dev.sennit.pb.wire.Item;
import java.util.ArrayList;
import java.util.List;

/// Finds the references in a value that nobody will read, so that they can be given back.
final class RemoteNumbers {
  /// One that has to be given back.
  ///
  /// @param number what it is known by
  /// @param cache whether it is a cache, not an object
  record Found(long number, boolean cache) {}

  private final List<Found> found = new ArrayList<>();
  private final PbTypes types;

  private RemoteNumbers(PbTypes types) {
    this.types = types;
  }

  /// The numbers of the references, in the order in which they would be read; one may repeat.
  static List<Found> in(Item value, PbTypes types) {
    RemoteNumbers numbers = new RemoteNumbers(types);
    BananaCursor cursor = value.cursor();
    numbers.value(cursor);
    return numbers.found;
  }

  private void value(BananaCursor in) {
    if (in.next() == Kind.LIST && in.count() > 0) {
      form(in, in.count() - 1);
    }
  }

  private void form(BananaCursor in, int items) {
    switch (in.next()) {
      case LIST -> {
        if (in.count() > 0) {
          form(in, in.count() - 1); // no value, but what is in it is to be passed over
        }
        rest(in, items);
      }
      case STRING -> named(in, in.text(), items);
      case NUMBER, REAL -> rest(in, items);
    }
  }

  private void named(BananaCursor in, String form, int items) {
    if (form.equals("dictionary")) {
      for (int i = 0; i < items; i++) {
        if (in.next() == Kind.LIST) {
          rest(in, in.count());
        }
      }
    } else if (items == 1 && (form.equals("remote") || form.equals("cached"))) {
      number(in, form.equals("cached"));
    } else if (items == 2 && types.isCache(form)) {
      number(in, true);
      rest(in, 1);
    } else {
      rest(in, items);
    }
  }

  private void number(BananaCursor in, boolean cache) {
    BananaCursor number = in.skip().cursor();
    if (number.next() == Kind.NUMBER && number.isLong()) {
      found.add(new Found(number.number(), cache));
    }
  }

  private void rest(BananaCursor in, int items) {
    for (int i = 0; i < items; i++) {
      value(in);
    }
  }
}
