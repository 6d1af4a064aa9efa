/*
 * amp_limit PORT : what an AMP server can reach at most.
 *
 * One thread, one epoll; it answers Sum(a, b) and nothing else. It does what the protocol asks for
 * (pipelining, partial reads and writes, ids of any form, keys in any order, unknown commands) and
 * has no log and no limits but on what one peer may leave unread.
 *
 * Prints `amp  127.0.0.1:PORT`, then `Ready`. Ends on SIGTERM or SIGINT.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "yardstick.h"

enum {
  BACKLOG = 4096,
  MAX_CONNECTIONS = 16000,
  READ_BYTES = 65536,
  PENDING_BYTES = 1 << 20 /* with more unsent answers no further request is answered */
};

struct connection {
  int file;
  uint32_t watched;
  bool ended; /* the peer sends no more; close when all is answered */
  struct bytes in, out;
};

static int poller, listener;
static volatile sig_atomic_t stopped;

static void stop(int signal) {
  (void)signal;
  stopped = 1;
}

static void append(struct bytes *out, const char *key, const char *value, size_t length) {
  box_value_append(out, key, strlen(key));
  box_value_append(out, value, length);
}

static void refuse(struct bytes *out, const struct text *id, const char *code, const char *why) {
  append(out, "_error", id->data, id->length);
  append(out, "_error_code", code, strlen(code));
  append(out, "_error_description", why, strlen(why));
}

static bool integer(const struct text *text, long *value) {
  char digits[24], *end;
  if (!text || text->length == 0 || text->length >= sizeof digits) return false;
  memcpy(digits, text->data, text->length);
  digits[text->length] = 0;
  errno = 0;
  *value = strtol(digits, &end, 10);
  return *end == 0 && errno == 0;
}

/* False when the connection has to end for it. */
static bool answer(struct bytes *out, const struct box *box) {
  const struct text *command = box_find(box, "_command"), *id = box_find(box, "_ask");
  if (!command) return false;
  long a, b, total;
  bool good = true;
  if (command->length != 3 || memcmp(command->data, "Sum", 3) != 0) {
    if (!id) return false;
    refuse(out, id, "UNHANDLED", "Unhandled Command");
  } else if (!integer(box_find(box, "a"), &a) || !integer(box_find(box, "b"), &b) ||
             __builtin_add_overflow(a, b, &total)) {
    if (!id) return false;
    refuse(out, id, "UNKNOWN", "Unknown Error");
    good = false;
  } else if (id) {
    char digits[24];
    append(out, "_answer", id->data, id->length);
    append(out, "total", digits, (size_t)sprintf(digits, "%ld", total));
  } else {
    return true;
  }
  bytes_append(out, "\0", 2);
  return good;
}

static bool answer_all(struct connection *c) {
  struct box box;
  while (bytes_length(&c->out) < PENDING_BYTES &&
         box_read(bytes_front(&c->in), bytes_length(&c->in), &box)) {
    if (!answer(&c->out, &box)) return false;
    bytes_taken(&c->in, box.taken);
  }
  return true;
}

static bool flush(struct connection *c) {
  while (bytes_length(&c->out) > 0) {
    ssize_t sent = send(c->file, bytes_front(&c->out), bytes_length(&c->out), MSG_NOSIGNAL);
    if (sent < 0) return errno == EAGAIN || errno == EINTR;
    bytes_taken(&c->out, (size_t)sent);
  }
  return true;
}

static void watch(struct connection *c, uint32_t events) {
  if (c->watched == events) return;
  struct epoll_event event = {.events = events, .data.ptr = c};
  if (epoll_ctl(poller, c->watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, c->file, &event) != 0) {
    die("epoll_ctl");
  }
  c->watched = events;
}

static void hang_up(struct connection *c) {
  close(c->file);
  bytes_free(&c->in);
  bytes_free(&c->out);
  free(c);
}

/* Answers and sends in turn until all is sent, or the peer takes no more. */
static void serve(struct connection *c) {
  bool more;
  do {
    bool good = answer_all(c);
    more = bytes_length(&c->out) >= PENDING_BYTES;
    if (!flush(c) || !good) {
      hang_up(c);
      return;
    }
    if (bytes_length(&c->out) > 0) {
      watch(c, EPOLLOUT);
      return;
    }
  } while (more);
  if (c->ended) {
    hang_up(c);
  } else {
    watch(c, EPOLLIN);
  }
}

static void receive(struct connection *c) {
  ssize_t count = recv(c->file, bytes_room(&c->in, READ_BYTES), READ_BYTES, 0);
  if (count < 0) {
    if (errno != EAGAIN && errno != EINTR) hang_up(c);
    return;
  }
  bytes_added(&c->in, (size_t)count);
  c->ended = count == 0;
  serve(c);
}

static void accept_all(void) {
  int file;
  while ((file = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
    int on = 1;
    setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct connection *c = calloc(1, sizeof *c);
    if (!c) die("out of memory");
    c->file = file;
    watch(c, EPOLLIN);
  }
  if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) die("accept");
}

static void listen_at(uint16_t port) {
  int on = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (listener < 0) die("socket");
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&address, length) != 0 || listen(listener, BACKLOG) != 0) {
    die("port %u", port);
  }
  getsockname(listener, (struct sockaddr *)&address, &length);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event) != 0) die("epoll_ctl");
  printf("amp  127.0.0.1:%u\n", ntohs(address.sin_port));
}

int main(int argc, char **argv) {
  errno = 0;
  if (argc != 2) die("usage: amp_limit PORT");
  struct sigaction action = {.sa_handler = stop};
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  allow_files(MAX_CONNECTIONS);
  if ((poller = epoll_create1(EPOLL_CLOEXEC)) < 0) die("epoll_create1");
  listen_at((uint16_t)atoi(argv[1]));
  puts("Ready");
  fflush(stdout);
  struct epoll_event events[256];
  while (!stopped) {
    int count = epoll_wait(poller, events, 256, -1);
    if (count < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < count; i++) {
      struct connection *c = events[i].data.ptr;
      if (!c) {
        accept_all();
      } else if (c->watched == EPOLLOUT) {
        serve(c);
      } else {
        receive(c);
      }
    }
  }
  return 0;
}
