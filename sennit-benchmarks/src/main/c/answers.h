/* A server of answers, whatever their protocol: one thread, one epoll, no log. */
#ifndef ANSWERS_H
#define ANSWERS_H

#include <netinet/in.h>

#include "yardstick.h"

struct connection {
  int file;
  bool listens;
  bool ended; /* the peer sends no more; close when all is answered */
  uint32_t watched;
  enum protocol protocol; /* of the endpoint, where there are several */
  struct sockaddr_in local, peer; /* the local one only where `opened` asks for it */
  struct bytes in, out;
};

enum answer {
  ANSWERED,
  NOT_YET, /* the request is not all there */
  WRONG    /* the connection has to end for it, behind what is answered */
};

/* How one protocol answers. */
struct answerer {
  const char *name;  /* of the protocol */
  size_t read_bytes; /* at once */
  /* What a new connection needs. */
  void (*opened)(struct connection *c);
  /* Takes the request at the front of `in`, and appends its answer to `out`. */
  enum answer (*answer)(struct connection *c);
};

/* For `opened`: sends small answers at once. */
void no_delay(struct connection *c);

/* Makes ready to listen; SIGTERM and SIGINT will end answers_run(). */
void answers_start(const struct answerer *how);
/* Returns the listening socket; ends the process, with the text, when nobody can listen there. */
int answers_listen(enum protocol protocol, const struct sockaddr *address, socklen_t length,
                   const char *text);
void answers_run(void);

/* The program PORT on 127.0.0.1. Prints `name  127.0.0.1:PORT`, then `Ready`. */
int answers_main(int argc, char **argv, const struct answerer *how);

#endif
