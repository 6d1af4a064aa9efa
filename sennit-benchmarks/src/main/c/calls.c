#define _GNU_SOURCE
#include "calls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { READ_BYTES = 65536 };

static const struct caller *caller;
static struct sockaddr_in server;
static uint64_t right;

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void send_all(int file, struct bytes *out) {
  while (bytes_length(out) > 0) {
    ssize_t sent = send(file, bytes_front(out), bytes_length(out), MSG_NOSIGNAL);
    if (sent < 0) die("send");
    bytes_taken(out, (size_t)sent);
  }
}

bool receive(int file, struct bytes *in) {
  ssize_t count = recv(file, bytes_room(in, READ_BYTES), READ_BYTES, 0);
  if (count <= 0) return false;
  bytes_added(in, (size_t)count);
  return true;
}

static size_t take(struct bytes *in) {
  size_t count = caller->take(in);
  right += count;
  return count;
}

static int connected(struct bytes *in, struct bytes *out) {
  int on = 1, file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (file < 0) die("socket");
  setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(file, (struct sockaddr *)&server, sizeof server) != 0) die("connect");
  if (caller->greet) caller->greet(file, in, out);
  return file;
}

static void load(size_t outstanding, double seconds) {
  struct bytes in = {0}, out = {0};
  int file = connected(&in, &out);
  uint64_t started = now(), deadline = started + (uint64_t)(seconds * 1e9), asked = 0;
  while (asked < outstanding) caller->ask(&out, ++asked);
  send_all(file, &out);
  while (right < asked) {
    if (!receive(file, &in)) die("closed with %lu answers missing", asked - right);
    size_t count = take(&in);
    if (now() < deadline) {
      while (count-- > 0) caller->ask(&out, ++asked);
      send_all(file, &out);
    }
  }
  double took = (double)(now() - started) / 1e9;
  printf("{\"mode\":\"load\",\"calls\":%lu,\"wrong\":0,\"closed\":0,\"rate\":%.0f}\n", right,
         (double)right / took);
}

static void hold(size_t count) {
  int *files = calloc(count, sizeof *files);
  if (!files) die("out of memory");
  allow_files(count + 64);
  for (size_t i = 0; i < count; i++) {
    struct bytes in = {0}, out = {0};
    files[i] = connected(&in, &out);
    caller->ask(&out, 1);
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
  printf("{\"mode\":\"idle\",\"calls\":%lu,\"wrong\":0,\"closed\":%zu,\"rate\":0}\n", right, closed);
  if (closed) exit(1);
}

static _Noreturn void usage(void) {
  fprintf(stderr,
          "usage: %s load|idle [-p OUTSTANDING] [-c CONNECTIONS] [-t SECONDS] A.B.C.D:PORT\n",
          caller->name);
  exit(64);
}

int calls_main(int argc, char **argv, const struct caller *how) {
  caller = how;
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
