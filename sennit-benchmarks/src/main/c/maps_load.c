/*
 * maps_load load|burst|idle [-c CONNECTIONS] [-d OUTSTANDING] [-t SECONDS | -n LOOKUPS] ENDPOINT KEYFILE
 *
 * Asks a map server from one thread and checks every answer against the key file.
 *
 *   load   each connection keeps OUTSTANDING requests on the wire: the next one leaves when an
 *          answer arrives (a closed loop), until the time or the number is reached
 *   burst  opens all connections at once, one lookup on each, until all are answered
 *   idle   opens all connections, one lookup on each, says `ready`, holds them until standard input
 *          ends and then counts those the server has closed meanwhile
 *
 * Prints one line of JSON. Latencies are from the write of a request to the read of its answer,
 * within 1.6 %. Ends with 1 when an answer was wrong or missing.
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

enum {
  READ_BYTES = 65536,
  CONNECTIONS_PER_SOURCE = 8192, /* of the 28,232 ephemeral ports of one source address */
  PATIENCE_SECONDS = 120
};

struct asked {
  const struct entry *entry;
  uint64_t at;
};

struct connection {
  int file;
  uint32_t watched;
  size_t next;         /* the key to ask next */
  struct asked *asked; /* a ring of `outstanding` places */
  size_t oldest, waiting;
  struct bytes in, out;
};

static struct {
  size_t connections, outstanding, lookups;
  double seconds;
} wanted = {.connections = 1, .outstanding = 1};

static struct {
  uint64_t sent, right, wrong, lost;
} seen;

static struct endpoint server;
static struct table table;
static struct connection *connections;
static int poller;
static uint64_t deadline;

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Latencies in nanoseconds: 64 buckets for each power of two. */
enum { BUCKET_BITS = 6, BUCKETS = 1 << BUCKET_BITS, SCALES = 40 };
static uint64_t counts[SCALES * BUCKETS];
static uint64_t slowest;

static void record(uint64_t nanos) {
  int scale = nanos < BUCKETS ? 0 : 64 - BUCKET_BITS - __builtin_clzll(nanos);
  if (scale >= SCALES) scale = SCALES - 1;
  counts[scale * BUCKETS + ((scale ? nanos >> (scale - 1) : nanos) & (BUCKETS - 1))]++;
  if (nanos > slowest) slowest = nanos;
}

/* The upper end, in microseconds, of the bucket that holds the quantile. */
static double quantile(double share) {
  uint64_t total = 0, passed = 0;
  for (size_t i = 0; i < SCALES * BUCKETS; i++) total += counts[i];
  uint64_t rank = (uint64_t)(share * (double)total);
  for (size_t i = 0; i < SCALES * BUCKETS; i++) {
    passed += counts[i];
    if (passed > rank) {
      size_t scale = i / BUCKETS, bucket = i % BUCKETS;
      uint64_t upper = scale ? ((uint64_t)(bucket | BUCKETS) + 1) << (scale - 1) : bucket + 1;
      return (double)(upper < slowest ? upper : slowest) / 1e3;
    }
  }
  return (double)slowest / 1e3;
}

static bool more_wanted(void) {
  if (wanted.lookups) return seen.sent < wanted.lookups;
  return now() < deadline;
}

static void ask(struct connection *c, uint64_t at) {
  const struct entry *e = &table.entries[c->next];
  c->next = (c->next + 1) % table.count;
  if (server.protocol == TCP_TABLE) {
    bytes_append(&c->out, "get ", 4);
    percent_append(&c->out, e->key, e->key_length);
    bytes_append(&c->out, "\n", 1);
  } else {
    netstring_append(&c->out, server.name, strlen(server.name), e->key, e->key_length);
  }
  c->asked[(c->oldest + c->waiting++) % wanted.outstanding] = (struct asked){e, at};
  seen.sent++;
}

static void lose(struct connection *c) {
  seen.lost += c->waiting;
  c->waiting = 0;
  close(c->file);
}

static void watch(struct connection *c, uint32_t events) {
  if (c->watched == events) return;
  struct epoll_event event = {.events = events, .data.ptr = c};
  if (epoll_ctl(poller, c->watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, c->file, &event) != 0) {
    die("epoll_ctl");
  }
  c->watched = events;
}

