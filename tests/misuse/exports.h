/* The table that generate.py makes of luavm.h: what there is to call, with what,
 * and what may come back. */
#ifndef EXPORTS_H
#define EXPORTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luavm.h"

enum { PARAMETER_MAX = 8, RANGE_MAX = 8 };

typedef enum kind {
  KIND_HANDLE,
  KIND_TEMPLATE,
  KIND_REFERENCE, /* to a table */
  KIND_CLASS,     /* a reference to one */
  KIND_POLICY,
  KIND_STORE,
  KIND_SOCKET,
  KIND_RESULT, /* a block given back */
  KIND_BUFFER,
  KIND_RESPONSE,
  KIND_DATA,   /* bytes; the next parameter is their length; number: may not be empty */
  KIND_VALUES, /* likewise */
  KIND_REFERENCES,
  KIND_ENTRIES, /* likewise, of a store */
  KIND_LENGTH,
  KIND_IN_STRUCT,
  KIND_ENUM, /* from least on */
  KIND_CODE, /* of its ranges */
  KIND_NUMBER,
  KIND_QUANTITY, /* any value is right */
  KIND_STATUS,
  KIND_SIZE,   /* bytes asked for */
  KIND_VALUE,  /* any */
  KIND_CALLED, /* a value that can be called */
  KIND_REPLY,  /* valid within a host function alone */
  KIND_USER,   /* any pointer, never read */
  KIND_OUT_HANDLE,
  KIND_OUT_TEMPLATE,
  KIND_OUT_POLICY,
  KIND_OUT_STORE,
  KIND_OUT_SOCKET,
  KIND_OUT_REFERENCE,
  KIND_OUT_POINTER,
  KIND_OUT_RESULT,
  KIND_OUT_RESPONSE,
  KIND_OUT_BUFFER, /* a message */
  KIND_OUT_TEXT,   /* a buffer that is the answer */
  KIND_OUT_NUMBER,
  KIND_OUT_FLAG, /* 1 or 0 */
  KIND_OUT_CODE, /* 0 on failure */
  KIND_OUT_STRUCT
} kind;

typedef enum role {
  FIELD_SIZE,
  FIELD_FLAGS, /* number: the known ones */
  FIELD_RESERVED,
  FIELD_ENUM,     /* number: the first that is none */
  FIELD_DATA,     /* the next field is its length; number: may not be empty */
  FIELD_ARRAY,    /* likewise */
  FIELD_LENGTH,   /* number: the highest value */
  FIELD_LIMITED,  /* likewise */
  FIELD_QUANTITY, /* any value is a limit, if sometimes an impossible one */
  FIELD_CALLBACK, /* number: required */
  FIELD_USER,
  FIELD_RELEASE,
  FIELD_TEMPLATE,
  FIELD_LEFT,   /* 0 */
  FIELD_WRITTEN /* by the library */
} role;

typedef struct struct_field {
  const char *name;
  size_t offset, bytes;
  role role;
  uint64_t number;
} struct_field;

typedef struct struct_info {
  const char *name;
  size_t bytes;
  int field_count;
  const struct_field *fields;
} struct_info;

typedef struct parameter {
  const char *name;
  kind kind;
  bool nullable;
  const struct_info *info; /* of structs */
  uint64_t number;         /* of enums the first that is none, of functions whether
                              their name is a path; else the highest, 0: none */
  uint64_t least;
  int range_count;
  struct {
    int64_t first, last;
  } ranges[RANGE_MAX];
} parameter;

typedef union slot {
  uint64_t n;
  void *p;
} slot;

typedef struct export {
  const char *name;
  uint64_t (*call)(const slot *slots);
  uint32_t statuses; /* bits of those that "Returns" names */
  bool returns_status, works_in_child, one_per_vm;
  int parameter_count;
  parameter parameters[PARAMETER_MAX];
}
export;

extern const export exports[];
extern const int export_count;

/* Where each of them was found in the library, in the same order. */
extern void *export_address[];

#endif
