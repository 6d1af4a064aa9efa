#define _GNU_SOURCE
#include "yardstick.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/un.h>
#include <unistd.h>

_Noreturn void die(const char *format, ...) {
  int fault = errno;
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fprintf(stderr, fault ? ": %s\n" : "\n", strerror(fault));
  exit(1);
}

static void *allocated(void *memory) {
  if (!memory) die("out of memory");
  return memory;
}

char *bytes_room(struct bytes *b, size_t wanted) {
  if (b->capacity - b->end < wanted) {
    if (b->start > 0) {
      memmove(b->data, b->data + b->start, bytes_length(b));
      b->end -= b->start;
      b->start = 0;
    }
    if (b->capacity - b->end < wanted) {
      size_t capacity = b->capacity ? b->capacity : 1024;
      while (capacity - b->end < wanted) capacity *= 2;
      b->data = allocated(realloc(b->data, capacity));
      b->capacity = capacity;
    }
  }
  return b->data + b->end;
}

void bytes_append(struct bytes *b, const void *from, size_t count) {
  memcpy(bytes_room(b, count), from, count);
  b->end += count;
}

void bytes_taken(struct bytes *b, size_t count) {
  b->start += count;
  if (b->start == b->end) b->start = b->end = 0;
}

void bytes_free(struct bytes *b) {
  free(b->data);
  *b = (struct bytes){0};
}

/* FNV-1a */
static uint32_t hash(const char *key, size_t length) {
  uint32_t h = 2166136261u;
  for (size_t i = 0; i < length; i++) h = (h ^ (unsigned char)key[i]) * 16777619u;
  return h;
}

static void read_file(struct bytes *text, const char *path) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) die("%s", path);
  ssize_t count;
  while ((count = read(file, bytes_room(text, 65536), 65536)) > 0) bytes_added(text, count);
  if (count < 0) die("%s", path);
  close(file);
}

static void add_line(struct table *t, const char *line, size_t length) {
  const char *tab = memchr(line, '\t', length);
  size_t key_length = tab ? (size_t)(tab - line) : length;
  struct entry *e = &t->entries[t->count++];
  *e = (struct entry){.key = line, .key_length = key_length, .present = tab != NULL};
  if (tab) {
    e->value = tab + 1;
    e->value_length = length - key_length - 1;
  }
}

static void index_entries(struct table *t) {
  size_t size = 16;
  while (size < 2 * t->count) size *= 2;
  t->mask = size - 1;
  t->slots = allocated(calloc(size, sizeof *t->slots));
  for (size_t i = 0; i < t->count; i++) {
    const struct entry *e = &t->entries[i];
    if (!e->present) continue;
    size_t slot = hash(e->key, e->key_length) & t->mask;
    while (t->slots[slot]) slot = (slot + 1) & t->mask;
    t->slots[slot] = i + 1;
  }
}

void table_read(struct table *t, const char *path) {
  struct bytes text = {0};
  read_file(&text, path);
  const char *from = text.data, *end = text.data + text.end;
  size_t lines = 1;
  for (const char *p = from; p < end; p++) lines += *p == '\n';
  *t = (struct table){.entries = allocated(calloc(lines, sizeof *t->entries))};
  while (from < end) {
    const char *stop = memchr(from, '\n', end - from);
    if (!stop) stop = end;
    if (stop > from) add_line(t, from, stop - from);
    from = stop + 1;
  }
  if (t->count == 0) die("%s: no entries (expected: lines of key TAB value)", path);
  index_entries(t);
}

const struct entry *table_find(const struct table *t, const char *key, size_t length) {
  for (size_t slot = hash(key, length) & t->mask; t->slots[slot]; slot = (slot + 1) & t->mask) {
    const struct entry *e = &t->entries[t->slots[slot] - 1];
    if (e->key_length == length && memcmp(e->key, key, length) == 0) return e;
  }
  return NULL;
}

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

size_t percent_decode(char *text, size_t length) {
  char *escape = memchr(text, '%', length);
  if (!escape) return length;
  char *to = escape;
  for (const char *from = escape, *end = text + length; from < end; from++) {
    if (*from != '%') {
      *to++ = *from;
      continue;
    }
    if (end - from < 3) return MALFORMED;
    int high = hex_digit(from[1]), low = hex_digit(from[2]);
    if (high < 0 || low < 0) return MALFORMED;
    *to++ = (char)(high << 4 | low);
    from += 2;
  }
  return to - text;
}

void percent_append(struct bytes *out, const char *text, size_t length) {
  static const char HEX[] = "0123456789ABCDEF";
  char *start = bytes_room(out, 3 * length), *to = start;
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c > ' ' && c < 0x7f && c != '%') {
      *to++ = (char)c;
    } else {
      *to++ = '%';
      *to++ = HEX[c >> 4];
      *to++ = HEX[c & 15];
    }
  }
  bytes_added(out, to - start);
}

