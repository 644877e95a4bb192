#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"

static uint64_t clock_read(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t clock_wall_ns(void) {
  return clock_read(CLOCK_MONOTONIC);
}

/* The whole process: work that luavm moves to a thread of its own counts. */
uint64_t clock_cpu_ns(void) {
  return clock_read(CLOCK_PROCESS_CPUTIME_ID);
}

static int compare_doubles(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

double stats_median(const double *values, size_t count) {
  double sorted[BENCH_PAIR_MAX];
  if (count == 0 || count > BENCH_PAIR_MAX) return 0;
  memcpy(sorted, values, count * sizeof *values);
  qsort(sorted, count, sizeof *sorted, compare_doubles);
  return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
}

double stats_minimum(const double *values, size_t count) {
  double least = count > 0 ? values[0] : 0;
  for (size_t i = 1; i < count; i++)
    if (values[i] < least) least = values[i];
  return least;
}
