# Net::Ident asks about its own connections, port 113 of 127.0.0.1.
#
# argv: USER; the connection's other end belongs to this user
# stdout: a line for each of two queries: by socket, and about a connection that is not there
use strict;
use warnings;
use IO::Socket::INET;
use Socket;
use Net::Ident;

my ($user) = @ARGV;
my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 5) or die "listen: $!";
my $uid = getpwnam($user);
defined $uid or die "user: $user";

my $owner = fork();
if (!$owner) {
  $< = $> = $uid;
  my $connection = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $listener->sockport)
    or die "connect: $!";
  <$connection>;    # until the parent ends
  exit 0;
}
my $accepted = $listener->accept or die "accept: $!";

sub show {
  my ($name, $id, $system, $error) = @_;
  printf "%s: %s %s %s\n", $name, map { defined $_ ? $_ : '-' } $id, $system, $error;
}
show('socket', Net::Ident::lookup($accepted, 20));
show('nobody', Net::Ident::lookupFromInAddr(
  sockaddr_in(1, inet_aton('127.0.0.1')), $accepted->peername, 20));
close $accepted;
waitpid $owner, 0;
