#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner.h"

void text_add(text *t, const char *data, size_t length) {
  if (t->room - t->length < length) {
    t->room = (t->length + length) * 2;
    t->data = realloc(t->data, t->room);
    if (t->data == NULL) {
      fputs("runner: out of memory\n", stderr);
      exit(1);
    }
  }
  if (length > 0) memcpy(t->data + t->length, data, length);
  t->length += length;
}

void text_line(text *t, const char *label, const char *data, size_t length) {
  text_add(t, label, strlen(label));
  text_add(t, ": ", 2);
  text_add(t, data, length);
  text_add(t, "\n", 1);
}

void text_number(text *t, double number) {
  char digits[64];
  int n = snprintf(digits, sizeof digits, "%a", number);
  text_line(t, "number", digits, (size_t)n);
}
