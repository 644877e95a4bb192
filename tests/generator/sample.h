/* What luavm.h may come to have: the generator is tested on it ahead of time. */
#ifndef LUAVM_H
#define LUAVM_H

#include <stddef.h>
#include <stdint.h>

#define LUAVM_API extern __attribute__((visibility("default")))

/* ------------------------------------------------------------ Numbers */

#define LUAVM_BIG 0xfedcba9876543210u
#define LUAVM_WIDE 4294967295u
#define LUAVM_NEGATIVE -5
#define LUAVM_SHIFTED (1u << 20 | LUAVM_FLAG)
#define LUAVM_FLAG 4u
#define LUAVM_TEXT "sample & <text>"

/* A status. */
typedef int32_t luavm_status;
enum luavm_status_value {
  LUAVM_OK = 0,      /* done */
  LUAVM_ODD = -1,    /* negative, with a comment on
                        two lines */
  LUAVM_LAST = 1 + 2 /* computed */
};

/* Every number that a field may be. */
typedef struct luavm_numbers {
  char text;
  int8_t i8;
  uint8_t u8;
  int16_t i16;
  uint16_t u16;
  int32_t i32;
  uint32_t u32;
  int64_t i64;
  uint64_t u64;
  int i;
  unsigned int u;
  float f;
  double d;
  size_t size;
  luavm_status status;
} luavm_numbers;

/* ---------------------------------------------------------- Callbacks */

/* A handle. */
typedef uint64_t luavm_thing;

/* Never defined: the library's own. */
typedef struct luavm_call luavm_call;

struct luavm_reply;

/* Answers one call, with the \user it was given & <anything>. */
typedef int (*luavm_handler)(void *user, const luavm_call *call,
                             struct luavm_reply *reply, const char *name,
                             size_t name_length);
typedef void (*luavm_release)(void *user);
typedef luavm_handler luavm_other_handler;

typedef union luavm_number {
  int64_t integer;
  double number;
  uint8_t small;
} luavm_number;

typedef struct luavm_reply {
  uint8_t kind; /* 1: integer */
  luavm_number as;
  union {
    struct {
      char in;
      const struct luavm_reply *lock;
    } both;
    int16_t first;
  } more;
  float share;
} luavm_reply;

typedef struct luavm_service {
  uint32_t struct_size;
  luavm_handler handler;
  void (*notify)(void *user, uint32_t code);
  luavm_release release;
  void *user;
  const char *name; /* text of the caller's */
  size_t name_length;
} luavm_service;

/* Calls a handler with "a\0b" as its name, and hands the service's code on. */
LUAVM_API luavm_status thing_serve(luavm_thing thing, const luavm_service *service,
                                   luavm_reply *reply);

/* Calls it back `count` times. Owns: nothing. */
LUAVM_API int32_t thing_each(luavm_handler handler, void *user, uint32_t count);

/* Ends a thing. */
LUAVM_API void thing_end(luavm_thing object, luavm_release release, void *params);

#endif
