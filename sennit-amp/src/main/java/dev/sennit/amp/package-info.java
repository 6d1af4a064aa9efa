/// Twisted's Asynchronous Messaging Protocol: typed commands over one connection, both ways.
package dev.sennit.amp;
