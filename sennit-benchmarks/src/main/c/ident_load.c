/*
 * ident_load load|idle [-s SOCKETS] [-m] [-f IN-FLIGHT] [-p OUTSTANDING] [-c CONNECTIONS]
 *            [-t SECONDS] A.B.C.D:PORT
 *
 * Asks an ident server about connections of its own, from one thread, and checks every reply.
 *
 *   -s   so many connections are held open, and asked about in turn (a connection has two ends)
 *   -m   asks about connections that are not there instead
 *   -f   so many new connections at a time, one query on each (the usual way of ident)
 *   -p   instead: one connection that stays, with so many queries on the wire
 *   idle opens -c connections, asks once on each, says `ready`, holds them until standard input
 *        ends, and then counts those the server has closed meanwhile
 *
 * A connection that has its reply is reset, so that none of them waits out its minute. Prints one
 * line of JSON. Ends with 1 when a reply was wrong or missing.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "yardstick.h"

enum { READ_BYTES = 65536, PATIENCE_SECONDS = 60, PER_LISTENER = 8000 };

struct pair {
  uint16_t local, remote; /* of the end that is asked about */
};

struct asker {
  int file; /* -1: none */
  size_t oldest, waiting;
  struct pair *asked; /* a ring of `outstanding` places */
  struct bytes in, out;
};

static struct {
  size_t sockets, in_flight, outstanding, connections;
  bool misses, stays;
  double seconds;
} wanted = {.sockets = 100, .in_flight = 8, .outstanding = 1, .connections = 1, .seconds = 5};

static struct {
  uint64_t sent, right, wrong, lost;
} seen;

static struct sockaddr_in server;
static struct pair *held;
static size_t next;
static int poller;
static uint64_t deadline;

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static uint16_t port_of(int file, bool peer) {
  struct sockaddr_in address;
  socklen_t length = sizeof address;
  int failed = peer ? getpeername(file, (struct sockaddr *)&address, &length)
                    : getsockname(file, (struct sockaddr *)&address, &length);
  if (failed) die("name of a socket");
  return ntohs(address.sin_port);
}

/* Opens the connections that are asked about, all of this process. */
static void hold_sockets(void) {
  held = calloc(wanted.sockets, sizeof *held);
  if (!held) die("out of memory");
  int listener = -1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = server.sin_addr};
  for (size_t i = 0; i < wanted.sockets; i++) {
    if (i % PER_LISTENER == 0) {
      listener = socket(AF_INET, SOCK_STREAM, 0);
      address.sin_port = 0;
      socklen_t length = sizeof address;
      if (bind(listener, (struct sockaddr *)&address, length) != 0 || listen(listener, 16) != 0 ||
          getsockname(listener, (struct sockaddr *)&address, &length) != 0) {
        die("listener");
      }
    }
    int client = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(client, (struct sockaddr *)&address, sizeof address) != 0 ||
        accept(listener, NULL, NULL) < 0) {
      die("socket %zu", i);
    }
    held[i] = (struct pair){.local = port_of(client, false), .remote = port_of(client, true)};
  }
}

static struct pair next_pair(void) {
  struct pair pair = held[next];
  next = (next + 1) % wanted.sockets;
  if (wanted.misses) pair.remote = 1; /* nobody's: port 1 of this machine is asked by nobody */
  return pair;
}

static bool more_wanted(void) { return now() < deadline; }

static void ask(struct asker *a) {
  struct pair pair = next_pair();
  char *to = bytes_room(&a->out, 32);
  bytes_added(&a->out, (size_t)sprintf(to, "%u,%u\r\n", pair.local, pair.remote));
  a->asked[(a->oldest + a->waiting++) % wanted.outstanding] = pair;
  seen.sent++;
}

static void drop(struct asker *a) {
  seen.lost += a->waiting;
  a->waiting = 0;
  close(a->file);
  a->file = -1;
  a->in.start = a->in.end = a->out.start = a->out.end = 0;
}

static void flush(struct asker *a) {
  while (bytes_length(&a->out) > 0) {
    ssize_t sent = send(a->file, bytes_front(&a->out), bytes_length(&a->out), MSG_NOSIGNAL);
    if (sent < 0 && (errno == EAGAIN || errno == ENOTCONN)) break;
    if (sent < 0) {
      drop(a);
      return;
    }
    bytes_taken(&a->out, sent);
  }
  uint32_t out = bytes_length(&a->out) > 0 ? EPOLLOUT : 0;
  struct epoll_event event = {.events = EPOLLIN | out, .data.ptr = a};
  if (epoll_ctl(poller, EPOLL_CTL_MOD, a->file, &event) != 0) die("epoll_ctl");
}

static void connect_asker(struct asker *a, size_t queries) {
  int on = 1;
  struct linger reset = {.l_onoff = 1, .l_linger = 0};
  a->file = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (a->file < 0) die("socket");
  struct sockaddr_in source = {.sin_family = AF_INET, .sin_addr = server.sin_addr};
  setsockopt(a->file, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  setsockopt(a->file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(a->file, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  if (bind(a->file, (struct sockaddr *)&source, sizeof source) != 0) die("bind");
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.ptr = a};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, a->file, &event) != 0) die("epoll_ctl");
  if (connect(a->file, (struct sockaddr *)&server, sizeof server) != 0 && errno != EINPROGRESS) {
    die("connect");
  }
  while (queries-- > 0) ask(a);
}

