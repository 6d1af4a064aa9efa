# POE::Component::Client::Ident asks about its own connections, port 113 of 127.0.0.1.
#
# argv: USER; the connection's other end belongs to this user
# stdout: a line for each of four queries: by socket, by four addresses, about a connection that is
# not there, and of a server that is not there
use strict;
use warnings;
use IO::Socket::INET;
use POE qw(Component::Client::Ident);

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
my %ends = (
  PeerAddr => '127.0.0.1', PeerPort => $accepted->peerport,
  SockAddr => '127.0.0.1', SockPort => $accepted->sockport,
);
my @queries = (
  ['socket',    Socket => $accepted],
  ['addresses', %ends],
  ['nobody',    %ends, SockPort => 1],
  ['refused',   %ends, IdentPort => 9],
);

POE::Component::Client::Ident->spawn('ident');
POE::Session->create(
  inline_states => {
    _start => sub { $_[KERNEL]->yield('next') },
    next => sub {
      my ($name, @arguments) = @{ $queries[0] || [] };
      return $_[KERNEL]->post(ident => query => @arguments) if $name;
      $_[KERNEL]->post(ident => 'shutdown');
    },
    ident_client_reply => sub {
      print $queries[0][0], ": reply $_[ARG1] $_[ARG2] about $_[ARG0]{PeerPort}\n"
        =~ s/$ends{PeerPort}\n/the connection\n/r;
      shift @queries;
      $_[KERNEL]->yield('next');
    },
    ident_client_error => sub {
      print $queries[0][0], ": error $_[ARG1]\n";
      shift @queries;
      $_[KERNEL]->yield('next');
    },
  },
);
POE::Kernel->run();
close $accepted;
waitpid $owner, 0;
