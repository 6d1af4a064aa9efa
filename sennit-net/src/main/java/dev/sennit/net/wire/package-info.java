/// Bytes to messages and back: what a room's wire package builds on. Knows Netty's buffers and
/// nothing else of Netty.
package dev.sennit.net.wire;
