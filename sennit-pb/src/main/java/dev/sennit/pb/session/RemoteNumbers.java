package dev.sennit.pb.session;

import dev.sennit.pb.wire.BananaCursor;
import dev.sennit.pb.wire.BananaCursor.Kind;
import dev.sennit.pb.wire.Item;
import java.util.ArrayList;
import java.util.List;

/// Finds the references in a value that nobody will read, so that they can be given back.
final class RemoteNumbers {
  private final List<Long> found = new ArrayList<>();

  private RemoteNumbers() {}

  /// The numbers of the references, in the order in which they would be read; one may repeat.
  static List<Long> in(Item value) {
    RemoteNumbers numbers = new RemoteNumbers();
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
    } else if (form.equals("remote") && items == 1) {
      BananaCursor number = in.skip().cursor();
      if (number.next() == Kind.NUMBER && number.isLong()) {
        found.add(number.number());
      }
    } else {
      rest(in, items);
    }
  }

  private void rest(BananaCursor in, int items) {
    for (int i = 0; i < items; i++) {
      value(in);
    }
  }
}
