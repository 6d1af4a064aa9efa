package dev.sennit.pb.jelly;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Which classes may come and go, and as what. Immutable: each method returns a changed copy.
///
/// Nothing is made that is not registered here: an instance of another class is refused with
/// Twisted's `InsecureJelly`, and the call that brought it fails.
///
/// ```
/// PbTypes types = PbTypes.standard()
///     .record("chat.Message", Message.class)          // both ways, its components are attributes
///     .instances("chat.Room", "chat.User")            // as PbInstance
///     .exception("chat.Full", RoomFull.class, RoomFull::new);
/// ```
///
/// Functions given here run where values are decoded, on an event loop, and must not block; those
/// that turn an object into its state run on the thread that sends it.
///
/// @see <a href="https://github.com/twisted/twisted/blob/trunk/src/twisted/spread/jelly.py">
///   twisted/spread/jelly.py, SecurityOptions</a>
public final class PbTypes {
  private static final List<String> ALWAYS =
      List.of(
          "None",
          "NoneType",
          "bool",
          "boolean",
          "string",
          "str",
          "int",
          "float",
          "unicode",
          "date",
          "time",
          "datetime",
          "timedelta",
          "decimal",
          "set",
          "frozenset");
  private static final List<String> USUAL =
      List.of(
          "dictionary",
          "list",
          "tuple",
          "reference",
          "dereference",
          "unpersistable",
          "persistent",
          "remote",
          "local",
          "cached",
          "lcache");

  private static final PbTypes BARE = new PbTypes().with(it -> it.atoms.addAll(ALWAYS));
  private static final PbTypes STANDARD = BARE.with(it -> it.atoms.addAll(USUAL));

  /// How objects of one class are sent.
  record Copy(String tag, Function<Object, @Nullable Object> toState) {
    @Nullable Object state(Object value) {
      return toState.apply(value);
    }
  }

  /// How a tag's objects are made.
  sealed interface Maker {}

  /// At once, from the state.
  record Made(Function<@Nullable Object, Object> make) implements Maker {}

  /// Blank, then filled: may take part in a cycle.
  record Filled(Supplier<Object> create, BiConsumer<Object, @Nullable Object> fill)
      implements Maker {}

  private final Set<String> atoms = new HashSet<>();
  private final Set<String> modules = new HashSet<>();
  private final Set<String> instances = new HashSet<>();
  private final Set<String> references = new HashSet<>();
  private final Map<String, Maker> makers = new HashMap<>();
  private final Map<String, Filled> caches = new HashMap<>();
  private final Map<Class<?>, Copy> copies = new HashMap<>();
  private final FailureNames failures;
  private boolean anyInstance;
  private @Nullable Function<String, Filled> anyCache;
  private @Nullable Function<Object, @Nullable Object> store;
  private @Nullable Function<Object, ?> load;

  private PbTypes() {
    this(FailureNames.standard());
  }

  private PbTypes(FailureNames failures) {
    this.failures = failures;
  }

  private PbTypes with(Consumer<PbTypes> change) {
    return with(failures, change);
  }

  private PbTypes with(FailureNames newFailures, Consumer<PbTypes> change) {
    PbTypes copy = new PbTypes(newFailures);
    copy.atoms.addAll(atoms);
    copy.modules.addAll(modules);
    copy.instances.addAll(instances);
    copy.references.addAll(references);
    copy.makers.putAll(makers);
    copy.caches.putAll(caches);
    copy.copies.putAll(copies);
    copy.anyInstance = anyInstance;
    copy.anyCache = anyCache;
    copy.store = store;
    copy.load = load;
    change.accept(copy);
    return copy;
  }

  /// All values of the table in [dev.sennit.pb.jelly], references to remote objects, failures; no
  /// classes.
  public static PbTypes standard() {
    return STANDARD;
  }

  /// Numbers, text, times and sets only: not even what a call with arguments needs.
  public static PbTypes bare() {
    return BARE;
  }

  /// Forbids forms by the names they have on the wire: `decimal`, `set`, `frozenset`.
  public PbTypes without(String... forms) {
    return with(it -> it.atoms.removeAll(Arrays.asList(forms)));
  }

