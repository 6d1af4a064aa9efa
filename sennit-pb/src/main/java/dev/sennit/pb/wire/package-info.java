/// Banana, the encoding below Perspective Broker, and the broker's commands.
///
/// An item is a prefix, one type byte and a body. The prefix is a number to the base of 128, its
/// lowest group first, each byte below 0x80; no prefix means 0.
///
/// ```
/// 0x80 LIST    prefix: number of items       body: the items
/// 0x81 INT     prefix: the number
/// 0x82 STRING  prefix: length in bytes       body: the bytes
/// 0x83 NEG     prefix: the number, negated
/// 0x84 FLOAT   prefix: ignored               body: 8 bytes, IEEE 754, big-endian
/// 0x85 LONGINT prefix: the number
/// 0x86 LONGNEG prefix: the number, negated
/// 0x87 VOCAB   prefix: number of a word      only in the dialect "pb"
/// ```
///
/// @see <a href="https://github.com/twisted/twisted/blob/trunk/src/twisted/spread/banana.py">
///   twisted/spread/banana.py, Banana</a>
package dev.sennit.pb.wire;
