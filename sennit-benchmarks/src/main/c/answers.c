#define _GNU_SOURCE
#include "answers.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

enum {
  BACKLOG = 4096,
  MAX_CONNECTIONS = 16000,
  PENDING_BYTES = 1 << 20 /* with more unsent answers no further request is answered */
};

static const struct answerer *how;
static int poller;
static volatile sig_atomic_t stopped;

static void stop(int signal) {
  (void)signal;
  stopped = 1;
}

static void watch(struct connection *c, uint32_t events) {
  if (c->watched == events) return;
  struct epoll_event event = {.events = events, .data.ptr = c};
  if (epoll_ctl(poller, c->watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, c->file, &event) != 0) {
    die("epoll_ctl");
  }
  c->watched = events;
}

static struct connection *opened(int file, enum protocol protocol) {
  struct connection *c = calloc(1, sizeof *c);
  if (!c) die("out of memory");
  c->file = file;
  c->protocol = protocol;
  return c;
}

static void hang_up(struct connection *c) {
  close(c->file);
  bytes_free(&c->in);
  bytes_free(&c->out);
  free(c);
}

/* Answers what is whole, as long as answers do not pile up. */
static enum answer answer_all(struct connection *c) {
  enum answer last = ANSWERED;
  while (last == ANSWERED && bytes_length(&c->out) < PENDING_BYTES) last = how->answer(c);
  return last;
}

static bool flush(struct connection *c) {
  while (bytes_length(&c->out) > 0) {
    ssize_t sent = send(c->file, bytes_front(&c->out), bytes_length(&c->out), MSG_NOSIGNAL);
    if (sent < 0) return errno == EAGAIN || errno == EINTR;
    bytes_taken(&c->out, (size_t)sent);
  }
  return true;
}

/* Answers and sends in turn until all is sent, or the peer takes no more. */
static void serve(struct connection *c) {
  enum answer last;
  do {
    last = answer_all(c);
    if (!flush(c) || last == WRONG) {
      hang_up(c);
      return;
    }
    if (bytes_length(&c->out) > 0) {
      watch(c, EPOLLOUT);
      return;
    }
  } while (last == ANSWERED);
  if (c->ended) {
    hang_up(c);
  } else {
    watch(c, EPOLLIN);
  }
}

static void receive(struct connection *c) {
  ssize_t count = recv(c->file, bytes_room(&c->in, how->read_bytes), how->read_bytes, 0);
  if (count < 0) {
    if (errno != EAGAIN && errno != EINTR) hang_up(c);
    return;
  }
  bytes_added(&c->in, (size_t)count);
  c->ended = count == 0;
  serve(c);
}

static void accept_all(const struct connection *listener) {
  struct sockaddr_in peer;
  socklen_t length = sizeof peer;
  int file;
  while ((file = accept4(listener->file, (struct sockaddr *)&peer, &length,
                         SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
    struct connection *c = opened(file, listener->protocol);
    c->peer = peer;
    how->opened(c);
    watch(c, EPOLLIN);
    length = sizeof peer;
  }
  if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) die("accept");
}

void no_delay(struct connection *c) {
  int on = 1;
  setsockopt(c->file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); /* refused, and rightly, by UNIX */
}

void answers_start(const struct answerer *answerer) {
  how = answerer;
  struct sigaction action = {.sa_handler = stop};
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  allow_files(MAX_CONNECTIONS);
  if ((poller = epoll_create1(EPOLL_CLOEXEC)) < 0) die("epoll_create1");
}

int answers_listen(enum protocol protocol, const struct sockaddr *address, socklen_t length,
                   const char *text) {
  int on = 1, file = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (file < 0) die("socket");
  setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(file, address, length) != 0 || listen(file, BACKLOG) != 0) die("%s", text);
  struct connection *listener = opened(file, protocol);
  listener->listens = true;
  watch(listener, EPOLLIN);
  return file;
}

void answers_run(void) {
  fflush(stdout);
  struct epoll_event events[256];
  while (!stopped) {
    int count = epoll_wait(poller, events, 256, -1);
    if (count < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < count; i++) {
      struct connection *c = events[i].data.ptr;
      if (c->listens) {
        accept_all(c);
      } else if (c->watched == EPOLLOUT) {
        serve(c);
      } else {
        receive(c);
      }
    }
  }
}

int answers_main(int argc, char **argv, const struct answerer *answerer) {
  errno = 0;
  if (argc != 2) die("usage: %s_limit PORT", answerer->name);
  answers_start(answerer);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1]))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  int file = answers_listen(TCP_TABLE, (struct sockaddr *)&address, length, argv[1]);
  if (getsockname(file, (struct sockaddr *)&address, &length) != 0) die("getsockname");
  printf("%s  127.0.0.1:%u\nReady\n", answerer->name, ntohs(address.sin_port));
  answers_run();
  return 0;
}
