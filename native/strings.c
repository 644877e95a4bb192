/* Work on strings that stock Lua does in one uninterruptible step, or with a
 * hash that a script can steer: done in pieces, each paid for. */
#include <pthread.h>
#include <string.h>
#include <sys/random.h>

#include "fault.h"
#include "vm.h"

enum { REPEAT_BLOCK = 32768, COPY_BLOCK = 1 << 20, COPY_FREE = 4096 };

/* Writes n copies of a string with a separator between them, doubling what is
 * there until a block is full. */
static void luavm_repeat(lua_State *L, char *to, const char *s, size_t length,
                         const char *separator, size_t separator_length, size_t n) {
  size_t unit = length + separator_length;
  size_t total = n * unit - separator_length;
  memcpy(to, s, length);
  if (n == 1) return;
  memcpy(to + length, separator, separator_length);
  size_t block = unit;
  for (size_t have = unit; have < total;) {
    size_t more = total - have < block ? total - have : block;
    meter_charge(L, 1 + (more >> 6));
    memcpy(to + have, to, more);
    have += more;
    if (block < REPEAT_BLOCK && have == 2 * block) block = have;
  }
}

/* memcpy, but it is paid for and the script can be stopped within it. */
static void luavm_copy(lua_State *L, char *to, const char *from, size_t length) {
  if (length >= COPY_FREE) meter_charge(L, length >> 8);
  for (; length > COPY_BLOCK;
       to += COPY_BLOCK, from += COPY_BLOCK, length -= COPY_BLOCK) {
    memcpy(to, from, COPY_BLOCK);
    meter_charge(L, 0);
  }
  memcpy(to, from, length);
}

/* Order of the "C" locale, which is in force while a script runs. */
static int luavm_compare(const TString *a, const TString *b) {
  size_t x = tsslen(a), y = tsslen(b);
  int order = memcmp(getstr(a), getstr(b), x < y ? x : y);
  return order != 0 ? order : (x > y) - (x < y);
}

/* ----------------------------------------------------------------- hashes */

static uint64_t hash_secret[4];

static void draw_secret(void) {
  if (fault_armed()) return; /* counts of requests are to be repeatable */
  ssize_t drawn = getrandom(hash_secret, sizeof hash_secret, 0);
  (void)drawn; /* every VM draws a key of its own too, and fails without one */
}

void strings_open(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, draw_secret);
}

static uint64_t load64(const char *p) {
  uint64_t x;
  memcpy(&x, p, sizeof x);
  return x;
}

static uint64_t load32(const char *p) {
  uint32_t x;
  memcpy(&x, p, sizeof x);
  return x;
}

/* Both halves of a 128-bit product, folded. */
static uint64_t fold(uint64_t a, uint64_t b) {
  unsigned __int128 product = (unsigned __int128)a * b;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Sixteen bytes per multiplication under a secret of the process, after wyhash
 * (Wang Yi, 2019). */
static unsigned int luavm_hash(const char *s, size_t length, unsigned int seed) {
  uint64_t h = hash_secret[0] ^ ((uint64_t)seed << 32 | (uint32_t)length), a = 0, b = 0;
  for (; length > 16; s += 16, length -= 16)
    h = fold(load64(s) ^ hash_secret[1], load64(s + 8) ^ h);
  if (length >= 8) {
    a = load64(s);
    b = load64(s + length - 8);
  } else if (length >= 4) {
    a = load32(s);
    b = load32(s + length - 4);
  } else if (length > 0) {
    a = (uint64_t)(unsigned char)s[0] << 16 |
        (uint64_t)(unsigned char)s[length / 2] << 8 | (unsigned char)s[length - 1];
  }
  h = fold(a ^ hash_secret[2], b ^ h);
  return (unsigned int)(h ^ h >> 32);
}

/* For numbers and addresses in a table that has proved to be flooded. */
static unsigned int luavm_scatter(uint64_t x) {
  return (unsigned int)fold(x ^ hash_secret[3], hash_secret[1] | 1);
}
