/*
 * pb_load load|idle [-p OUTSTANDING] [-c CONNECTIONS] [-t SECONDS] A.B.C.D:PORT
 *
 * Calls `add(a, b)` on the root object of a Perspective Broker, from one thread, and checks every
 * answer.
 *
 *   load  one connection that keeps so many calls on the wire
 *   idle  opens so many connections, calls once on each, says `ready`, holds them until standard
 *         input ends, and then counts those the server has closed meanwhile
 *
 * Prints one line of JSON. Ends with 1 when an answer was wrong or missing.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "yardstick.h"

enum { READ_BYTES = 65536, LIST = 0x80, INT = 0x81, VOCAB = 0x87, ANSWER = 27, VERSION = 19 };

static struct sockaddr_in server;
static uint64_t right, wrong;

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* A number of Banana: groups of seven bits, the lowest first, and the type. */
static void number(struct bytes *out, uint64_t value, int type) {
  char *to = bytes_room(out, 12);
  size_t length = 0;
  do {
    to[length++] = (char)(value & 0x7f);
    value >>= 7;
  } while (value);
  to[length++] = (char)type;
  bytes_added(out, length);
}

/* (message ID "root" "add" 1 (tuple ID 7) (dictionary)) */
static void ask(struct bytes *out, uint64_t id) {
  bytes_append(out, "\x07\x80\x1a\x87", 4);
  number(out, id, INT);
  bytes_append(out, "\x04\x82root\x03\x82" "add\x01\x81\x03\x80\x0b\x87", 17);
  number(out, id, INT);
  bytes_append(out, "\x07\x81\x01\x80\x05\x87", 6);
}

/* Takes a number and its type; returns how many bytes, 0 where they are not all there. */
static size_t item(const unsigned char *at, const unsigned char *end, uint64_t *value, int *type) {
  *value = 0;
  for (size_t i = 0; at + i < end; i++) {
    if (at[i] & 0x80) {
      *type = at[i];
      return i + 1;
    }
    *value |= (uint64_t)at[i] << 7 * i;
  }
  return 0;
}

/* Counts the answers that are whole; each has to be (answer ID ID+7). Returns how many. */
static size_t take(struct bytes *in) {
  size_t taken = 0;
  while (true) {
    const unsigned char *at = (unsigned char *)bytes_front(in), *start = at;
    const unsigned char *end = at + bytes_length(in);
    uint64_t values[4];
    int types[4];
    for (size_t i = 0; i < 4; i++) {
      size_t length = item(at, end, &values[i], &types[i]);
      if (length == 0) return taken;
      at += length;
      if (i == 2 && types[1] == VOCAB && values[1] == VERSION) break;
    }
    bytes_taken(in, (size_t)(at - start));
    if (types[1] == VOCAB && values[1] == VERSION) continue;
    bool good = types[0] == LIST && types[1] == VOCAB && values[1] == ANSWER && types[2] == INT &&
                types[3] == INT && values[3] == values[2] + 7;
    *(good ? &right : &wrong) += 1;
    if (!good) die("an answer that is none (expected: the sum)");
    taken++;
  }
}

static void send_all(int file, struct bytes *out) {
  while (bytes_length(out) > 0) {
    ssize_t sent = send(file, bytes_front(out), bytes_length(out), MSG_NOSIGNAL);
    if (sent < 0) die("send");
    bytes_taken(out, (size_t)sent);
  }
}

static bool receive(int file, struct bytes *in) {
  ssize_t count = recv(file, bytes_room(in, READ_BYTES), READ_BYTES, 0);
  if (count <= 0) return false;
  bytes_added(in, (size_t)count);
  return true;
}

/* Connects, hears the dialects, and takes the first. */
static int connected(struct bytes *in, struct bytes *out) {
  int on = 1, file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (file < 0) die("socket");
  setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(file, (struct sockaddr *)&server, sizeof server) != 0) die("connect");
  while (bytes_length(in) < 12) {
    if (!receive(file, in)) die("greeting");
  }
  if (memcmp(bytes_front(in), "\x02\x80\x02\x82pb\x04\x82none", 12) != 0) die("greeting");
  bytes_taken(in, 12);
  bytes_append(out, "\x02\x82pb\x02\x80\x13\x87\x06\x81", 10);
  return file;
}

static void load(size_t outstanding, double seconds) {
  struct bytes in = {0}, out = {0};
  int file = connected(&in, &out);
  uint64_t started = now(), deadline = started + (uint64_t)(seconds * 1e9), asked = 0;
  while (asked < outstanding) ask(&out, ++asked);
  send_all(file, &out);
  while (right < asked) {
    if (!receive(file, &in)) die("closed with %lu answers missing", asked - right);
    size_t count = take(&in);
    if (now() < deadline) {
      while (count-- > 0) ask(&out, ++asked);
      send_all(file, &out);
    }
  }
  double took = (double)(now() - started) / 1e9;
  printf("{\"mode\":\"load\",\"calls\":%lu,\"wrong\":%lu,\"closed\":0,\"rate\":%.0f}\n", right,
         wrong, (double)right / took);
}

static void hold(size_t count) {
  int *files = calloc(count, sizeof *files);
  if (!files) die("out of memory");
  allow_files(count + 64);
  for (size_t i = 0; i < count; i++) {
    struct bytes in = {0}, out = {0};
    files[i] = connected(&in, &out);
    ask(&out, 1);
    send_all(files[i], &out);
    while (take(&in) == 0) {
      if (!receive(files[i], &in)) die("connection %zu", i);
    }
    bytes_free(&in);
    bytes_free(&out);
  }
  puts("ready");
  fflush(stdout);
  while (getchar() != EOF) {}
  size_t closed = 0;
  for (size_t i = 0; i < count; i++) {
    char byte;
    if (recv(files[i], &byte, 1, MSG_DONTWAIT) >= 0 || errno != EAGAIN) closed++;
  }
  printf("{\"mode\":\"idle\",\"calls\":%lu,\"wrong\":%lu,\"closed\":%zu,\"rate\":0}\n", right, wrong,
         closed);
  if (closed) exit(1);
}

static _Noreturn void usage(void) {
  fputs("usage: pb_load load|idle [-p OUTSTANDING] [-c CONNECTIONS] [-t SECONDS] A.B.C.D:PORT\n",
        stderr);
  exit(64);
}

int main(int argc, char **argv) {
  if (argc < 2) usage();
  bool idle = strcmp(argv[1], "idle") == 0;
  if (!idle && strcmp(argv[1], "load") != 0) usage();
  size_t outstanding = 64, connections = 1;
  double seconds = 3;
  argc--, argv++;
  for (int option; (option = getopt(argc, argv, "p:c:t:")) != -1;) {
    double value = optarg ? atof(optarg) : 0;
    if (value <= 0) usage();
    switch (option) {
      case 'p': outstanding = (size_t)value; break;
      case 'c': connections = (size_t)value; break;
      case 't': seconds = value; break;
      default: usage();
    }
  }
  char host[64];
  unsigned port;
  if (argc - optind != 1 || sscanf(argv[optind], "%63[0-9.]:%u", host, &port) != 2) usage();
  server = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  if (inet_pton(AF_INET, host, &server.sin_addr) != 1) usage();
  if (idle) {
    hold(connections);
  } else {
    load(outstanding, seconds);
  }
  return 0;
}
