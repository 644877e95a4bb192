#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

enum {
  BATCH_COUNT = 101,
  WARM_UP_COUNT = 10,
  CYCLES_PER_BATCH = 20,
  EVALS_PER_BATCH = 1000,
  FIRST_COUNT = 21
};

typedef bool (*bench_batch)(int count);

/* Microseconds per call. */
static bool time_batch(bench_batch batch, int count, double *us) {
  uint64_t start = clock_wall_ns();
  bool done = batch(count);
  *us = (double)(clock_wall_ns() - start) / 1e3 / count;
  return done;
}

static bool time_batches(bench_batch stock, bench_batch ours, int count,
                         double *stock_us, double *our_us) {
  for (int i = -WARM_UP_COUNT; i < BATCH_COUNT; i++) {
    int slot = i < 0 ? 0 : i;
    if (!time_batch(stock, count, &stock_us[slot])) return false;
    if (ours != NULL && !time_batch(ours, count, &our_us[slot])) return false;
  }
  return true;
}

static bool measure_cycle(bench_report *report) {
  double stock_us[BATCH_COUNT], our_us[BATCH_COUNT];
  bench_batch ours = report->stock_only ? NULL : ours_cycle;
  if (!time_batches(stock_cycle, ours, CYCLES_PER_BATCH, stock_us, our_us))
    return false;
  double stock = stats_median(stock_us, BATCH_COUNT);
  if (ours != NULL) {
    double median = stats_median(our_us, BATCH_COUNT);
    report_figure(report, (bench_figure){"cycle_ratio", "vm_new + vm_free / stock", "x",
                                         median / stock, 0.5});
    report_figure(report, (bench_figure){"cycle_us", "  luavm", "us", median, 0});
  }
  report_figure(report,
                (bench_figure){"cycle_stock_us", "  stock: newstate, openlibs, close",
                               "us", stock, 0});
  return true;
}

static void report_eval(bench_report *report, const double *stock_us,
                        const double *our_us) {
  if (!report->stock_only) {
    report_figure(report, (bench_figure){"eval_us", "eval \"return 1+1\", median", "us",
                                         stats_median(our_us, BATCH_COUNT), 3});
    report_figure(report, (bench_figure){"eval_min_us", "  best batch", "us",
                                         stats_minimum(our_us, BATCH_COUNT), 0});
  }
  report_figure(report,
                (bench_figure){"eval_stock_us", "  stock: loadbufferx, pcall, median",
                               "us", stats_median(stock_us, BATCH_COUNT), 0});
}

static bool measure_eval(bench_report *report) {
  double stock_us[BATCH_COUNT], our_us[BATCH_COUNT];
  bench_batch ours = report->stock_only ? NULL : ours_eval;
  if (!stock_eval_open()) return false;
  bool done = (ours == NULL || ours_eval_open()) &&
              time_batches(stock_eval, ours, EVALS_PER_BATCH, stock_us, our_us);
  stock_eval_close();
  if (ours != NULL) ours_eval_close();
  if (done) report_eval(report, stock_us, our_us);
  return done;
}

static bool read_number(int file, double *number) {
  char text[64];
  size_t length = 0;
  ssize_t got;
  while (length < sizeof text - 1 &&
         (got = read(file, text + length, sizeof text - 1 - length)) > 0)
    length += (size_t)got;
  text[length] = 0;
  char *end = text;
  *number = strtod(text, &end);
  return end != text;
}

/* exec at once: the child of a fork may not use libluavm. */
static bool run_first(const char *program, const char *library, double *ms) {
  int ends[2];
  if (pipe(ends) != 0) return bench_fail("cannot make a pipe");
  pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    execl(program, program, library, (char *)NULL);
    _exit(127);
  }
  close(ends[1]);
  int state = 0;
  bool done = child > 0 && read_number(ends[0], ms);
  close(ends[0]);
  if (child > 0 && waitpid(child, &state, 0) != child) done = false;
  if (!done || state != 0)
    return bench_fail("%s did not measure a first result", program);
  return true;
}

static bool measure_first(const char *program, bench_report *report) {
  double ms[FIRST_COUNT], bytes = 0;
  const char *library = NULL;
  if (!ours_library(&library, &bytes)) return false;
  for (int i = -1; i < FIRST_COUNT; i++)
    if (!run_first(program, library, &ms[i < 0 ? 0 : i])) return false;
  report_figure(report, (bench_figure){"first_ms", "dlopen to first result, median",
                                       "ms", stats_median(ms, FIRST_COUNT), 10});
  report_figure(report, (bench_figure){"library_mb", "size of the library", "MB",
                                       bytes / 1e6, 12});
  return true;
}

static bool measure_idle(bench_report *report) {
  double bytes = 0;
  if (!ours_idle_bytes(&bytes)) return false;
  report_figure(report, (bench_figure){"idle_kib", "idle standard VM, counted", "KiB",
                                       bytes / 1024, 24});
  return true;
}

bool costs_measure(const bench_options *options, bench_report *report) {
  if (!measure_cycle(report) || !measure_eval(report)) return false;
  return options->stock_only ||
         (measure_idle(report) && measure_first(options->first_path, report));
}
