/*
 * ident_limit PORT : what an ident server that looks each connection up can reach at most.
 *
 * One netlink socket: each query is one exact question to the kernel (sock_diag). Answers the
 * owner's number, several queries on a connection; IPv4 on 127.0.0.1, and nothing else: no names,
 * no log, no limits but on what one peer may leave unread.
 *
 * Prints `ident  127.0.0.1:PORT`, then `Ready`. Ends on SIGTERM or SIGINT.
 */
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <stdio.h>
#include <string.h>

#include "answers.h"

enum { MAX_LINE_BYTES = 1000 };

static int netlink;

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

static enum answer answer_first(struct connection *c) {
  char *line = bytes_front(&c->in), *end = memchr(line, '\n', bytes_length(&c->in));
  if (!end) return bytes_length(&c->in) > MAX_LINE_BYTES ? WRONG : NOT_YET;
  *end = 0;
  bool good = answer_line(c, line);
  bytes_taken(&c->in, (size_t)(end + 1 - line));
  return good ? ANSWERED : WRONG;
}

static void opened(struct connection *c) {
  socklen_t length = sizeof c->local;
  getsockname(c->file, (struct sockaddr *)&c->local, &length);
}

int main(int argc, char **argv) {
  static const struct answerer ident = {"ident", 4096, opened, answer_first};
  netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (netlink < 0) die("netlink");
  return answers_main(argc, argv, &ident);
}
