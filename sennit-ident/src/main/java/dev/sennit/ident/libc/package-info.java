/// Functions of the C library that Java has no other way to.
package dev.sennit.ident.libc;
