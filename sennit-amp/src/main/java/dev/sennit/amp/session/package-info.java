/// One side of an AMP connection, without the network.
package dev.sennit.amp.session;
