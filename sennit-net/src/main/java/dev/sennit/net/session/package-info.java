/// A conversation without its network.
package dev.sennit.net.session;