bool netstring_read(char *text, size_t length, struct netstring *found) {
  *found = (struct netstring){0};
  size_t size = 0, at = 0;
  while (at < length && text[at] >= '0' && text[at] <= '9') {
    if (at == 9) return false;
    size = size * 10 + (size_t)(text[at++] - '0');
  }
  if (at == length) return true;
  if (at == 0 || text[at] != ':') return false;
  if (length - at - 1 < size + 1) return true;
  if (text[at + 1 + size] != ',') return false;
  *found = (struct netstring){.payload = text + at + 1, .length = size, .taken = at + size + 2};
  return true;
}

void netstring_append(struct bytes *out, const char *head, size_t head_length, const char *rest,
                      size_t rest_length) {
  char *to = bytes_room(out, 24);
  bytes_added(out, (size_t)sprintf(to, "%zu:", head_length + 1 + rest_length));
  bytes_append(out, head, head_length);
  bytes_append(out, " ", 1);
  bytes_append(out, rest, rest_length);
  bytes_append(out, ",", 1);
}

bool box_read(const char *text, size_t length, struct box *found) {
  const unsigned char *at = (const unsigned char *)text, *end = at + length;
  for (found->count = 0; end - at >= 2; found->count++) {
    struct text pair[2];
    for (size_t i = 0; i < 2; i++) {
      if (end - at < 2) return false;
      size_t size = (size_t)(at[0] << 8 | at[1]);
      at += 2;
      if (i == 0 && size == 0) {
        found->taken = (size_t)((const char *)at - text);
        return true;
      }
      if ((size_t)(end - at) < size) return false;
      pair[i] = (struct text){.data = (const char *)at, .length = size};
      at += size;
    }
    errno = 0;
    if (pair[0].length > 255 || found->count == MAX_BOX_PAIRS) die("bytes that are no box");
    found->keys[found->count] = pair[0];
    found->values[found->count] = pair[1];
  }
  return false;
}

const struct text *box_find(const struct box *box, const char *key) {
  size_t length = strlen(key);
  for (size_t i = 0; i < box->count; i++) {
    if (box->keys[i].length == length && memcmp(box->keys[i].data, key, length) == 0) {
      return &box->values[i];
    }
  }
  return NULL;
}

void box_value_append(struct bytes *out, const char *text, size_t length) {
  char size[2] = {(char)(length >> 8), (char)length};
  bytes_append(out, size, 2);
  bytes_append(out, text, length);
}

static bool inet_endpoint(struct endpoint *e, const char *text, bool named) {
  char host[64];
  unsigned port;
  int used = 0;
  if (sscanf(text, "%63[0-9.]:%u%n", host, &port, &used) != 2 || port > 65535) return false;
  struct sockaddr_in *in = (struct sockaddr_in *)&e->address;
  *in = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  e->address_length = sizeof *in;
  if (inet_pton(AF_INET, host, &in->sin_addr) != 1) return false;
  if (named && text[used] == ':') {
    snprintf(e->name, sizeof e->name, "%s", text + used + 1);
    return true;
  }
  return text[used] == 0;
}

static bool unix_endpoint(struct endpoint *e, const char *text) {
  const char *colon = strrchr(text, ':');
  size_t length = colon ? (size_t)(colon - text) : strlen(text);
  struct sockaddr_un *un = (struct sockaddr_un *)&e->address;
  *un = (struct sockaddr_un){.sun_family = AF_UNIX};
  if (length == 0 || length >= sizeof un->sun_path) return false;
  memcpy(un->sun_path, text, length);
  e->address_length = sizeof *un;
  if (colon) snprintf(e->name, sizeof e->name, "%s", colon + 1);
  return true;
}

void endpoint_parse(struct endpoint *e, const char *text) {
  *e = (struct endpoint){.name = "aliases"};
  bool good = false;
  if (strncmp(text, "tcp:", 4) == 0) {
    e->protocol = TCP_TABLE;
    good = inet_endpoint(e, text + 4, false);
  } else if (strncmp(text, "socketmap:inet:", 15) == 0) {
    e->protocol = SOCKETMAP;
    good = inet_endpoint(e, text + 15, true);
  } else if (strncmp(text, "socketmap:unix:", 15) == 0) {
    e->protocol = SOCKETMAP;
    good = unix_endpoint(e, text + 15);
  }
  errno = 0;
  if (!good) {
    die("endpoint: %s (expected: tcp:A.B.C.D:PORT, socketmap:inet:A.B.C.D:PORT[:NAME] or "
        "socketmap:unix:/PATH[:NAME])",
        text);
  }
}

void allow_files(size_t wanted) {
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) die("open files");
  if (files.rlim_cur >= wanted) return;
  files.rlim_cur = wanted;
  if (files.rlim_max < wanted) files.rlim_max = wanted;
  if (setrlimit(RLIMIT_NOFILE, &files) != 0) die("open files: %zu refused", wanted);
}
