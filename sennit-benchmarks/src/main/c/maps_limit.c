/*
 * maps_limit KEYFILE ENDPOINT... : what a map server can reach at most.
 *
 * One thread, one epoll, one hash table in memory; tcp_table and socketmap. It does everything the
 * protocols ask for (percent-encoding, pipelining, partial reads and writes, back-pressure, half
 * close) and nothing else: no log, no limits, no other table. A warm lookup costs one epoll_wait,
 * one read, one hash probe and one write.
 *
 * Prints a line `protocol  endpoint` for each listener, then `Ready`. Ends on SIGTERM or SIGINT.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/un.h>
#include <unistd.h>

#include "yardstick.h"

enum {
  BACKLOG = 4096,
  MAX_LISTENERS = 8,
  MAX_CONNECTIONS = 16000,
  MAX_FRAME_BYTES = 1 << 20,
  READ_BYTES = 65536,
  PENDING_BYTES = 1 << 20 /* with more unsent answers no further request is answered */
};

/* What an epoll event points to: a listener or a connection. */
struct socket {
  int file;
  bool listens;
  bool ended; /* the peer sends no more; close when all is answered */
  bool held;  /* requests wait in `in` because too many answers wait in `out` */
  enum protocol protocol;
  uint32_t watched;
  struct bytes in, out;
};

static struct table table;
static int poller;
static volatile sig_atomic_t stopped;

static void stop(int signal) {
  (void)signal;
  stopped = 1;
}

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

/* Answers what is complete, as long as answers do not pile up; false when the bytes are wrong. */
static bool answer(struct socket *s) {
  s->held = false;
  while (bytes_length(&s->in) > 0) {
    if (bytes_length(&s->out) >= PENDING_BYTES) {
      s->held = true;
      return true;
    }
    char *front = bytes_front(&s->in);
    size_t length = bytes_length(&s->in);
    size_t taken = 0;
    if (s->protocol == TCP_TABLE) {
      char *end = memchr(front, '\n', length);
      if (end) {
        taken = end - front + 1;
        answer_line(&s->out, front, taken - 1);
      }
    } else {
      struct netstring frame;
      if (!netstring_read(front, length, &frame)) return false;
      taken = frame.taken;
      if (taken) answer_payload(&s->out, frame.payload, frame.length);
    }
    if (taken == 0) return length < MAX_FRAME_BYTES;
    bytes_taken(&s->in, taken);
  }
  return true;
}

static bool flush(struct socket *s) {
  while (bytes_length(&s->out) > 0) {
    ssize_t sent = send(s->file, bytes_front(&s->out), bytes_length(&s->out), MSG_NOSIGNAL);
    if (sent < 0) return errno == EAGAIN || errno == EINTR;
    bytes_taken(&s->out, sent);
  }
  return true;
}

static void watch(struct socket *s, uint32_t events) {
  if (s->watched == events) return;
  struct epoll_event event = {.events = events, .data.ptr = s};
  if (epoll_ctl(poller, s->watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, s->file, &event) != 0) {
    die("epoll_ctl");
  }
  s->watched = events;
}

static void hang_up(struct socket *s) {
  close(s->file);
  bytes_free(&s->in);
  bytes_free(&s->out);
  free(s);
}

/* Answers and sends in turn until all is sent, or the peer takes no more. */
static void serve(struct socket *s) {
  do {
    if (!answer(s) || !flush(s)) {
      hang_up(s);
      return;
    }
    if (bytes_length(&s->out) > 0) {
      watch(s, EPOLLOUT);
      return;
    }
  } while (s->held);
  if (s->ended) {
    hang_up(s);
  } else {
    watch(s, EPOLLIN);
  }
}

static void receive(struct socket *s) {
  ssize_t count = recv(s->file, bytes_room(&s->in, READ_BYTES), READ_BYTES, 0);
  if (count < 0) {
    if (errno != EAGAIN && errno != EINTR) hang_up(s);
    return;
  }
  bytes_added(&s->in, count);
  s->ended = count == 0;
  serve(s);
}

static void accept_all(struct socket *listener) {
  int file;
  while ((file = accept4(listener->file, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
    int on = 1;
    setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); /* refused, and rightly, by UNIX */
    struct socket *s = calloc(1, sizeof *s);
    if (!s) die("out of memory");
    *s = (struct socket){.file = file, .protocol = listener->protocol};
    watch(s, EPOLLIN);
  }
  if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) die("accept");
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

static void listen_at(struct socket *s, const struct endpoint *e, const char *text) {
  int on = 1;
  s->file = socket(e->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (s->file < 0) die("socket");
  setsockopt(s->file, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (e->address.ss_family == AF_UNIX) unlink(((struct sockaddr_un *)&e->address)->sun_path);
  if (bind(s->file, (const struct sockaddr *)&e->address, e->address_length) != 0 ||
      listen(s->file, BACKLOG) != 0) {
    die("%s", text);
  }
  s->listens = true;
  s->protocol = e->protocol;
  watch(s, EPOLLIN);
  say_where(e, s->file);
}

static void run(void) {
  struct epoll_event events[256];
  while (!stopped) {
    int count = epoll_wait(poller, events, 256, -1);
    if (count < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < count; i++) {
      struct socket *s = events[i].data.ptr;
      if (s->listens) {
        accept_all(s);
      } else if (s->watched == EPOLLOUT) {
        serve(s);
      } else {
        receive(s);
      }
    }
  }
}

int main(int argc, char **argv) {
  errno = 0;
  if (argc < 3 || argc - 2 > MAX_LISTENERS) die("usage: maps_limit KEYFILE ENDPOINT...");
  struct sigaction action = {.sa_handler = stop};
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  allow_files(MAX_CONNECTIONS);
  table_read(&table, argv[1]);
  if ((poller = epoll_create1(EPOLL_CLOEXEC)) < 0) die("epoll_create1");
  static struct socket listeners[MAX_LISTENERS];
  static struct endpoint endpoints[MAX_LISTENERS];
  int count = argc - 2;
  for (int i = 0; i < count; i++) {
    endpoint_parse(&endpoints[i], argv[i + 2]);
    listen_at(&listeners[i], &endpoints[i], argv[i + 2]);
  }
  printf("Ready: %zu entries\n", table.count);
  fflush(stdout);
  run();
  for (int i = 0; i < count; i++) {
    if (endpoints[i].address.ss_family == AF_UNIX) {
      unlink(((struct sockaddr_un *)&endpoints[i].address)->sun_path);
    }
  }
  return 0;
}