/* Whether the reply is about the pair, and says what it should. */
static bool right(struct pair pair, const char *line) {
  unsigned local, remote;
  char kind[16];
  if (sscanf(line, " %u , %u : %15[A-Z]", &local, &remote, kind) != 3) return false;
  return local == pair.local && remote == pair.remote &&
         strcmp(kind, wanted.misses ? "ERROR" : "USERID") == 0;
}

static void receive(struct asker *a) {
  ssize_t count = recv(a->file, bytes_room(&a->in, READ_BYTES), READ_BYTES, 0);
  if (count < 0 && errno == EAGAIN) return;
  if (count <= 0) {
    drop(a);
    return;
  }
  bytes_added(&a->in, count);
  char *end;
  while ((end = memchr(bytes_front(&a->in), '\n', bytes_length(&a->in)))) {
    *end = 0;
    bool good = a->waiting > 0 && right(a->asked[a->oldest], bytes_front(&a->in));
    *(good ? &seen.right : &seen.wrong) += 1;
    bytes_taken(&a->in, end + 1 - bytes_front(&a->in));
    if (a->waiting == 0) break;
    a->oldest = (a->oldest + 1) % wanted.outstanding;
    a->waiting--;
    if (wanted.stays && more_wanted()) ask(a);
  }
  if (wanted.stays) flush(a);
}

static void turn(struct asker *a, uint32_t events) {
  if (events & ~(uint32_t)EPOLLOUT) {
    receive(a);
  } else {
    flush(a);
  }
  if (!wanted.stays && a->file >= 0 && a->waiting == 0) drop(a);
  if (!wanted.stays && a->file < 0 && more_wanted()) connect_asker(a, 1);
}

/* Turns until no reply is outstanding; what is outstanding after too long is lost. */
static void run(void) {
  struct epoll_event events[256];
  int quiet = 0; /* seconds without an event */
  while (seen.right + seen.wrong + seen.lost < seen.sent) {
    int count = epoll_wait(poller, events, 256, 1000);
    if (count < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < count; i++) {
      struct asker *a = events[i].data.ptr;
      if (a->file >= 0) turn(a, events[i].events);
    }
    quiet = count > 0 ? 0 : quiet + 1;
    if (quiet == PATIENCE_SECONDS) seen.lost = seen.sent - seen.right - seen.wrong;
  }
}

/* Waits for the end of standard input, then counts the connections that did not last. */
static size_t hold(const struct asker *askers) {
  char byte;
  printf("ready\n");
  fflush(stdout);
  while (read(STDIN_FILENO, &byte, 1) > 0) continue;
  size_t closed = 0;
  for (size_t i = 0; i < wanted.connections; i++) {
    closed += recv(askers[i].file, &byte, 1, 0) >= 0 || errno != EAGAIN;
  }
  return closed;
}

static void usage(void) {
  errno = 0;
  die("usage: ident_load load|idle [-s SOCKETS] [-m] [-f IN-FLIGHT] [-p OUTSTANDING]"
      " [-c CONNECTIONS] [-t SECONDS] A.B.C.D:PORT");
}

static void options(int argc, char **argv) {
  int option;
  while ((option = getopt(argc, argv, "s:mf:p:c:t:")) != -1) {
    double number = option == '?' ? 0 : option == 'm' ? 1 : strtod(optarg, NULL);
    if (number <= 0) usage();
    switch (option) {
      case 's': wanted.sockets = (size_t)number; break;
      case 'm': wanted.misses = true; break;
      case 'f': wanted.in_flight = (size_t)number; break;
      case 'p': wanted.outstanding = (size_t)number, wanted.stays = true; break;
      case 'c': wanted.connections = (size_t)number; break;
      default: wanted.seconds = number;
    }
  }
  if (argc - optind != 1) usage();
  char host[64];
  unsigned port;
  if (sscanf(argv[optind], "%63[0-9.]:%u", host, &port) != 2 || port > 65535) usage();
  server = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  if (inet_pton(AF_INET, host, &server.sin_addr) != 1) usage();
}

int main(int argc, char **argv) {
  if (argc < 2) usage();
  bool idle = strcmp(argv[1], "idle") == 0;
  if (!idle && strcmp(argv[1], "load") != 0) usage();
  options(argc - 1, argv + 1);
  if (idle) wanted.stays = true;
  size_t count = idle ? wanted.connections : wanted.stays ? 1 : wanted.in_flight;
  allow_files(2 * wanted.sockets + count + 64);
  hold_sockets();
  if ((poller = epoll_create1(EPOLL_CLOEXEC)) < 0) die("epoll_create1");
  struct asker *askers = calloc(count, sizeof *askers);
  if (!askers) die("out of memory");
  uint64_t started = now();
  deadline = idle ? 0 : started + (uint64_t)(wanted.seconds * 1e9);
  for (size_t i = 0; i < count; i++) {
    askers[i].asked = calloc(wanted.outstanding, sizeof *askers[i].asked);
    if (!askers[i].asked) die("out of memory");
    connect_asker(&askers[i], wanted.outstanding);
    if (idle && i % 64 == 63) run();
  }
  run();
  double seconds = (double)(now() - started) / 1e9;
  size_t closed = idle ? hold(askers) : 0;
  printf("{\"mode\":\"%s\",\"sockets\":%zu,\"queries\":%lu,\"wrong\":%lu,\"lost\":%lu,"
         "\"closed\":%zu,\"seconds\":%.6f,\"rate\":%.0f}\n",
         argv[1], wanted.sockets, seen.right, seen.wrong, seen.lost, closed, seconds,
         (double)seen.right / seconds);
  return seen.wrong || seen.lost || closed;
}
