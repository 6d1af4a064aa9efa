/* A load generator of calls, whatever their protocol. */
#ifndef CALLS_H
#define CALLS_H

#include "yardstick.h"

/* How one protocol calls. */
struct caller {
  const char *name; /* of the program */
  /* Answers what the server says first; NULL where it says nothing. */
  void (*greet)(int file, struct bytes *in, struct bytes *out);
  /* Appends the call with this number. */
  void (*ask)(struct bytes *out, uint64_t id);
  /* Takes the whole answers off the front and returns how many; ends the process when one is wrong. */
  size_t (*take)(struct bytes *in);
};

/* Reads what is there; false at the end. */
bool receive(int file, struct bytes *in);

/* The program: load|idle [-p OUTSTANDING] [-c CONNECTIONS] [-t SECONDS] A.B.C.D:PORT */
int calls_main(int argc, char **argv, const struct caller *how);

#endif
