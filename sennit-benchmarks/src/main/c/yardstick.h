/* What the two yardsticks share: growing bytes, the key file, percent-encoding, endpoints. */
#ifndef YARDSTICK_H
#define YARDSTICK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

/* Bytes between start and end of a block that grows; taken at the front, added at the back. */
struct bytes {
  char *data;
  size_t start, end, capacity;
};

static inline size_t bytes_length(const struct bytes *b) { return b->end - b->start; }
static inline char *bytes_front(const struct bytes *b) { return b->data + b->start; }

/* Makes room for `wanted` more bytes and returns where they go; bytes_added() counts them in. */
char *bytes_room(struct bytes *b, size_t wanted);
static inline void bytes_added(struct bytes *b, size_t count) { b->end += count; }
void bytes_append(struct bytes *b, const void *from, size_t count);
/* Takes bytes off the front. */
void bytes_taken(struct bytes *b, size_t count);
void bytes_free(struct bytes *b);

/* One line of the key file: `key TAB value`. A line without TAB is a key that is not found. */
struct entry {
  const char *key, *value;
  uint32_t key_length, value_length;
  bool present;
};

struct table {
  struct entry *entries; /* in the order of the file */
  size_t count;
  uint32_t *slots; /* open addressing: 0 is free, otherwise 1 + the index of an entry */
  size_t mask;
};

/* Reads the key file, ends the process when it cannot. */
void table_read(struct table *t, const char *path);
/* The entry with the key, or NULL; keys that are not found by intent are not in. */
const struct entry *table_find(const struct table *t, const char *key, size_t length);

#define MALFORMED SIZE_MAX
/* Decodes in place; returns the new length, or MALFORMED for a % without two hex digits. */
size_t percent_decode(char *text, size_t length);
/* Appends the text encoded as Postfix does: %, blanks, control bytes and all above 7E. */
void percent_append(struct bytes *out, const char *text, size_t length);

/* The payload of the netstring at the front of the text. */
struct netstring {
  char *payload;
  size_t length; /* of the payload */
  size_t taken;  /* of the whole frame; 0: not all there yet */
};
/* False when the text is no netstring. */
bool netstring_read(char *text, size_t length, struct netstring *found);
/* Appends `head rest` as one netstring. */
void netstring_append(struct bytes *out, const char *head, size_t head_length, const char *rest,
                      size_t rest_length);

/* Bytes that belong to somebody else. */
struct text {
  const char *data;
  size_t length;
};

enum { MAX_BOX_PAIRS = 16 };

/* A box of AMP; its texts point into the bytes it was read from. */
struct box {
  struct text keys[MAX_BOX_PAIRS], values[MAX_BOX_PAIRS];
  size_t count;
  size_t taken; /* bytes of the whole box */
};
/* False when the box at the front of the text is not all there yet; ends the process when it is
   none, or has too many pairs. */
bool box_read(const char *text, size_t length, struct box *found);
/* The value of a key, or NULL. */
const struct text *box_find(const struct box *box, const char *key);
/* Appends a key or a value with its length; two zero bytes end a box. */
void box_value_append(struct bytes *out, const char *text, size_t length);

enum protocol { TCP_TABLE, SOCKETMAP };

/* tcp:A.B.C.D:PORT, socketmap:inet:A.B.C.D:PORT[:NAME] or socketmap:unix:/PATH[:NAME] */
struct endpoint {
  enum protocol protocol;
  char name[64];
  struct sockaddr_storage address;
  socklen_t address_length;
};
void endpoint_parse(struct endpoint *e, const char *text);

/* Allows at least so many open files, ends the process when that is refused. */
void allow_files(size_t wanted);

/* Ends the process with a message; the text of errno is added where errno is set. */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
