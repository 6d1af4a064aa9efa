/// RFC 1413 without the network: what a server and a client decide.
package dev.sennit.ident.session;
