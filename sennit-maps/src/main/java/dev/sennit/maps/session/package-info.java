/// The two sides of a map connection, without the network.
package dev.sennit.maps.session;
