/// The users of a system: what stands behind the number that the kernel gives.
package dev.sennit.ident.account;
