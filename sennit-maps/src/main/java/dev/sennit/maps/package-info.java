/// Postfix's network maps: a server and a client.
package dev.sennit.maps;
