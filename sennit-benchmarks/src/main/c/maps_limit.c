/*
 * maps_limit KEYFILE ENDPOINT... : what a map server can reach at most.
 *
 * One hash table in memory; tcp_table and socketmap. It does everything the protocols ask for
 * (percent-encoding, pipelining, partial reads and writes, back-pressure, half close) and nothing
 * else: no log, no limits, no other table. A warm lookup costs one epoll_wait, one read, one hash
 * probe and one write.
 *
 * Prints a line `protocol  endpoint` for each listener, then `Ready`. Ends on SIGTERM or SIGINT.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "answers.h"

enum { MAX_LISTENERS = 8, MAX_FRAME_BYTES = 1 << 20 };

static struct table table;

static void reply(struct bytes *out, const char *text) { bytes_append(out, text, strlen(text)); }

static void answer_line(struct bytes *out, char *line, size_t length) {
  if (length < 4 || memcmp(line, "get ", 4) != 0) {
    bool put = length >= 4 && memcmp(line, "put ", 4) == 0;
    reply(out, put ? "500 read-only\n" : "400 unknown command\n");
    return;
  }
  size_t key_length = percent_decode(line + 4, length - 4);
  const struct entry *found =
      key_length == MALFORMED ? NULL : table_find(&table, line + 4, key_length);
  if (!found) {
    reply(out, "500 not found\n");
    return;
  }
  reply(out, "200 ");
  percent_append(out, found->value, found->value_length);
  reply(out, "\n");
}

static void answer_payload(struct bytes *out, const char *payload, size_t length) {
  const char *space = memchr(payload, ' ', length);
  if (!space) {
    netstring_append(out, "PERM", 4, "no key", 6);
    return;
  }
  const struct entry *found = table_find(&table, space + 1, payload + length - space - 1);
  if (found) {
    netstring_append(out, "OK", 2, found->value, found->value_length);
  } else {
    netstring_append(out, "NOTFOUND", 8, "", 0);
  }
}

static enum answer answer_first(struct connection *c) {
  char *front = bytes_front(&c->in);
  size_t length = bytes_length(&c->in), taken = 0;
  if (length == 0) return NOT_YET;
  if (c->protocol == TCP_TABLE) {
    char *end = memchr(front, '\n', length);
    if (end) {
      taken = end - front + 1;
      answer_line(&c->out, front, taken - 1);
    }
  } else {
    struct netstring frame;
    if (!netstring_read(front, length, &frame)) return WRONG;
    taken = frame.taken;
    if (taken) answer_payload(&c->out, frame.payload, frame.length);
  }
  if (taken == 0) return length < MAX_FRAME_BYTES ? NOT_YET : WRONG;
  bytes_taken(&c->in, taken);
  return ANSWERED;
}

static void say_where(const struct endpoint *e, int file) {
  const char *protocol = e->protocol == TCP_TABLE ? "tcp_table" : "socketmap";
  const char *prefix = e->protocol == TCP_TABLE ? "tcp" : "socketmap:inet";
  if (e->address.ss_family == AF_UNIX) {
    printf("%s  socketmap:unix:%s\n", protocol, ((struct sockaddr_un *)&e->address)->sun_path);
    return;
  }
  struct sockaddr_in in;
  socklen_t length = sizeof in;
  char host[INET_ADDRSTRLEN];
  if (getsockname(file, (struct sockaddr *)&in, &length) != 0) die("getsockname");
  inet_ntop(AF_INET, &in.sin_addr, host, sizeof host);
  printf("%s  %s:%s:%d\n", protocol, prefix, host, ntohs(in.sin_port));
}

static void listen_at(const struct endpoint *e, const char *text) {
  const struct sockaddr *address = (const struct sockaddr *)&e->address;
  if (address->sa_family == AF_UNIX) unlink(((struct sockaddr_un *)address)->sun_path);
  say_where(e, answers_listen(e->protocol, address, e->address_length, text));
}

int main(int argc, char **argv) {
  static const struct answerer maps = {"maps", 65536, no_delay, answer_first};
  static struct endpoint endpoints[MAX_LISTENERS];
  errno = 0;
  if (argc < 3 || argc - 2 > MAX_LISTENERS) die("usage: maps_limit KEYFILE ENDPOINT...");
  answers_start(&maps);
  table_read(&table, argv[1]);
  int count = argc - 2;
  for (int i = 0; i < count; i++) {
    endpoint_parse(&endpoints[i], argv[i + 2]);
    listen_at(&endpoints[i], argv[i + 2]);
  }
  printf("Ready: %zu entries\n", table.count);
  answers_run();
  for (int i = 0; i < count; i++) {
    if (endpoints[i].address.ss_family == AF_UNIX) {
      unlink(((struct sockaddr_un *)&endpoints[i].address)->sun_path);
    }
  }
  return 0;
}
