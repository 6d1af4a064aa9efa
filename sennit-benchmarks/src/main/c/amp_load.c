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
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "calls.h"

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
    count++;
  }
  return count;
}

int main(int argc, char **argv) {
  static const struct caller amp = {.name = "amp_load", .ask = ask, .take = take};
  return calls_main(argc, argv, &amp);
}
