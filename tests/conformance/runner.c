/* runner stock LIBRARY FD | runner trusted|standard FD
 *
 * Reads programs from stdin, each behind its length, and writes an answer to
 * FD for each: length, zero, fuel, text. Little-endian, 4 + 4 + 8 bytes. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runner.h"

static int fail(const char *message) {
  fprintf(stderr, "runner: %s\n", message);
  return 1;
}

/* Programs get an empty stdin; what they start inherits none of our pipes. */
static FILE *take_requests(void) {
  int requests = fcntl(0, F_DUPFD_CLOEXEC, 10), nothing = open("/dev/null", O_RDONLY);
  if (requests < 0 || nothing < 0 || dup2(nothing, 0) < 0) return NULL;
  close(nothing);
  return fdopen(requests, "rb");
}

static bool write_all(int to, const void *data, size_t length) {
  const char *at = data;
  while (length > 0) {
    ssize_t n = write(to, at, length);
    if (n <= 0) return false;
    at += n;
    length -= (size_t)n;
  }
  return true;
}

static bool answer(int to, uint64_t fuel, const text *t) {
  struct {
    uint32_t length, zero;
    uint64_t fuel;
  } head = {(uint32_t)t->length, 0, fuel};
  return write_all(to, &head, sizeof head) && write_all(to, t->data, t->length);
}

static int serve(const engine *e, FILE *requests, int to) {
  uint32_t length;
  text t = {NULL, 0, 0};
  while (fread(&length, sizeof length, 1, requests) == 1) {
    char *source = malloc((size_t)length + 1);
    if (source == NULL || fread(source, 1, length, requests) != length)
      return fail("a program is incomplete");
    t.length = 0;
    uint64_t fuel = e->run(source, length, &t);
    free(source);
    fflush(stdout);
    fflush(stderr);
    if (!answer(to, fuel, &t)) return fail("nobody takes the answers");
  }
  free(t.data);
  return 0;
}

int main(int count, char **words) {
  if (count < 3)
    return fail("usage: runner stock LIBRARY FD | trusted FD | standard FD");
  bool stock = strcmp(words[1], "stock") == 0;
  const engine *e = stock ? &stock_engine : &our_engine;
  int to = atoi(words[count - 1]);
  FILE *requests = take_requests();
  if (requests == NULL || fcntl(to, F_SETFD, FD_CLOEXEC) != 0) return fail("no pipes");
  if (!e->open(words[stock ? 2 : 1])) return 1;
  return serve(e, requests, to);
}
