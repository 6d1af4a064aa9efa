/*
 * amp_load load|idle [-p OUTSTANDING] [-c CONNECTIONS] [-t SECONDS] A.B.C.D:PORT
 *
 * Calls the AMP command Sum(a, b), from one thread, and checks every answer.
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

enum { READ_BYTES = 65536 };

static struct sockaddr_in server;
static uint64_t right;

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* _ask: ID, _command: Sum, a: ID, b: 7. The id is decimal: to the other side it is only a text. */
static void ask(struct bytes *out, uint64_t id) {
  char digits[24];
  size_t length = (size_t)sprintf(digits, "%lu", id);
  bytes_append(out, "\0\4_ask", 6);
  box_value_append(out, digits, length);
  bytes_append(out, "\0\10_command\0\3Sum\0\1a", 18);
  box_value_append(out, digits, length);
  bytes_append(out, "\0\1b\0\1" "7\0\0", 8);
}

static bool decimal(const struct text *text, uint64_t *value) {
  *value = 0;
  for (size_t i = 0; i < text->length; i++) {
    if (text->data[i] < '0' || text->data[i] > '9') return false;
    *value = *value * 10 + (uint64_t)(text->data[i] - '0');
  }
  return text->length > 0;
}

/* Counts the answers that are whole; each has to be (_answer: ID, total: ID + 7). */
static size_t take(struct bytes *in) {
  size_t count = 0;
  struct box box;
  while (box_read(bytes_front(in), bytes_length(in), &box)) {
    uint64_t id, total;
    const struct text *answer = box_find(&box, "_answer"), *sum = box_find(&box, "total");
    if (!answer || !sum || box.count != 2 || !decimal(answer, &id) || !decimal(sum, &total) ||
        total != id + 7) {
      errno = 0;
      die("an answer that is none (expected: the sum)");
    }
    bytes_taken(in, box.taken);
    right++;
    count++;
  }
  return count;
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

static int connected(void) {
  int on = 1, file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (file < 0) die("socket");
  setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(file, (struct sockaddr *)&server, sizeof server) != 0) die("connect");
  return file;
}

static void load(size_t outstanding, double seconds) {
  struct bytes in = {0}, out = {0};
  int file = connected();
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
  printf("{\"mode\":\"load\",\"calls\":%lu,\"wrong\":0,\"closed\":0,\"rate\":%.0f}\n", right,
         (double)right / took);
}

static void hold(size_t count) {
  int *files = calloc(count, sizeof *files);
  if (!files) die("out of memory");
  allow_files(count + 64);
  for (size_t i = 0; i < count; i++) {
    struct bytes in = {0}, out = {0};
    files[i] = connected();
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
  printf("{\"mode\":\"idle\",\"calls\":%lu,\"wrong\":0,\"closed\":%zu,\"rate\":0}\n", right, closed);
  if (closed) exit(1);
}

static _Noreturn void usage(void) {
  fputs("usage: amp_load load|idle [-p OUTSTANDING] [-c CONNECTIONS] [-t SECONDS] A.B.C.D:PORT\n",
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
