/// The broker's side of one conversation: requests, and who holds which reference.
package dev.sennit.pb.session;
