package dev.sennit.pb.jelly;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import dev.sennit.pb.wire.BananaLimits;
import dev.sennit.pb.wire.BananaWriter;
import dev.sennit.pb.wire.Dialect;
import dev.sennit.pb.wire.Item;
import java.math.BigInteger;

/// Jelly made of a fuzzer's bytes: well-formed items, which for the most part are forms that there
/// are, with references and numbers from a small range so that they meet.
public final class FuzzedJelly {
  private static final String[] TAGS = {
    "a.P", "a.I", "a.N", "a.C", "a.R", "m.X", "os.Evil", "plain", PbFailure.TAG
  };
  private static final String[] WORDS = {
    "true",
    "false",
    "2024 2 29",
    "23 59 58 7",
    "2024 2 29 12 30 5 123",
    "-1 5 7",
    "",
    "1",
    "0 0 0",
    "m.f",
    "a.I",
    "root",
    "9999999999 1 1",
    "type",
    "value",
    "parents",
    "x",
    "y",
    "other"
  };
  private static final String[] ATOMS = {
    "date",
    "time",
    "datetime",
    "timedelta",
    "boolean",
    "unicode",
    "class",
    "module",
    "function",
    "unpersistable",
    "persistent",
    "copy",
    "int",
    "decimal",
    "method",
    "instance",
    "NoneType"
  };

  private final FuzzedDataProvider data;
  private final BananaWriter out =
      new BananaWriter(Dialect.PB, BananaLimits.defaults().messageBytes(1 << 20));
  private int left = 200; // items, so that an input of a few bytes ends

  private FuzzedJelly(FuzzedDataProvider data) {
    this.data = data;
  }

  /// One value, if it is any.
  public static Item value(FuzzedDataProvider data) {
    FuzzedJelly jelly = new FuzzedJelly(data);
    jelly.value(0);
    return jelly.out.finish();
  }

  /// A tuple of a few values, as the arguments of a call are.
  public static Item arguments(FuzzedDataProvider data) {
    FuzzedJelly jelly = new FuzzedJelly(data);
    jelly.form("tuple", data.consumeInt(0, 3), 1);
    return jelly.out.finish();
  }

  /// A dictionary of a few values by name, as the keywords of a call are.
  public static Item keywords(FuzzedDataProvider data) {
    FuzzedJelly jelly = new FuzzedJelly(data);
    jelly.dictionary(data.consumeInt(0, 2), 1);
    return jelly.out.finish();
  }

  private int few() {
    return data.consumeInt(0, 4);
  }

  private void value(int depth) {
    if (left-- <= 0 || depth > 30) {
      out.number(0);
      return;
    }
    switch (data.consumeInt(0, 19)) {
      case 0 -> out.number(data.consumeInt(-3, 9));
      case 1 -> out.number(data.consumeLong());
      case 2 -> out.number(new BigInteger(1, data.consumeBytes(40)));
      case 3 -> out.real(data.consumeDouble());
      case 4 -> out.string(data.consumeBytes(8));
      case 5 -> out.list(1).string("None");
      case 6 -> form("list", few(), depth);
      case 7 -> form("tuple", few(), depth);
      case 8 -> form("set", few(), depth);
      case 9 -> form("frozenset", few(), depth);
      case 10 -> dictionary(few(), depth);
      case 11 -> {
        out.list(3).string("reference").number(few());
        value(depth + 1);
      }
      case 12 -> out.list(2).string("dereference").number(few());
      case 13 -> out.list(2).string("remote").number(data.consumeInt(-1, 9));
      case 14 -> {
        out.list(2).string(data.pickValue(new String[] {"local", "cached", "lcache"}));
        plain();
      }
      case 15 -> instance(depth);
      case 16 -> {
        out.list(3).string("decimal");
        plain();
        plain();
      }
      case 17 -> {
        out.list(2).string(data.pickValue(ATOMS)).string(data.pickValue(WORDS));
      }
      case 18 -> method(depth);
      default -> odd(depth);
    }
  }

  private void plain() {
    if (data.consumeBoolean()) {
      out.number(data.consumeInt(-1, 9));
    } else {
      out.string(data.pickValue(WORDS));
    }
  }

  private void form(String atom, int items, int depth) {
    out.list(items + 1).string(atom);
    for (int i = 0; i < items; i++) {
      value(depth + 1);
    }
  }

  private void dictionary(int entries, int depth) {
    out.list(entries + 1).string("dictionary");
    for (int i = 0; i < entries; i++) {
      out.list(2);
      if (data.consumeBoolean()) {
        out.list(2).string("unicode").string(data.pickValue(WORDS));
      } else {
        value(depth + 1);
      }
      value(depth + 1);
    }
  }

  private void instance(int depth) {
    String tag = data.pickValue(TAGS);
    boolean cache = tag.equals("a.C");
    boolean reference = tag.equals("a.R");
    out.list(cache ? 3 : 2).string(tag);
    if (cache || reference) {
      out.number(data.consumeInt(0, 9));
    }
    if (!reference) {
      if (data.consumeBoolean()) {
        dictionary(few(), depth + 1);
      } else {
        value(depth + 1);
      }
    }
  }

  private void method(int depth) {
    out.list(4).string("method").string("f");
    value(depth + 1);
    out.list(2).string("class").string(data.pickValue(TAGS));
  }

  /// What is no form, or one with too much or too little in it.
  private void odd(int depth) {
    int items = few();
    out.list(items);
    for (int i = 0; i < items; i++) {
      if (i == 0 && data.consumeBoolean()) {
        out.string(data.pickValue(ATOMS));
      } else {
        value(depth + 1);
      }
    }
  }
}
