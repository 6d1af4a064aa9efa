/// Jelly, which turns values into Banana items and back.
///
/// | Python | here | also taken when sending |
/// |---|---|---|
/// | `int` | `Long`, or `BigInteger` where that is too small | `Byte`, `Short`, `Integer` |
/// | `float` | `Double` | `Float` |
/// | `bytes` | [dev.sennit.net.wire.Octets] | `byte[]` |
/// | `str` | `String` | |
/// | `None` | `null` | an empty `Optional`; one that is not goes as what is in it |
/// | `bool` | `Boolean` | |
/// | `list` | `List` (an `ArrayList`) | arrays of objects, of `int`, `long` and `double` |
/// | `tuple` | [PbTuple] | |
/// | `dict` | `Map` (a `LinkedHashMap`) | |
/// | `set` | `Set` (a `LinkedHashSet`) | |
/// | `frozenset` | [PbFrozenSet] | |
/// | `decimal.Decimal` | `BigDecimal` | |
/// | `datetime.date`, `time`, `datetime` | `LocalDate`, `LocalTime`, `LocalDateTime` | |
/// | `datetime.timedelta` | `Duration` | |
/// | a copyable of a registered class | what the registration makes: a record, say | |
/// | another instance, if its class is allowed | [PbInstance] | |
/// | a class, function, method or module, if allowed | [PbName] | |
/// | what the sender could not send | [PbUnpersistable] | |
/// | a failure | [PbFailure] | |
///
/// Times are cut to whole microseconds. Nothing else is sent or made: no class is looked up by a
/// name from the wire, and Java's own serialization has no part in it.
///
/// Lists, maps, sets, tuples and instances that occur twice in one value are one object on the
/// other side too, and may contain themselves.
///
/// @see <a href="https://github.com/twisted/twisted/blob/trunk/src/twisted/spread/jelly.py">
///   twisted/spread/jelly.py</a>
package dev.sennit.pb.jelly;
