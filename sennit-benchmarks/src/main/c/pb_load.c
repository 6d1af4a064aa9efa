/*
 * pb_load load|idle [-p OUTSTANDING] [-c CONNECTIONS] [-t SECONDS] A.B.C.D:PORT
 *
 * Calls `add(a, b)` on the root object of a Perspective Broker, from one thread, and checks every
 * answer.
 *
 *   load  one connection that keeps so many calls on the wire
 *   idle  opens so many connections, calls once on each, says `ready`, holds them until standard
 *         input ends, and then counts those the server has closed meanwhile
 *
 * Prints one line of JSON. Ends with 1 when an answer was wrong or missing.
 */
#include <errno.h>
#include <string.h>

#include "calls.h"

enum { LIST = 0x80, INT = 0x81, VOCAB = 0x87, ANSWER = 27, VERSION = 19 };

/* A number of Banana: groups of seven bits, the lowest first, and the type. */
static void number(struct bytes *out, uint64_t value, int type) {
  char *to = bytes_room(out, 12);
  size_t length = 0;
  do {
    to[length++] = (char)(value & 0x7f);
    value >>= 7;
  } while (value);
  to[length++] = (char)type;
  bytes_added(out, length);
}

/* (message ID "root" "add" 1 (tuple ID 7) (dictionary)) */
static void ask(struct bytes *out, uint64_t id) {
  bytes_append(out, "\x07\x80\x1a\x87", 4);
  number(out, id, INT);
  bytes_append(out, "\x04\x82root\x03\x82" "add\x01\x81\x03\x80\x0b\x87", 17);
  number(out, id, INT);
  bytes_append(out, "\x07\x81\x01\x80\x05\x87", 6);
}

/* Takes a number and its type; returns how many bytes, 0 where they are not all there. */
static size_t item(const unsigned char *at, const unsigned char *end, uint64_t *value, int *type) {
  *value = 0;
  for (size_t i = 0; at + i < end; i++) {
    if (at[i] & 0x80) {
      *type = at[i];
      return i + 1;
    }
    *value |= (uint64_t)at[i] << 7 * i;
  }
  return 0;
}

/* Counts the answers that are whole; each has to be (answer ID ID+7). Returns how many. */
static size_t take(struct bytes *in) {
  size_t taken = 0;
  while (true) {
    const unsigned char *at = (unsigned char *)bytes_front(in), *start = at;
    const unsigned char *end = at + bytes_length(in);
    uint64_t values[4];
    int types[4];
    for (size_t i = 0; i < 4; i++) {
      size_t length = item(at, end, &values[i], &types[i]);
      if (length == 0) return taken;
      at += length;
      if (i == 2 && types[1] == VOCAB && values[1] == VERSION) break;
    }
    bytes_taken(in, (size_t)(at - start));
    if (types[1] == VOCAB && values[1] == VERSION) continue;
    bool good = types[0] == LIST && types[1] == VOCAB && values[1] == ANSWER && types[2] == INT &&
                types[3] == INT && values[3] == values[2] + 7;
    if (!good) {
      errno = 0;
      die("an answer that is none (expected: the sum)");
    }
    taken++;
  }
}

/* Hears the dialects, and takes the first. */
static void greet(int file, struct bytes *in, struct bytes *out) {
  while (bytes_length(in) < 12) {
    if (!receive(file, in)) die("greeting");
  }
  if (memcmp(bytes_front(in), "\x02\x80\x02\x82pb\x04\x82none", 12) != 0) die("greeting");
  bytes_taken(in, 12);
  bytes_append(out, "\x02\x82pb\x02\x80\x13\x87\x06\x81", 10);
}

int main(int argc, char **argv) {
  static const struct caller pb = {.name = "pb_load", .greet = greet, .ask = ask, .take = take};
  return calls_main(argc, argv, &pb);
}
