/// Asks the kernel who owns a connection.
package dev.sennit.ident.kernel;
