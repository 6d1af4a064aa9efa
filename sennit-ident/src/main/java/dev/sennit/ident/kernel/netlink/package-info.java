/// Netlink: questions to the kernel and its answers as datagrams, and the five kinds of them that
/// the lookups need.
package dev.sennit.ident.kernel.netlink;
