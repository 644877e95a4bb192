/* Where in a result a table is, in words: "value 1.list[3]". */
#include <stdio.h>
#include <string.h>

#include "vm.h"

/* Where a table was met: a key in an earlier one of the list, by position + 1, or
 * the number of a value. */
typedef struct origin {
  uint32_t parent;
  TValue key;
} origin;

/* Writes the key before what is there already; false: no room. */
static bool prepend(char **at, const char *start, const origin *o) {
  char key[64];
  int n;
  if (o->parent == 0)
    n = snprintf(key, sizeof key, "value %d", (int)ivalue(&o->key));
  else if (ttisstring(&o->key))
    n = snprintf(key, sizeof key, ".%.40s", getstr(tsvalue(&o->key)));
  else if (ttisinteger(&o->key))
    n = snprintf(key, sizeof key, "[%lld]", (long long)ivalue(&o->key));
  else if (ttisfloat(&o->key))
    n = snprintf(key, sizeof key, "[%.14g]", fltvalue(&o->key));
  else
    n = snprintf(key, sizeof key, "[a %s]", luaT_typenames_[ttype(&o->key) + 1]);
  if (n > *at - start) return false;
  *at -= n;
  memcpy(*at, key, (size_t)n);
  return true;
}

static void name_place(const origin *origins, char *to, size_t room, origin o) {
  char text[160], *at = text + sizeof text - 1;
  *at = 0;
  while (prepend(&at, text + 3, &o)) {
    if (o.parent == 0) break;
    o = origins[o.parent - 1];
  }
  bool whole = strncmp(at, "value ", 6) == 0;
  snprintf(to, room, "%s%s", whole ? "" : "...", at);
  for (char *c = to; *c != 0; c++)
    if ((unsigned char)*c < 0x20 || *c == 0x7f) *c = '?';
}
