/// RFC 1413: who owns this TCP connection?
package dev.sennit.ident;
