/*
 * ident_limit PORT : what an ident server that looks each connection up can reach at most.
 *
 * One thread, one epoll, one netlink socket: each query is one exact question to the kernel
 * (sock_diag). Answers the owner's number, several queries on a connection; IPv4 on 127.0.0.1, and
 * nothing else: no names, no log, no limits.
 *
 * Prints `ident  127.0.0.1:PORT`, then `Ready`. Ends on SIGTERM or SIGINT.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "yardstick.h"

enum { BACKLOG = 4096, MAX_CONNECTIONS = 16000, MAX_LINE_BYTES = 1000, READ_BYTES = 4096 };

struct connection {
  int file;
  struct sockaddr_in local, peer;
  struct bytes in, out;
};

static int poller, netlink, listener;
static volatile sig_atomic_t stopped;

static void stop(int signal) {
  (void)signal;
  stopped = 1;
}

/* The owner, or -1 if there is no such connection. */
static long owner(in_addr_t local, unsigned local_port, in_addr_t remote, unsigned remote_port) {
  static uint32_t sequence;
  struct {
    struct nlmsghdr head;
    struct inet_diag_req_v2 body;
  } question = {
      .head = {.nlmsg_len = sizeof question,
               .nlmsg_type = SOCK_DIAG_BY_FAMILY,
               .nlmsg_flags = NLM_F_REQUEST,
               .nlmsg_seq = ++sequence},
      .body = {.sdiag_family = AF_INET, .sdiag_protocol = IPPROTO_TCP, .idiag_states = ~0u}};
  struct inet_diag_sockid *id = &question.body.id;
  id->idiag_sport = htons((uint16_t)local_port);
  id->idiag_dport = htons((uint16_t)remote_port);
  id->idiag_src[0] = local;
  id->idiag_dst[0] = remote;
  id->idiag_cookie[0] = id->idiag_cookie[1] = INET_DIAG_NOCOOKIE;
  if (send(netlink, &question, sizeof question, 0) < 0) die("netlink");
  union {
    struct nlmsghdr head;
    char bytes[8192];
  } answer;
  if (recv(netlink, &answer, sizeof answer, MSG_DONTWAIT) < 0) die("netlink");
  if (answer.head.nlmsg_type != SOCK_DIAG_BY_FAMILY) return -1;
  const struct inet_diag_msg *found = NLMSG_DATA(&answer.head);
  bool same = found->id.idiag_sport == id->idiag_sport && found->id.idiag_dport == id->idiag_dport;
  if (!same || (found->idiag_uid == 0 && found->idiag_inode == 0)) return -1;
  return found->idiag_uid;
}

static bool answer_line(struct connection *c, const char *line) {
  unsigned local, remote;
  int end = 0;
  if (sscanf(line, " %5u , %5u %n", &local, &remote, &end) != 2 || line[end]) return false;
  long uid = owner(c->local.sin_addr.s_addr, local, c->peer.sin_addr.s_addr, remote);
  char *to = bytes_room(&c->out, 80);
  int length = uid < 0 ? sprintf(to, "%u,%u:ERROR:NO-USER\r\n", local, remote)
                       : sprintf(to, "%u,%u:USERID:OTHER:%ld\r\n", local, remote, uid);
  bytes_added(&c->out, (size_t)length);
  return true;
}

static void hang_up(struct connection *c) {
  close(c->file);
  bytes_free(&c->in);
  bytes_free(&c->out);
  free(c);
}

static void receive(struct connection *c) {
  ssize_t count = recv(c->file, bytes_room(&c->in, READ_BYTES), READ_BYTES, 0);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count <= 0) {
    hang_up(c);
    return;
  }
  bytes_added(&c->in, count);
  char *end;
  while ((end = memchr(bytes_front(&c->in), '\n', bytes_length(&c->in)))) {
    *end = 0;
    bool good = answer_line(c, bytes_front(&c->in));
    bytes_taken(&c->in, end + 1 - bytes_front(&c->in));
    if (!good) {
      hang_up(c);
      return;
    }
  }
  /* A peer that does not read gets no more: this is a yardstick. */
  ssize_t sent = send(c->file, bytes_front(&c->out), bytes_length(&c->out), MSG_NOSIGNAL);
  if (sent != (ssize_t)bytes_length(&c->out) || bytes_length(&c->in) > MAX_LINE_BYTES) {
    hang_up(c);
    return;
  }
  bytes_taken(&c->out, sent);
}

static void accept_all(void) {
  struct sockaddr_in peer, local;
  socklen_t length = sizeof peer;
  int file;
  while ((file = accept4(listener, (struct sockaddr *)&peer, &length, SOCK_NONBLOCK)) >= 0) {
    struct connection *c = calloc(1, sizeof *c);
    if (!c) die("out of memory");
    length = sizeof local;
    getsockname(file, (struct sockaddr *)&local, &length);
    *c = (struct connection){.file = file, .local = local, .peer = peer};
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, file, &event) != 0) die("epoll_ctl");
    length = sizeof peer;
  }
  if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) die("accept");
}

static void listen_at(uint16_t port) {
  int on = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
      listen(listener, BACKLOG) != 0) {
    die("port %u", port);
  }
  getsockname(listener, (struct sockaddr *)&address, &length);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event) != 0) die("epoll_ctl");
  printf("ident  127.0.0.1:%u\n", ntohs(address.sin_port));
}

int main(int argc, char **argv) {
  errno = 0;
  if (argc != 2) die("usage: ident_limit PORT");
  struct sigaction action = {.sa_handler = stop};
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  allow_files(MAX_CONNECTIONS);
  netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (netlink < 0) die("netlink");
  if ((poller = epoll_create1(EPOLL_CLOEXEC)) < 0) die("epoll_create1");
  listen_at((uint16_t)atoi(argv[1]));
  printf("Ready\n");
  fflush(stdout);
  struct epoll_event events[256];
  while (!stopped) {
    int count = epoll_wait(poller, events, 256, -1);
    if (count < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < count; i++) {
      if (events[i].data.ptr) {
        receive(events[i].data.ptr);
      } else {
        accept_all();
      }
    }
  }
  return 0;
}