  /// A record is sent as a copyable, and made when one comes. Its components are the attributes, by
  /// name; one that is missing is null, which a primitive one refuses, and others are ignored. One
  /// that comes as a key of a dictionary or in a set has at most 100 values in it, none of them a
  /// list, a dictionary or a set.
  ///
  /// @param tag the dotted name of the class over there
  /// @throws IllegalArgumentException if a component's type is none that can come
  public <R extends Record> PbTypes record(String tag, Class<R> type) {
    RecordShape<R> shape = RecordShape.of(type);
    return with(it -> {
      it.copies.put(type, new Copy(tag, shape::state));
      it.makers.put(tag, new Made(shape::make));
      it.atoms.add(tag);
    });
  }

  /// A class is sent as a copyable, and made from the state when one comes.
  ///
  /// @param tag the dotted name of the class over there
  /// @param toState usually gives a map of attributes
  /// @param make gets what came as the state, its keys as text if it is a map
  public <T> PbTypes copy(
      String tag,
      Class<T> type,
      Function<? super T, ?> toState,
      Function<@Nullable Object, ? extends T> make) {
    return with(it -> {
      it.copies.put(type, new Copy(tag, value -> toState.apply(type.cast(value))));
      it.makers.put(tag, new Made(make::apply));
      it.atoms.add(tag);
    });
  }

  /// As the other, for objects that may contain themselves: they are made blank first.
  ///
  /// @param tag the dotted name of the class over there
  /// @param toState usually gives a map of attributes
  /// @param create makes a blank one
  /// @param fill gets it and what came as its state, its keys as text if it is a map
  public <T> PbTypes copy(
      String tag,
      Class<T> type,
      Function<? super T, ?> toState,
      Supplier<? extends T> create,
      BiConsumer<? super T, @Nullable Object> fill) {
    return with(it -> {
      it.copies.put(type, new Copy(tag, value -> toState.apply(type.cast(value))));
      it.makers.put(
          tag, new Filled(create::get, (object, state) -> fill.accept(type.cast(object), state)));
      it.atoms.add(tag);
    });
  }

  /// A cache is made, blank and then filled, when the peer sends a cacheable for the first time.
  /// The peer's changes are calls of its methods, if it is a `PbObject`.
  ///
  /// @param tag the dotted name of the class over there
  /// @param create makes a blank one
  /// @param fill gets it and what came as its state, its keys as text if it is a map
  public <T> PbTypes cache(
      String tag, Supplier<? extends T> create, BiConsumer<? super T, @Nullable Object> fill) {
    return with(it -> {
      @SuppressWarnings("unchecked") // fill gets what create has made
      BiConsumer<Object, @Nullable Object> any = (BiConsumer<Object, @Nullable Object>) fill;
      it.caches.put(tag, new Filled(create::get, any));
      it.atoms.add(tag);
    });
  }

  /// What comes with this tag is whatever the function makes of the state.
  public PbTypes factory(String tag, Function<@Nullable Object, ?> make) {
    return with(it -> {
      it.makers.put(tag, new Made(make::apply));
      it.atoms.add(tag);
    });
  }

  /// Instances of these classes come as [PbInstance], their names as [PbName.OfClass].
  ///
  /// @param classes dotted names
  public PbTypes instances(String... classes) {
    return with(it -> {
      it.instances.addAll(Arrays.asList(classes));
      it.atoms.addAll(List.of("class", "instance"));
    });
  }

  /// Instances of any class come as [PbInstance]: for programs that show what comes and make
  /// nothing of it.
  public PbTypes anyInstances() {
    return with(it -> {
      it.anyInstance = true;
      it.atoms.addAll(List.of("class", "instance"));
    });
  }

  /// A cache is made for a cacheable of any class whose name has a dot: for programs that show what
  /// comes.
  ///
  /// @param create makes a blank one for a class's name
  /// @param fill gets it and what came as its state, its keys as text if it is a map
  public <T> PbTypes anyCaches(
      Function<String, ? extends T> create, BiConsumer<? super T, @Nullable Object> fill) {
    @SuppressWarnings("unchecked") // fill gets what create has made
    BiConsumer<Object, @Nullable Object> any = (BiConsumer<Object, @Nullable Object>) fill;
    return with(it -> it.anyCache = tag -> new Filled(() -> create.apply(tag), any));
  }

