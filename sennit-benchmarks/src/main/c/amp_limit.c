/*
 * amp_limit PORT : what an AMP server can reach at most.
 *
 * It answers Sum(a, b) and nothing else. It does what the protocol asks for (pipelining, partial
 * reads and writes, ids of any form, keys in any order, unknown commands) and has no log and no
 * limits but on what one peer may leave unread.
 *
 * Prints `amp  127.0.0.1:PORT`, then `Ready`. Ends on SIGTERM or SIGINT.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answers.h"

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

static enum answer answer_first(struct connection *c) {
  struct box box;
  if (!box_read(bytes_front(&c->in), bytes_length(&c->in), &box)) return NOT_YET;
  bool good = answer(&c->out, &box);
  bytes_taken(&c->in, box.taken);
  return good ? ANSWERED : WRONG;
}

int main(int argc, char **argv) {
  static const struct answerer amp = {"amp", 65536, no_delay, answer_first};
  return answers_main(argc, argv, &amp);
}
