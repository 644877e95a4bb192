/* bench.h - what the files of the benchmark share.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BENCH_PAIR_MAX 101
#define BENCH_PROGRAM_MAX 64
#define BENCH_NAME_MAX 64
#define BENCH_VALUE_MAX 256

/* Lua source text in memory. */
typedef struct bench_source {
  char name[BENCH_NAME_MAX];
  char *text;
  size_t length;
} bench_source;

/* What a program returned, as type and text: equal bytes, equal value. */
typedef struct bench_value {
  size_t length;
  char text[BENCH_VALUE_MAX];
} bench_value;

/* One timed run: on the wall clock, and all threads' processor time. */
typedef struct bench_sample {
  double wall_ms;
  double cpu_ms;
} bench_sample;

/* One program's figures; those of luavm are 0 with --stock-only. */
typedef struct bench_program {
  char name[BENCH_NAME_MAX];
  double stock_ms;
  double luavm_ms;
  double ratio;     /* luavm / stock on the wall clock */
  double cpu_ratio; /* the same in processor time: tells noise from cost */
} bench_program;

/* One row with a target. `value <= target` is "met"; target 0: information. */
typedef struct bench_figure {
  const char *name;
  const char *title;
  const char *unit;
  double value;
  double target;
} bench_figure;

#define BENCH_FIGURE_MAX 24
typedef struct bench_report {
  int pair_count;
  bool stock_only;
  size_t program_count;
  bench_program programs[BENCH_PROGRAM_MAX];
  size_t figure_count;
  bench_figure figures[BENCH_FIGURE_MAX];
} bench_report;

typedef struct bench_options {
  const char *stock_path;
  const char *program_folder;
  const char *first_path;
  const char *json_path;
  const char *only;
  int pair_count;
  bool stock_only;
} bench_options;

/* stats.c */
uint64_t clock_wall_ns(void);
uint64_t clock_cpu_ns(void);
double stats_median(const double *values, size_t count);
double stats_minimum(const double *values, size_t count);

/* value.c: each answers false, with a message, for what it cannot hold. */
bool value_integer(bench_value *value, int64_t number);
bool value_number(bench_value *value, double number);
bool value_string(bench_value *value, const char *text, size_t length);
bool value_equal(const bench_value *left, const bench_value *right);

/* stock.c: Lua as distributed, from the library at `path`. */
bool stock_open(const char *path);
bool stock_run(const bench_source *source, bench_value *value, bench_sample *sample);
bool stock_cycle(int count); /* new state, open libraries, close */
bool stock_eval_open(void);
bool stock_eval(int count);
void stock_eval_close(void);
/* 200,000 calls of a C function in a loop, and that loop alone, nanoseconds. */
bool stock_calls(double *call_ns, double *loop_ns);

/* ours.c: luavm with every limit on. */
bool ours_open(void);
bool ours_run(const bench_source *source, bench_value *value, bench_sample *sample);
bool ours_cycle(int count); /* vm_new, vm_free */
bool ours_eval_open(void);
bool ours_eval(int count);
void ours_eval_close(void);
bool ours_idle_bytes(double *bytes);
bool ours_library(const char **path, double *bytes);

/* programs.c, costs.c, calls.c: fill the report; false after a failed call. */
bool programs_measure(const bench_options *options, bench_report *report);
bool costs_measure(const bench_options *options, bench_report *report);
bool calls_measure(bench_report *report);

/* report.c */
bool bench_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
void report_figure(bench_report *report, bench_figure figure);
void report_program_header(const bench_report *report);
void report_program(const bench_report *report, const bench_program *program);
void report_figures(const bench_report *report);
bool report_json(const bench_report *report, const char *path);

#endif /* BENCH_H */