  /// All classes and functions of these modules, and the modules themselves, may come.
  ///
  /// @param names dotted names; a module inside another needs its own
  public PbTypes modules(String... names) {
    return with(it -> {
      it.modules.addAll(Arrays.asList(names));
      it.atoms.addAll(List.of("class", "instance", "module", "function", "method"));
    });
  }

  /// Some objects go by an id that both sides know, instead of by what they hold.
  ///
  /// @param toId gives the id of an object, which is a `Long` or [dev.sennit.net.wire.Octets]; null
  ///   for one that goes as usual
  /// @param ofId gives the object of an id
  public PbTypes persistent(Function<Object, @Nullable Object> toId, Function<Object, ?> ofId) {
    return with(it -> {
      it.store = toId;
      it.load = ofId;
    });
  }

  /// References may come under this tag too: Twisted's own `twisted.words` sends such.
  public PbTypes references(String... tags) {
    return with(it -> {
      it.references.addAll(Arrays.asList(tags));
      it.atoms.addAll(Arrays.asList(tags));
    });
  }

  /// An exception is told under this name, and thrown when a failure of that name, or one derived
  /// from it, comes.
  ///
  /// @param name the dotted name of the class over there
  /// @param make gets the failure's text
  /// @param bases the names of its bases, nearest first; Python's roots are added
  public <E extends Throwable> PbTypes exception(
      String name, Class<E> type, Function<String, ? extends E> make, String... bases) {
    return with(failures.with(name, type, make, List.of(bases)), _ -> {});
  }

  /// The failure that tells of an exception: its registered name, or that of Python's exception
  /// that means the same, or its own with those of its superclasses.
  public PbFailure failureOf(Throwable thrown) {
    return thrown instanceof JellyException jelly ? jelly.failure() : failures.failureOf(thrown);
  }

  /// Whether the exception was registered, and so is no surprise.
  public boolean isDeclared(Throwable thrown) {
    return failures.isDeclared(thrown);
  }

  /// The registered exception for a failure, the nearest of its parents; null if there is none.
  public @Nullable Throwable exceptionOf(PbFailure failure) {
    return failures.exceptionOf(failure);
  }

  /// The id that an object goes by; null if it goes as usual.
  @Nullable Object idOf(Object value) {
    return store == null ? null : store.apply(value);
  }

  /// What an id that came stands for.
  @Nullable Object ofId(Object id) {
    return load == null ? new PbUnpersistable("Persistent callback not found") : load.apply(id);
  }

  @Nullable Copy copyOf(Class<?> type) {
    return copies.get(type);
  }

  @Nullable Maker maker(String tag) {
    return makers.get(tag);
  }

  boolean isReference(String tag) {
    return references.contains(tag);
  }

  /// What makes the cache for a tag.
  @Nullable Filled cache(String tag) {
    return caches.get(tag);
  }

  /// What makes the cache for a tag that is not registered.
  @Nullable Filled anyCache(String tag) {
    return anyCache != null && tag.indexOf('.') >= 0 ? anyCache.apply(tag) : null;
  }

  /// Whether what comes with the tag, a number and a state is a cache.
  public boolean isCache(String tag) {
    return caches.containsKey(tag) || anyCache(tag) != null;
  }

  /// Whether the form is worth looking at: dotted names are checked later.
  boolean allows(String atom) {
    return anyInstance || atoms.contains(atom) || atom.indexOf('.') >= 0;
  }

  /// @throws JellyException unless the class may come, as a name or as an instance
  void checkClass(String dotted, String in) {
    if (anyInstance || instances.contains(dotted)) {
      return;
    }
    checkModule(module(dotted), in);
  }

  /// @throws JellyException unless the module may come
  void checkModule(String module, String in) {
    if (!modules.contains(module)) {
      throw JellyException.insecure("Module " + module + " not allowed (in type " + in + ").");
    }
  }

  static String module(String dotted) {
    int dot = dotted.lastIndexOf('.');
    return dot < 0 ? "" : dotted.substring(0, dot);
  }
}