static void flush(struct connection *c) {
  while (bytes_length(&c->out) > 0) {
    ssize_t sent = send(c->file, bytes_front(&c->out), bytes_length(&c->out), MSG_NOSIGNAL);
    if (sent < 0 && errno == EAGAIN) break;
    if (sent < 0) {
      lose(c);
      return;
    }
    bytes_taken(&c->out, sent);
  }
  watch(c, bytes_length(&c->out) > 0 ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

static bool right_line(const struct entry *e, char *line, size_t length) {
  if (length < 4 || line[3] != ' ') return false;
  size_t value_length = percent_decode(line + 4, length - 4);
  if (value_length == MALFORMED) return false;
  if (!e->present) return line[0] == '5';
  return line[0] == '2' && value_length == e->value_length &&
         memcmp(line + 4, e->value, value_length) == 0;
}

static bool right_payload(const struct entry *e, const char *payload, size_t length) {
  if (!e->present) return length >= 9 && memcmp(payload, "NOTFOUND ", 9) == 0;
  return length == 3 + (size_t)e->value_length && memcmp(payload, "OK ", 3) == 0 &&
         memcmp(payload + 3, e->value, e->value_length) == 0;
}

/* Checks the answer at the front; returns its bytes, 0 when it is not all there. */
static size_t check(struct connection *c) {
  const struct entry *e = c->asked[c->oldest].entry;
  char *front = bytes_front(&c->in);
  size_t length = bytes_length(&c->in);
  if (server.protocol == TCP_TABLE) {
    char *end = memchr(front, '\n', length);
    if (!end) return 0;
    bool right = right_line(e, front, end - front);
    *(right ? &seen.right : &seen.wrong) += 1;
    return end - front + 1;
  }
  struct netstring frame;
  bool whole = netstring_read(front, length, &frame);
  if (whole && frame.taken == 0) return 0;
  bool right = whole && right_payload(e, frame.payload, frame.length);
  *(right ? &seen.right : &seen.wrong) += 1;
  return whole ? frame.taken : length;
}

static void receive(struct connection *c, bool ask_more) {
  ssize_t count = recv(c->file, bytes_room(&c->in, READ_BYTES), READ_BYTES, 0);
  if (count < 0 && errno == EAGAIN) return;
  if (count <= 0) {
    lose(c);
    return;
  }
  bytes_added(&c->in, count);
  uint64_t at = now();
  while (bytes_length(&c->in) > 0) {
    if (c->waiting == 0) { /* an answer that nobody asked for */
      seen.wrong++;
      lose(c);
      return;
    }
    size_t taken = check(c);
    if (taken == 0) break;
    bytes_taken(&c->in, taken);
    record(at - c->asked[c->oldest].at);
    c->oldest = (c->oldest + 1) % wanted.outstanding;
    c->waiting--;
    if (ask_more && more_wanted()) ask(c, at);
  }
  flush(c);
}

static int new_socket(size_t index) {
  int file = socket(server.address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
  if (file < 0) die("connection %zu", index);
  if (server.address.ss_family == AF_INET) {
    struct sockaddr_in source = {.sin_family = AF_INET};
    source.sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t)(index / CONNECTIONS_PER_SOURCE));
    setsockopt(file, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (bind(file, (struct sockaddr *)&source, sizeof source) != 0) die("bind");
  }
  return file;
}

/* Connects and asks the first questions; `at_once` does not wait for the connection. */
static void open_connection(size_t index, bool at_once) {
  struct connection *c = &connections[index];
  c->next = index * (table.count / wanted.connections) % table.count;
  c->asked = calloc(wanted.outstanding, sizeof *c->asked);
  if (!c->asked) die("out of memory");
  c->file = new_socket(index);
  uint64_t at = now();
  /* A UNIX socket with a full backlog refuses at once: there the connect always waits. */
  if (at_once && server.address.ss_family == AF_INET) fcntl(c->file, F_SETFL, O_NONBLOCK);
  if (connect(c->file, (struct sockaddr *)&server.address, server.address_length) != 0) {
    if (errno != EINPROGRESS) die("connection %zu", index);
    ask(c, at);
    watch(c, EPOLLIN | EPOLLOUT);
    return;
  }
  fcntl(c->file, F_SETFL, O_NONBLOCK);
  while (c->waiting < wanted.outstanding) ask(c, at_once ? at : now());
  flush(c);
}

/* Turns until no answer is outstanding; what is outstanding after too long is lost. */
static void run(bool ask_more) {
  struct epoll_event events[256];
  int quiet = 0; /* seconds without an event */
  while (seen.right + seen.wrong + seen.lost < seen.sent) {
    int count = epoll_wait(poller, events, 256, 1000);
    if (count < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < count; i++) {
      struct connection *c = events[i].data.ptr;
      if (events[i].events & ~(uint32_t)EPOLLOUT) {
        receive(c, ask_more);
      } else {
        flush(c);
      }
    }
    quiet = count > 0 ? 0 : quiet + 1;
    if (quiet == PATIENCE_SECONDS) seen.lost = seen.sent - seen.right - seen.wrong;
  }
}

/* Waits for the end of standard input, then counts the connections that did not last. */
static size_t hold(void) {
  char byte;
  printf("ready\n");
  fflush(stdout);
  while (read(STDIN_FILENO, &byte, 1) > 0) continue;
  size_t closed = 0;
  for (size_t i = 0; i < wanted.connections; i++) {
    closed += recv(connections[i].file, &byte, 1, 0) >= 0 || errno != EAGAIN;
  }
  return closed;
}

static int say(const char *mode, double seconds, size_t closed) {
  printf("{\"mode\":\"%s\",\"connections\":%zu,\"outstanding\":%zu,\"lookups\":%lu,\"wrong\":%lu,"
         "\"lost\":%lu,\"closed\":%zu,\"seconds\":%.6f,\"rate\":%.0f,\"p50_us\":%.1f,"
         "\"p90_us\":%.1f,\"p99_us\":%.1f,\"p999_us\":%.1f,\"max_us\":%.1f}\n",
         mode, wanted.connections, wanted.outstanding, seen.right, seen.wrong, seen.lost, closed,
         seconds, (double)seen.right / seconds, quantile(0.5), quantile(0.9), quantile(0.99),
         quantile(0.999), (double)slowest / 1e3);
  return seen.wrong || seen.lost || closed;
}

static void usage(void) {
  errno = 0;
  die("usage: maps_load load|burst|idle [-c CONNECTIONS] [-d OUTSTANDING] [-t SECONDS | -n LOOKUPS]"
      " ENDPOINT KEYFILE");
}

static void options(int argc, char **argv) {
  int option;
  while ((option = getopt(argc, argv, "c:d:t:n:")) != -1) {
    double number = option == '?' ? 0 : strtod(optarg, NULL);
    if (number <= 0) usage();
    switch (option) {
      case 'c': wanted.connections = (size_t)number; break;
      case 'd': wanted.outstanding = (size_t)number; break;
      case 'n': wanted.lookups = (size_t)number; break;
      default: wanted.seconds = number;
    }
  }
  if (argc - optind != 2) usage();
}

int main(int argc, char **argv) {
  if (argc < 2) usage();
  const char *mode = argv[1];
  bool load = strcmp(mode, "load") == 0, burst = strcmp(mode, "burst") == 0;
  bool idle = strcmp(mode, "idle") == 0;
  if (!load && !burst && !idle) usage();
  options(argc - 1, argv + 1);
  if (!load) wanted.outstanding = 1;
  if (load && !wanted.lookups && wanted.seconds == 0) wanted.seconds = 5;
  endpoint_parse(&server, argv[argc - 2]);
  table_read(&table, argv[argc - 1]);
  allow_files(wanted.connections + 64);
  if ((poller = epoll_create1(EPOLL_CLOEXEC)) < 0) die("epoll_create1");
  connections = calloc(wanted.connections, sizeof *connections);
  if (!connections) die("out of memory");
  uint64_t started = now();
  deadline = started + (uint64_t)(wanted.seconds * 1e9);
  for (size_t i = 0; i < wanted.connections; i++) open_connection(i, burst);
  run(load);
  double seconds = (double)(now() - started) / 1e9;
  return say(mode, seconds, idle ? hold() : 0);
}
